/** What Organizations stores, under the management account. Documents are never changed in place. */

/** A tag, spelled as on the wire. */
export interface TagRecord {
  readonly Key: string;
  readonly Value: string;
}

/** The organization itself. */
export interface OrganizationRecord {
  /** `o-` and ten letters and digits. */
  readonly id: string;
  readonly managementAccountId: string;
  readonly rootId: string;
  /** Whether service control policies are in force. */
  readonly serviceControlPoliciesEnabled: boolean;
}

interface NodeRecord {
  readonly name: string;
  /** The service control policies that are attached, in the order in which they were. */
  readonly policyIds: readonly string[];
  readonly tags: readonly TagRecord[];
}

/** The top of the tree. */
export interface RootRecord extends NodeRecord {
  readonly kind: "root";
  /** `r-` and four letters and digits. */
  readonly id: string;
}

export interface UnitRecord extends NodeRecord {
  readonly kind: "unit";
  /** `ou-`, the root's four characters, `-` and eight more. */
  readonly id: string;
  readonly parentId: string;
}

export interface AccountRecord extends NodeRecord {
  readonly kind: "account";
  /** Twelve digits. */
  readonly id: string;
  readonly parentId: string;
  readonly email: string;
  readonly joinedMethod: "INVITED" | "CREATED";
  readonly joinedAtMs: number;
}

/** A place in the tree, to which policies can be attached. */
export type TargetRecord = RootRecord | UnitRecord | AccountRecord;

/** A service control policy. */
export interface PolicyRecord {
  /** `p-` and eight letters and digits. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The JSON text as it was given. */
  readonly content: string;
  readonly tags: readonly TagRecord[];
}

/** How the making of an account goes. */
export interface AccountRequestRecord {
  /** `car-` and 32 letters and digits. */
  readonly id: string;
  readonly accountName: string;
  readonly roleName: string;
  readonly state: "IN_PROGRESS" | "SUCCEEDED" | "FAILED";
  readonly requestedAtMs: number;
  readonly completedAtMs?: number;
  /** Absent where it failed. */
  readonly accountId?: string;
  readonly failureReason?: "EMAIL_ALREADY_EXISTS" | "ACCOUNT_LIMIT_EXCEEDED";
}

/** Each kind of document by the name it is stored under. */
export interface RecordTypes {
  readonly organization: OrganizationRecord;
  readonly target: TargetRecord;
  readonly policy: PolicyRecord;
  readonly "account-request": AccountRequestRecord;
}

export type RecordType = keyof RecordTypes;

export const recordTypes = [
  "organization",
  "target",
  "policy",
  "account-request",
] as const satisfies readonly RecordType[];
