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
import type { Membership, MembershipDirectory } from "../organizations/port.ts";
import type { Session, SessionReader } from "../sts/port.ts";
import { openSecret } from "./access-keys/key-material.ts";
import type { AccountRecords } from "./account-records.ts";
import type { IamRecords } from "./iam-records.ts";
import { policySetOf } from "./policy-set.ts";
import { placed, rolePrincipal, rootPrincipal, sessionPrincipal, userPrincipal } from "./principals.ts";
import type { AccessKeyRecord } from "./records.ts";

/** Credentials and policy sets kept ready. Each was derived from one state of an account and is dropped with it. */
const REMEMBERED_MAX = 4096;

const NO_POLICIES: PolicySet = { identityPolicies: [] };

/** An account as it is now: its documents, and its place in an organization. */
interface AccountState {
  readonly account: AccountRecords;
  readonly revision: number;
  readonly membership: Membership | undefined;
}

interface Remembered<T> {
  readonly state: AccountState;
  readonly value: T;
}

/** What the directory reads. */
export interface DirectorySources {
  readonly records: IamRecords;
  readonly vault: Vault;
  readonly sessions: SessionReader;
  readonly clock: Clock;
  readonly organizations: MembershipDirectory;
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
    const state = this.#stateOf(account);
    const derive = (): Credential | undefined => this.#longTermCredential(state, key);
    return remember(this.#credentials, accessKeyId, state, derive) ?? "unknown-access-key";
  }

  findPolicies(principal: Principal): PolicySet | undefined {
    // Services and anonymous callers have no policies of their own: only a resource's policy can let them in.
    if (!isIdentity(principal)) return NO_POLICIES;
    const account = this.#sources.records.account(principal.accountId);
    const state = this.#stateOf(account);
    return remember(this.#policySets, principal, state, () => {
      const set = policySetOf(account, principal);
      const serviceControlPolicies = state.membership?.serviceControlPolicies;
      return set && serviceControlPolicies ? { ...set, serviceControlPolicies } : set;
    });
  }

  /** The root user, every user, and a session of every role of an account. */
  listPrincipals(accountId: string, sessionName: string): readonly Principal[] {
    const account = this.#sources.records.account(accountId);
    const state = this.#stateOf(account);
    return [
      rootPrincipal(accountId),
      ...account.all("user").map((user) => userPrincipal(accountId, user)),
      ...account.all("role").map((role) => rolePrincipal(accountId, role, sessionName)),
    ].map((principal) => placed(principal, state.membership));
  }

  #stateOf(account: AccountRecords): AccountState {
    const membership = this.#sources.organizations.findMembership(account.accountId);
    return { account, revision: account.revision, membership };
  }

  #longTermCredential(state: AccountState, key: AccessKeyRecord): Credential | undefined {
    const { account } = state;
    const { accountId } = account;
    const { accessKeyId, ownerId, sealedSecret } = key;
    const user = ownerId === accountId ? undefined : account.findById("user", ownerId);
    if (ownerId !== accountId && !user) return undefined;
    const principal = user ? userPrincipal(accountId, user) : rootPrincipal(accountId);
    const secret = new SigningSecret(openSecret(this.#sources.vault, sealedSecret, accountId, accessKeyId));
    return { principal: { ...placed(principal, state.membership), accessKeyId }, secret };
  }

  #findSession(accessKeyId: string, token: string | undefined): Credential | CredentialRefusal {
    if (token === undefined) return "session-token-missing";
    const session = this.#openSession(token);
    // The token says which key it belongs to: another session's token does not open this one.
    if (session?.accessKeyId !== accessKeyId) return "session-token-invalid";
    if (session.expiresAtMs <= this.#sources.clock.nowMs()) return "session-expired";
    const state = this.#stateOf(this.#sources.records.account(session.accountId));
    const credential = remember(this.#credentials, token, state, () => sessionCredential(state, session));
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

function sessionCredential(state: AccountState, session: Session): Credential | undefined {
  const principal = sessionPrincipal(state.account, session);
  return (
    principal && {
      principal: placed(principal, state.membership),
      secret: new SigningSecret(session.secretAccessKey),
      expiresAtMs: session.expiresAtMs,
    }
  );
}

/** What was derived from the account's present state, or is derived now. Nothing is remembered of what is not there. */
function remember<K, T>(
  cache: BoundedCache<K, Remembered<T>>,
  key: K,
  state: AccountState,
  derive: () => T | undefined,
): T | undefined {
  const known = cache.get(key);
  if (known && isSame(known.state, state)) return known.value;
  const value = derive();
  if (value !== undefined) cache.set(key, { state, value });
  return value;
}

const isSame = (a: AccountState, b: AccountState): boolean =>
  a.account === b.account && a.revision === b.revision && a.membership === b.membership;
