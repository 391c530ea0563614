import type { SigningSecret } from "../aws/sigv4/signing-secret.ts";
import type { PolicySet } from "./authorization.ts";
import type { Principal } from "./principal.ts";

/** A known signer: who it is, and the secret that the signature is checked with. */
export interface Credential {
  readonly principal: Principal;
  /** Made once per access key and shared: it remembers the signing keys it derived. */
  readonly secret: SigningSecret;
  /** Sessions end, milliseconds since the epoch; absent for long-term keys. */
  readonly expiresAtMs?: number;
}

/** Why an access key was not accepted. Records keep these apart; clients see what AWS shows. */
export type CredentialRefusal =
  | "unknown-access-key"
  | "inactive-access-key"
  | "session-token-missing"
  | "session-token-invalid"
  | "session-expired";

/** Access keys to credentials. Synchronous: kept in memory and followed by the change feed. */
export interface CredentialDirectory {
  findCredential(accessKeyId: string, sessionToken: string | undefined): Credential | CredentialRefusal;
}

/** Where an account stands in its organization. */
export interface OrganizationPlace {
  readonly organizationId: string;
  /** `o-…/r-…/ou-…/`: what `aws:PrincipalOrgPaths` and `aws:ResourceOrgPaths` hold. */
  readonly path: string;
}

/** The policies that speak for a principal, compiled. Synchronous. */
export interface PolicyDirectory {
  /** Undefined when the principal no longer exists: refuse. */
  findPolicies(principal: Principal): PolicySet | undefined;
  /** Undefined for an account without organization. A directory without organizations leaves it out. */
  findOrganization?(accountId: string): OrganizationPlace | undefined;
}
