import type { AddressData } from "../../services/wafv2/address-data.ts";
import { findServerAddress } from "../running-server.ts";
import { type FirewallDataSettings, type Settings, SettingsError } from "../settings.ts";
import { systemRequest } from "../system-client.ts";
import { readAddressData } from "./firewall-data.ts";

/**
 * What a command knows about addresses where its own options say nothing: the files that the running server has in
 * force, read here, for both run on one machine. Undefined where no server runs; what cannot be read here is told.
 */
export async function readDataInForce(
  { dataFolder, firewallData }: Settings,
  environment: NodeJS.ProcessEnv,
  tell: (problem: string) => void,
): Promise<AddressData | undefined> {
  if (!findServerAddress(dataFolder)) return undefined;
  try {
    const served = filesIn(await systemRequest(dataFolder, environment, "/status"));
    return await readAddressData({ ...served, ...given(firewallData) });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    tell(`The data of the running server cannot be had here: ${error.message}`);
    return undefined;
  }
}

/** `{ geoDatabase: { file: "/geo.mmdb", … }, … }` as settings. */
function filesIn(status: Readonly<Record<string, unknown>>): FirewallDataSettings {
  const path = (name: string, member: string): string | undefined => {
    const value: unknown = (status[name] as Record<string, unknown> | null | undefined)?.[member];
    return typeof value === "string" ? value : undefined;
  };
  return given({
    geoDatabase: path("geoDatabase", "file"),
    asnDatabase: path("asnDatabase", "file"),
    addressLists: path("addressLists", "folder"),
  });
}

const given = (
  settings: { [Name in keyof FirewallDataSettings]: string | undefined },
): FirewallDataSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, path]) => path !== undefined));
