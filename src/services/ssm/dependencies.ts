import type { ResourceStore } from "../../store/resource-store.ts";
import type { Call, Operation } from "../operation.ts";

/** What Parameter Store's operations work with. */
export interface SsmDeps {
  readonly store: ResourceStore;
}

/** One operation of this service, and one call of it. */
export type SsmOperation<In extends object, Out extends object> = Operation<In, Out, SsmDeps>;
export type SsmCall = Call<SsmDeps>;

/** How the audit classes reads and writes. Values are configuration, and may still be sensitive: `redact` them. */
export const READ = { kind: "management", readOnly: true, redact: [] } as const;
export const WRITE = { kind: "management", readOnly: false, redact: [] } as const;
