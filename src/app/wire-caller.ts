import { findService } from "../aws/catalogue.ts";
import type { OperationCaller } from "../deploy/caller.ts";
import { awsClient } from "./aws-client.ts";
import type { RootCredentials } from "./root-credentials.ts";
import type { ServerAddress } from "./running-server.ts";

/** The parts of an SDK client package that a call by name needs. */
interface SdkClient {
  send(command: object): Promise<object>;
}
type SdkPackage = Record<string, new (argument: object) => object>;

/** Calls operations of a running server over the wire, through the SDK's own clients. */
export function wireCaller(server: ServerAddress, root: RootCredentials): OperationCaller {
  const packages = new Map<string, Promise<SdkPackage>>();
  const clients = new Map<string, SdkClient>();

  function load(serviceId: string): Promise<SdkPackage> {
    const known = packages.get(serviceId);
    if (known) return known;
    const entry = findService(serviceId);
    if (!entry) throw new TypeError(`There is no service ${serviceId}.`);
    const loading = import(entry.clientPackage) as Promise<SdkPackage>;
    packages.set(serviceId, loading);
    return loading;
  }

  function clientOf(serviceId: string, sdk: SdkPackage): SdkClient {
    const known = clients.get(serviceId);
    if (known) return known;
    const name = Object.keys(sdk).find((key) => /^[A-Z]\w*Client$/.test(key) && key !== "__Client")!;
    const settings = { ...awsClient(server, root), ...(serviceId === "s3" && { forcePathStyle: true }) };
    const client = new sdk[name]!(settings) as SdkClient;
    clients.set(serviceId, client);
    return client;
  }

  return {
    async call(serviceId, operation, input) {
      const sdk = await load(serviceId);
      return clientOf(serviceId, sdk).send(new sdk[`${operation}Command`]!(input));
    },
  };
}
