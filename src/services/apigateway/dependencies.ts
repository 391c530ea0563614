import type { Logger } from "../../base/logger.ts";
import type { Random } from "../../base/random.ts";
import type { DeploymentSink } from "../../gateway/ports.ts";
import type { ResourceStore } from "../../store/resource-store.ts";
import type { LogsPort } from "../logs/port.ts";
import type { Call, Operation } from "../operation.ts";
import type { AccessLogs } from "./access-logs/access-logs.ts";
import type { AccountSettings } from "./account/account-settings.ts";
import type { ApiStore } from "./state/api-store.ts";

/** Whether a role exists and lets a service assume it. Kept by IAM. */
export interface RoleTrust {
  trusts(roleArn: string, serviceName: string): boolean | Promise<boolean>;
}

/** What the API Gateway service is made from. */
export interface ApiGatewayPorts {
  readonly store: ResourceStore;
  /** The gateway, which runs what is deployed. */
  readonly deployments: DeploymentSink;
  readonly random: Random;
  readonly roles: RoleTrust;
  readonly logger: Logger;
  readonly logs: Pick<LogsPort, "hasGroup">;
  readonly accounts: AccountSettings;
  readonly accessLogs: Pick<AccessLogs, "flush">;
}

/** What its operations work with. */
export interface ApiGatewayDeps {
  readonly apis: ApiStore;
  readonly store: ResourceStore;
  readonly deployments: Pick<DeploymentSink, "flushAuthorizers" | "tryAuthorizer">;
  readonly random: Random;
  readonly roles: RoleTrust;
  readonly logs: Pick<LogsPort, "hasGroup">;
  readonly accounts: AccountSettings;
}

/** One operation of this service, and one call of it. */
export type ApiOperation<In extends object, Out extends object> = Operation<In, Out, ApiGatewayDeps>;
export type ApiCall = Call<ApiGatewayDeps>;

/** How the audit classes reads and writes. Nothing that an API's definition holds is secret. */
export const READ = { kind: "management", readOnly: true, redact: [] } as const;
export const WRITE = { kind: "management", readOnly: false, redact: [] } as const;
