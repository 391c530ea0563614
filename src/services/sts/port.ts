import type { Principal, SessionPolicies } from "../../policy/principal.ts";

/**
 * A session, as its token says: nothing about it is stored. The token is the vault-sealed text of this; whoever lacks it
 * cannot use the access key, and nobody can change it.
 */
export interface Session {
  /** `ASIA…` */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly accountId: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly identity: SessionIdentity;
  /** Session tags, which lie over the tags of the role. */
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
  /** When a second factor was checked for this session. A role's session never has one. */
  readonly mfaAuthenticatedAtMs?: number;
  readonly sessionPolicies?: SessionPolicies;
  /** Who vouched for the one who assumed the role, where an identity provider did. */
  readonly federatedProvider?: string;
  /** What that provider said of them, by condition key: `example.com:sub`, `saml:sub`. */
  readonly federatedKeys?: Readonly<Record<string, readonly string[]>>;
}

/** Whose session it is. Unique ids, so that a successor of the same name does not inherit it. */
export type SessionIdentity =
  | { readonly kind: "role"; readonly roleId: string; readonly sessionName: string }
  | { readonly kind: "user"; readonly userId: string }
  | { readonly kind: "root" }
  /** Vouched for by a user, or by the root user where there is no `userId`. */
  | { readonly kind: "federated"; readonly name: string; readonly userId?: string };

/** Reads session tokens. */
export interface SessionReader {
  /** Undefined when the token was not made here, or was changed. Expiry is the caller's to check. */
  open(token: string): Session | undefined;
}

/** Temporary credentials, as they are handed out. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
  /** Who calls that are signed with them will turn out to be. */
  readonly principal: Principal;
}

/** A service that asks for a role's credentials for its own work. */
export interface ServiceSessionRequest {
  readonly roleArn: string;
  /** `lambda.amazonaws.com`: the role's trust policy must let it assume the role. */
  readonly serviceName: string;
  readonly sessionName: string;
  /** The resource that the service works for: `aws:SourceArn` and `aws:SourceAccount`. */
  readonly sourceArn?: string;
  readonly sourceAccountId?: string;
  /** Default 3,600; cut to the role's maximum. Credentials may be handed out again for up to five minutes. */
  readonly durationS?: number;
  /** `aws:RequestedRegion`. */
  readonly region: string;
}

/** Gives services the credentials of roles. */
export interface SessionIssuer {
  /** Throws `AccessDenied` when the role does not exist or does not trust the service: the two look the same. */
  issueForService(request: ServiceSessionRequest): SessionCredentials;
  /** Whether the role exists and trusts the service. */
  trusts(request: ServiceSessionRequest): boolean;
}
