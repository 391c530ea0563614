import { SigningSecret } from "../../aws/sigv4/signing-secret.ts";
import { BoundedCache } from "../../base/bounded-cache.ts";
import type { Clock } from "../../base/clock.ts";
import type { PolicySet } from "../../policy/authorization.ts";
import type {
  Credential,
  CredentialDirectory,
  CredentialRefusal,
  PolicyDirectory,
} from "../../policy/identity-directory.ts";
import { isIdentity } from "../../policy/match-principal.ts";
import type { Principal } from "../../policy/principal.ts";
import type { Vault } from "../../vault/vault.ts";
import type { Session, SessionReader } from "../sts/port.ts";
import { openSecret } from "./access-keys/key-material.ts";
import type { AccountRecords } from "./account-records.ts";
import type { IamRecords } from "./iam-records.ts";
import { policySetOf } from "./policy-set.ts";
import { rootPrincipal, sessionPrincipal, userPrincipal } from "./principals.ts";
import type { AccessKeyRecord } from "./records.ts";

/** Credentials and policy sets kept ready. Each was derived from one revision of an account and is dropped with it. */
const REMEMBERED_MAX = 4096;

const NO_POLICIES: PolicySet = { identityPolicies: [] };

interface Remembered<T> {
  readonly account: AccountRecords;
  readonly revision: number;
  readonly value: T;
}

/** What the directory reads. */
export interface DirectorySources {
  readonly records: IamRecords;
  readonly vault: Vault;
  readonly sessions: SessionReader;
  readonly clock: Clock;
}

/** Access keys to principals, principals to policies; from memory, so that no request waits. */
export class IamDirectory implements CredentialDirectory, PolicyDirectory {
  readonly #sources: DirectorySources;
  readonly #credentials = new BoundedCache<string, Remembered<Credential>>(REMEMBERED_MAX);
  readonly #policySets = new BoundedCache<Principal, Remembered<PolicySet>>(REMEMBERED_MAX);
  /** Opened session tokens, by token. */
  readonly #sessions = new BoundedCache<string, Session>(REMEMBERED_MAX);

  constructor(sources: DirectorySources) {
    this.#sources = sources;
  }

  findCredential(accessKeyId: string, sessionToken: string | undefined): Credential | CredentialRefusal {
    if (accessKeyId.startsWith("ASIA")) return this.#findSession(accessKeyId, sessionToken);
    // A long-term key has no token: one that comes along belongs to something else.
    if (sessionToken !== undefined) return "session-token-invalid";
    const account = this.#sources.records.accountOfKey(accessKeyId);
    const key = account?.find("access-key", accessKeyId);
    if (!account || !key) return "unknown-access-key";
    if (key.status !== "Active") return "inactive-access-key";
    return (
      remember(this.#credentials, accessKeyId, account, () => this.#longTermCredential(account, key)) ??
      "unknown-access-key"
    );
  }

  findPolicies(principal: Principal): PolicySet | undefined {
    // Services and anonymous callers have no policies of their own: only a resource's policy can let them in.
    if (!isIdentity(principal)) return NO_POLICIES;
    const account = this.#sources.records.account(principal.accountId);
    return remember(this.#policySets, principal, account, () => policySetOf(account, principal));
  }

  #longTermCredential(account: AccountRecords, key: AccessKeyRecord): Credential | undefined {
    const { accountId } = account;
    const { accessKeyId, ownerId, sealedSecret } = key;
    const user = ownerId === accountId ? undefined : account.findById("user", ownerId);
    if (ownerId !== accountId && !user) return undefined;
    const principal = user ? userPrincipal(accountId, user) : rootPrincipal(accountId);
    const secret = new SigningSecret(openSecret(this.#sources.vault, sealedSecret, accountId, accessKeyId));
    return { principal: { ...principal, accessKeyId }, secret };
  }

  #findSession(accessKeyId: string, token: string | undefined): Credential | CredentialRefusal {
    if (token === undefined) return "session-token-missing";
    const session = this.#openSession(token);
    // The token says which key it belongs to: another session's token does not open this one.
    if (session?.accessKeyId !== accessKeyId) return "session-token-invalid";
    if (session.expiresAtMs <= this.#sources.clock.nowMs()) return "session-expired";
    const account = this.#sources.records.account(session.accountId);
    const credential = remember(this.#credentials, token, account, () => sessionCredential(account, session));
    // The role or user was deleted: its sessions end with it.
    return credential ?? "session-token-invalid";
  }

  #openSession(token: string): Session | undefined {
    const known = this.#sessions.get(token);
    if (known) return known;
    const opened = this.#sources.sessions.open(token);
    if (opened) this.#sessions.set(token, opened);
    return opened;
  }
}

function sessionCredential(account: AccountRecords, session: Session): Credential | undefined {
  const principal = sessionPrincipal(account, session);
  return (
    principal && {
      principal,
      secret: new SigningSecret(session.secretAccessKey),
      expiresAtMs: session.expiresAtMs,
    }
  );
}

/** What was derived from the account's present revision, or is derived now. Nothing is remembered of what is not there. */
function remember<K, T>(
  cache: BoundedCache<K, Remembered<T>>,
  key: K,
  account: AccountRecords,
  derive: () => T | undefined,
): T | undefined {
  const known = cache.get(key);
  if (known && known.account === account && known.revision === account.revision) return known.value;
  const value = derive();
  if (value !== undefined) cache.set(key, { account, revision: account.revision, value });
  return value;
}
