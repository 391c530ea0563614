import { parseArn } from "../../aws/arn.ts";
import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { ResourceStore } from "../../store/resource-store.ts";
import type { Vault } from "../../vault/vault.ts";
import type { AnyOperation, Service } from "../operation.ts";
import type { MembershipDirectory } from "../organizations/port.ts";
import type { SessionReader } from "../sts/port.ts";
import { IamDirectory } from "./directory.ts";
import { ensureAccount } from "./ensure-account.ts";
import { ensureMemberAccount } from "./ensure-member-account.ts";
import { findRole } from "./find-role.ts";
import { IamRecords } from "./iam-records.ts";
import { defaultVersion, findManagedPolicy } from "./managed-policies.ts";
import { MfaVerifier } from "./mfa/mfa-verifier.ts";
import { operations } from "./operations.ts";
import type { IamPort } from "./port.ts";
import { findSamlProvider } from "./saml-providers/require-provider.ts";

/** What IAM is built on. */
export interface IamServiceOptions {
  readonly store: ResourceStore;
  readonly vault: Vault;
  readonly random: Random;
  readonly clock: Clock;
  /** Reads the tokens of STS's sessions. */
  readonly sessions: SessionReader;
  /** Whose service control policies limit which account. */
  readonly organizations: MembershipDirectory;
}

/** AWS Identity and Access Management, and what it offers the other services. */
export interface IamService extends Service {
  readonly port: IamPort;
}

/** Its `start` must have resolved before the port is used. */
export function createIamService(options: IamServiceOptions): IamService {
  const { store, vault, random, clock, sessions, organizations } = options;
  const records = new IamRecords(store);
  const directory = new IamDirectory({ records, vault, sessions, clock, organizations });
  const mfa = new MfaVerifier(records, vault, clock);
  const port: IamPort = {
    findCredential: (accessKeyId, token) => directory.findCredential(accessKeyId, token),
    findPolicies: (principal) => directory.findPolicies(principal),
    ensureAccount: (accountId, rootKeys) => ensureAccount(records, vault, accountId, rootKeys, clock.nowMs()),
    findOrganization: (accountId) => organizations.findMembership(accountId),
    ensureMemberAccount: (account) => ensureMemberAccount(records, random, account, clock.nowMs()),
    listPrincipals: (accountId, sessionName) => directory.listPrincipals(accountId, sessionName),
    accountIds: () => records.accountIds(),
    verifyMfa: (principal, serialNumber, code) => mfa.verify(principal, serialNumber, code),
    findRole: (arn) => findRole(records, arn),
    findOidcProvider: (accountId, issuer) => {
      const providers = records.account(accountId).all("oidc-provider");
      return providers.find(({ url }) => url === issuer);
    },
    findSamlProvider: (arn) => {
      const accountId = parseArn(arn)?.accountId;
      const provider =
        accountId === undefined ? undefined : findSamlProvider(records.account(accountId), arn);
      return provider && { arn: provider.arn, name: provider.name, ...provider.metadata };
    },
    findManagedPolicy: (accountId, arn) => {
      const policy = findManagedPolicy(records.account(accountId), arn);
      return policy && defaultVersion(policy).document;
    },
  };
  return {
    id: "iam",
    operations: operations as readonly AnyOperation[],
    deps: { records, vault, random, organizations },
    port,
    start: () => records.load(),
    stop: async () => records.close(),
  };
}
