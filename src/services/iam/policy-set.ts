import type { PolicySet } from "../../policy/authorization.ts";
import { type CompiledPolicy, compilePolicy } from "../../policy/compile.ts";
import type { Principal, SessionPolicies } from "../../policy/principal.ts";
import type { AccountRecords } from "./account-records.ts";
import { groupsOf } from "./groups/membership.ts";
import { defaultVersion, findManagedPolicy } from "./managed-policies.ts";
import type { IdentityRecord, RoleRecord, UserRecord } from "./records.ts";

/**
 * Every policy that speaks for a principal; undefined when the principal, its boundary or one of its policies is gone:
 * refuse. A role or user made anew under the same name is another one, and is not found.
 */
export function policySetOf(account: AccountRecords, principal: Principal): PolicySet | undefined {
  switch (principal.type) {
    case "Root":
      return { identityPolicies: [] };
    case "User": {
      const user = account.findById("user", principal.userId);
      return user && identitySet(account, user, groupsOf(account, user));
    }
    case "AssumedRole": {
      const roleId = principal.userId.slice(0, principal.userId.indexOf(":"));
      const role = account.findById("role", roleId);
      const set = role && identitySet(account, role, []);
      return set && narrow(account, set, principal.sessionPolicies);
    }
    case "FederatedUser": {
      const set = federatedSet(account, principal);
      return set && narrow(account, set, principal.sessionPolicies);
    }
    default:
      return undefined;
  }
}

/** What the user who vouched may do; everything where it was the root user. Session policies narrow it. */
function federatedSet(account: AccountRecords, { federatedBy }: Principal): PolicySet | undefined {
  if (!federatedBy) return { identityPolicies: [everything] };
  const user = account.findById("user", federatedBy.userId);
  return user && identitySet(account, user, groupsOf(account, user));
}

/** The root user's own rights, as a policy. */
const everything = compilePolicy(
  JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
  { name: "root user", kind: "identity" },
);

function identitySet(
  account: AccountRecords,
  identity: UserRecord | RoleRecord,
  groups: readonly IdentityRecord[],
): PolicySet | undefined {
  const identityPolicies = allFound([identity, ...groups].flatMap((one) => policiesOf(account, one)));
  if (!identityPolicies) return undefined;
  const { permissionsBoundaryArn } = identity;
  if (permissionsBoundaryArn === undefined) return { identityPolicies };
  const permissionsBoundary = managedPolicy(account, permissionsBoundaryArn);
  return permissionsBoundary && { identityPolicies, permissionsBoundary };
}

const policiesOf = (
  account: AccountRecords,
  { inlinePolicies, attachedPolicyArns }: IdentityRecord,
): readonly (CompiledPolicy | undefined)[] => [
  ...inlinePolicies.map((inline) => compiled(inline, inline.document, inline.name)),
  ...attachedPolicyArns.map((arn) => managedPolicy(account, arn)),
];

function narrow(
  account: AccountRecords,
  set: PolicySet,
  passed: SessionPolicies | undefined,
): PolicySet | undefined {
  if (!passed) return set;
  const sessionPolicies = allFound([
    ...passed.documents.map((text) => compilePolicy(text, { name: "session policy", kind: "session" })),
    ...passed.policyArns.map((arn) => managedPolicy(account, arn)),
  ]);
  return sessionPolicies && { ...set, sessionPolicies };
}

function managedPolicy(account: AccountRecords, arn: string): CompiledPolicy | undefined {
  const policy = findManagedPolicy(account, arn);
  if (!policy) return undefined;
  const version = defaultVersion(policy);
  return compiled(version, version.document, arn);
}

/** Stored documents are immutable, so that each is compiled once however many identities share it. */
const compiledDocuments = new WeakMap<object, CompiledPolicy>();

function compiled(record: object, document: string, name: string): CompiledPolicy {
  const known = compiledDocuments.get(record);
  if (known) return known;
  const policy = compilePolicy(document, { name, kind: "identity" });
  compiledDocuments.set(record, policy);
  return policy;
}

function allFound<T>(list: readonly (T | undefined)[]): readonly T[] | undefined {
  return list.every((item) => item !== undefined) ? (list as readonly T[]) : undefined;
}
