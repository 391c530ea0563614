import type { SamlMetadata } from "./saml-providers/metadata.ts";

/** What IAM stores, one document for each entity. Documents are never changed in place: a new one takes the old one's place. */

/** A tag, spelled as on the wire. Keys are compared without case; the order is the caller's. */
export interface TagRecord {
  readonly Key: string;
  readonly Value: string;
}

/** A policy embedded in a user, group or role. */
export interface InlinePolicyRecord {
  readonly name: string;
  /** The JSON text as it was given. */
  readonly document: string;
}

interface EntityRecord {
  readonly arn: string;
  /** `AIDA…`, `AROA…`: never used twice, unlike names. */
  readonly uniqueId: string;
  readonly name: string;
  /** `/` or `/division/unit/`. */
  readonly path: string;
  readonly createdAtMs: number;
}

/** A user, group or role: what policies can be attached to. */
export interface IdentityRecord extends EntityRecord {
  readonly inlinePolicies: readonly InlinePolicyRecord[];
  readonly attachedPolicyArns: readonly string[];
}

export interface UserRecord extends IdentityRecord {
  readonly tags: readonly TagRecord[];
  readonly permissionsBoundaryArn?: string;
  /** Unique ids of the groups that the user is a member of. */
  readonly groupIds: readonly string[];
}

export type GroupRecord = IdentityRecord;

export interface RoleRecord extends IdentityRecord {
  readonly tags: readonly TagRecord[];
  readonly permissionsBoundaryArn?: string;
  readonly description?: string;
  /** The JSON text as it was given. */
  readonly trustPolicy: string;
  /** Whom the trust policy's ARNs meant when it was saved: a successor of the same name is not trusted. */
  readonly trustedIdentities: readonly TrustedIdentity[];
  readonly maxSessionDurationS: number;
}

/** A user or role that a trust policy names, and its unique id at the time. */
export interface TrustedIdentity {
  readonly arn: string;
  readonly uniqueId: string;
}

/** A customer managed policy. */
export interface PolicyRecord extends EntityRecord {
  readonly description?: string;
  readonly tags: readonly TagRecord[];
  readonly updatedAtMs: number;
  /** Oldest first; at most five. */
  readonly versions: readonly PolicyVersionRecord[];
  readonly defaultVersionId: string;
  /** The number of the newest version ever made: deleted numbers are not used again. */
  readonly newestVersion: number;
}

export interface PolicyVersionRecord {
  /** `v1`, `v2`, … */
  readonly id: string;
  readonly document: string;
  readonly createdAtMs: number;
}

export interface InstanceProfileRecord extends EntityRecord {
  readonly tags: readonly TagRecord[];
  /** The unique id of the one role it can hold. */
  readonly roleId?: string;
}

export interface AccessKeyRecord {
  readonly accessKeyId: string;
  /** The unique id of its user; the account id for the root user's keys. */
  readonly ownerId: string;
  readonly status: "Active" | "Inactive";
  readonly createdAtMs: number;
  /** The secret access key, sealed by the vault, in base64. */
  readonly sealedSecret: string;
}

/** A virtual second factor, by name. */
export interface MfaDeviceRecord {
  /** Its ARN. */
  readonly serialNumber: string;
  readonly name: string;
  /** What its codes are made from, sealed by the vault, in base64. */
  readonly sealedSeed: string;
  /** The time step of the last code that was taken. */
  readonly lastStep: number;
  /** The unique id of the user who holds it, while it is enabled. */
  readonly ownerId?: string;
  readonly enabledAtMs?: number;
  readonly tags: readonly TagRecord[];
}

/** An OpenID Connect provider whose tokens roles can be assumed with. Its name is its URL without scheme. */
export interface OidcProviderRecord {
  readonly arn: string;
  readonly name: string;
  /** With its scheme: what `iss` must be. */
  readonly url: string;
  /** The audiences that tokens may be made for. */
  readonly clientIds: readonly string[];
  /** SHA-1 of certificates to be trusted besides those of public authorities, in lower-case hexadecimal. */
  readonly thumbprints: readonly string[];
  readonly createdAtMs: number;
  readonly tags: readonly TagRecord[];
}

/** A SAML 2.0 provider whose assertions roles can be assumed with. */
export interface SamlProviderRecord {
  readonly arn: string;
  readonly name: string;
  /** The metadata as it was given. */
  readonly document: string;
  /** What was read of it. */
  readonly metadata: SamlMetadata;
  readonly createdAtMs: number;
  readonly tags: readonly TagRecord[];
}

/** The account itself. Stored when the account is made. */
export interface AccountRecord {
  readonly accountId: string;
  readonly alias?: string;
  /** The root user's key that the installation was set up with. */
  readonly rootAccessKeyId?: string;
}

/** Each kind of document by the name it is stored under. */
export interface RecordTypes {
  readonly user: UserRecord;
  readonly group: GroupRecord;
  readonly role: RoleRecord;
  readonly policy: PolicyRecord;
  readonly "instance-profile": InstanceProfileRecord;
  readonly "access-key": AccessKeyRecord;
  readonly "mfa-device": MfaDeviceRecord;
  readonly "oidc-provider": OidcProviderRecord;
  readonly "saml-provider": SamlProviderRecord;
  readonly account: AccountRecord;
}

export type RecordType = keyof RecordTypes;

export const recordTypes = [
  "user",
  "group",
  "role",
  "policy",
  "instance-profile",
  "access-key",
  "mfa-device",
  "oidc-provider",
  "saml-provider",
  "account",
] as const satisfies readonly RecordType[];

/** Names are unique without regard to case: `Admins` and `admins` are one. */
export const recordId = (name: string): string => name.toLowerCase();

/** What a document is stored under. Access key ids and URLs, unlike names, are compared as they are. */
export const storedId = (type: RecordType, name: string): string =>
  type === "access-key" || type === "oidc-provider" ? name : recordId(name);
