import type { Random } from "../../base/random.ts";
import type { IamPort } from "../iam/port.ts";
import type { Call, Operation } from "../operation.ts";
import type { OrganizationRecords } from "./organization-records.ts";

/** What the operations of Organizations work with. */
export interface OrganizationsDependencies {
  readonly records: OrganizationRecords;
  /** Where accounts are made. */
  readonly iam: Pick<IamPort, "accountIds" | "ensureMemberAccount">;
  readonly random: Random;
}

export type OrganizationsCall = Call<OrganizationsDependencies>;

export type OrganizationsOperation<In extends object, Out extends object> = Operation<
  In,
  Out,
  OrganizationsDependencies
>;

/** The audit class of an operation that only reads, and of one that changes something. */
export const reads = { kind: "management", readOnly: true, redact: [] } as const;
export const writes = { kind: "management", readOnly: false, redact: [] } as const;
