import type { Random } from "../../base/random.ts";
import type { Vault } from "../../vault/vault.ts";
import type { Call, Operation } from "../operation.ts";
import type { MembershipDirectory } from "../organizations/port.ts";
import type { IamRecords } from "./iam-records.ts";

/** What IAM's operations work with. */
export interface IamDependencies {
  readonly records: IamRecords;
  readonly vault: Vault;
  readonly random: Random;
  readonly organizations: MembershipDirectory;
}

export type IamCall = Call<IamDependencies>;

export type IamOperation<In extends object, Out extends object> = Operation<In, Out, IamDependencies>;

/** The audit class of an operation that only reads, and of one that changes something. */
export const reads = { kind: "management", readOnly: true, redact: [] } as const;
export const writes = { kind: "management", readOnly: false, redact: [] } as const;
