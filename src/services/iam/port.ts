import type { CompiledPolicy } from "../../policy/compile.ts";
import type { CredentialDirectory, PolicyDirectory } from "../../policy/identity-directory.ts";
import type { Principal } from "../../policy/principal.ts";

/** Long-term access keys of an account's root user. */
export interface RootKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A role as other services see it. */
export interface RoleView {
  readonly accountId: string;
  readonly arn: string;
  readonly name: string;
  /** `AROA…` */
  readonly uniqueId: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The longest session of the role, in seconds. */
  readonly maxSessionDurationS: number;
  /** Who may assume the role. */
  readonly trustPolicy: CompiledPolicy;
}

/** An OpenID Connect provider as STS sees it. */
export interface OidcProviderView {
  readonly arn: string;
  /** The URL without its scheme: how condition keys are called. */
  readonly name: string;
  /** What `iss` must be. */
  readonly url: string;
  readonly clientIds: readonly string[];
  /** SHA-1 of certificates to be trusted besides those of public authorities, in lower-case hexadecimal. */
  readonly thumbprints: readonly string[];
}

/** A SAML provider as STS sees it. */
export interface SamlProviderView {
  readonly arn: string;
  readonly name: string;
  /** What an assertion's `Issuer` must be. */
  readonly entityId: string;
  /** The certificates of its signing keys, in PEM. */
  readonly certificates: readonly string[];
  /** When its metadata ends, if it says so. */
  readonly validUntilMs?: number;
}

/** An account that an organization makes. */
export interface NewMemberAccount {
  readonly accountId: string;
  /** The role by which the management account's users come in. */
  readonly roleName: string;
  readonly managementAccountId: string;
}

/** What IAM offers the rest of the program. All finders are synchronous. */
export interface IamPort extends CredentialDirectory, PolicyDirectory {
  /**
   * Makes an account with these root access keys, or gives an account new ones. The keys that its root user had through
   * this method before are replaced; those that the root user made stay.
   */
  ensureAccount(accountId: string, rootKeys: RootKeys): Promise<void>;
  /** Makes an account without root access keys, with an administrator's role that the management account may assume. */
  ensureMemberAccount(account: NewMemberAccount): Promise<void>;
  /** The root user and every user of an account, and of every role a session with this name. */
  listPrincipals(accountId: string, sessionName: string): readonly Principal[];
  /** The ids of all accounts. */
  accountIds(): readonly string[];
  /**
   * Checks a code of the caller's second factor, which then counts as used. Throws `AccessDenied`.
   * @param serialNumber The device's ARN.
   */
  verifyMfa(principal: Principal, serialNumber: string, code: string): Promise<void>;
  findRole(arn: string): RoleView | undefined;
  /** The provider of an account that tokens with this `iss` come from. */
  findOidcProvider(accountId: string, issuer: string): OidcProviderView | undefined;
  findSamlProvider(arn: string): SamlProviderView | undefined;
  /** The JSON text of a managed policy that is in force, AWS's own included. */
  findManagedPolicy(accountId: string, arn: string): string | undefined;
}
