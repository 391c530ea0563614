import type { SimulatePolicyResponse, SimulatePrincipalPolicyRequest } from "@aws-sdk/client-iam";
import type { Principal } from "../../../policy/principal.ts";
import type { AccountRecords } from "../account-records.ts";
import { type IamOperation, reads } from "../dependencies.ts";
import { invalidInput, noSuchEntity } from "../errors.ts";
import { groupsOf } from "../groups/membership.ts";
import type { IdentityType } from "../identity-policies/identity-type.ts";
import { defaultVersion, requireManagedPolicy } from "../managed-policies.ts";
import { pageOf } from "../paging.ts";
import { iamCheck } from "../permissions.ts";
import { tagMap } from "../principals.ts";
import type { IdentityRecord, RecordTypes } from "../records.ts";
import { accountOf } from "../require-entity.ts";
import { commonParts, simulationRefuses } from "./simulate-custom-policy.ts";
import { type SimulatedPolicy, simulatedPolicy } from "./simulated-policy.ts";
import { simulate } from "./simulation.ts";

/** Answers what a user, group or role may do, with policies that are given on top of its own. */
export const simulatePrincipalPolicy: IamOperation<SimulatePrincipalPolicyRequest, SimulatePolicyResponse> = {
  name: "SimulatePrincipalPolicy",
  permits: ({ PolicySourceArn }, call) => [iamCheck(call, "SimulatePrincipalPolicy", PolicySourceArn)],
  audit: reads,
  refuses: [...simulationRefuses, { member: "CallerArn" }],
  handle: (input, call) => {
    const account = accountOf(call);
    const { type, record } = requireSource(account, input.PolicySourceArn);
    const principal = principalOf(account.accountId, type, record);
    const given = (input.PolicyInputList ?? []).map((text, index) =>
      simulatedPolicy(text, `PolicyInputList.${index + 1}`, "identity"),
    );
    const groups = type === "user" ? groupsOf(account, record as RecordTypes["user"]) : [];
    const own = [record, ...groups].flatMap((identity) => policiesOf(account, identity));
    const boundary = boundaryOf(account, record);
    const results = simulate({
      ...(boundary && { boundary }),
      ...commonParts(input, principal, call),
      identityPolicies: [...own, ...given],
    });
    const places = results.map((result, index) => ({ result, place: String(index).padStart(6, "0") }));
    const { items, ...page } = pageOf(places, input, ({ place }) => place);
    return { EvaluationResults: items.map(({ result }) => result), ...page };
  },
};

interface Source {
  readonly type: IdentityType;
  readonly record: RecordTypes[IdentityType];
}

/** Throws `NoSuchEntity`. */
function requireSource(account: AccountRecords, arn: string): Source {
  const [, type, name] = /^arn:[a-z-]+:iam::\d{12}:(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (!type || !name) throw invalidInput("PolicySourceArn must be the ARN of a user, group or role.");
  const record = account.find(type as IdentityType, name);
  if (record?.arn !== arn) throw noSuchEntity(`The entity ${arn} cannot be found.`);
  return { type: type as IdentityType, record };
}

/** A role is simulated as a session of it; a group as a user who is in it. */
function principalOf(accountId: string, type: IdentityType, record: IdentityRecord): Principal {
  const tags = "tags" in record ? tagMap((record as RecordTypes["user"]).tags) : {};
  const base = { accountId, arn: record.arn, userId: record.uniqueId, tags };
  if (type === "role") {
    return { ...base, type: "AssumedRole", roleArn: record.arn, userId: `${record.uniqueId}:simulated` };
  }
  return { ...base, type: "User", ...(type === "user" && { userName: record.name }) };
}

const policiesOf = (account: AccountRecords, identity: IdentityRecord): readonly SimulatedPolicy[] => [
  ...identity.inlinePolicies.map(({ name, document }) => simulatedPolicy(document, name, "identity")),
  ...identity.attachedPolicyArns.map((arn) => managed(account, arn)),
];

function boundaryOf(account: AccountRecords, record: IdentityRecord): SimulatedPolicy | undefined {
  const arn =
    "permissionsBoundaryArn" in record ? (record.permissionsBoundaryArn as string | undefined) : undefined;
  return arn === undefined ? undefined : managed(account, arn);
}

function managed(account: AccountRecords, arn: string): SimulatedPolicy {
  const policy = requireManagedPolicy(account, arn);
  return simulatedPolicy(defaultVersion(policy).document, policy.name, "identity");
}
