import { sameValue, type Value } from "../../template/value.ts";
import { call, ignoreMissing, jsonText, listChanges } from "../calling.ts";
import { json, listOf, object, required, text } from "../property-schema.ts";
import type { ResourceContext } from "../resource-type.ts";

/** The IAM entities that policies are attached to; the words of operation names. */
export type PolicyHolder = "Role" | "User" | "Group";

/** One inline policy. */
export interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: Value;
}

/** The policies that an entity's properties ask for. */
export interface HeldPolicies {
  readonly ManagedPolicyArns?: readonly string[];
  readonly Policies?: readonly InlinePolicy[];
}

export const policyProperties = {
  ManagedPolicyArns: listOf(text),
  Policies: listOf(object({ PolicyName: required(text), PolicyDocument: required(json) })),
};

/** Attaches, puts, detaches and deletes policies until the entity has those of `after`. */
export async function syncPolicies(
  holder: PolicyHolder,
  name: string,
  before: HeldPolicies,
  after: HeldPolicies,
  context: ResourceContext,
): Promise<void> {
  const entity = { [`${holder}Name`]: name };
  const { added, removed } = listChanges(before.ManagedPolicyArns, after.ManagedPolicyArns);
  for (const PolicyArn of added)
    await call(context, "iam", `Attach${holder}Policy`, { ...entity, PolicyArn });
  for (const PolicyArn of removed) {
    await ignoreMissing(call(context, "iam", `Detach${holder}Policy`, { ...entity, PolicyArn }));
  }
  const had = new Map(before.Policies?.map((policy) => [policy.PolicyName, policy.PolicyDocument]));
  const wanted = new Map(after.Policies?.map((policy) => [policy.PolicyName, policy.PolicyDocument]));
  for (const [policyName, document] of wanted) {
    if (sameValue(had.get(policyName), document)) continue;
    await putInlinePolicy(holder, name, policyName, document, context);
  }
  for (const policyName of had.keys()) {
    if (!wanted.has(policyName)) await deleteInlinePolicy(holder, name, policyName, context);
  }
}

export async function putInlinePolicy(
  holder: PolicyHolder,
  name: string,
  policyName: string,
  document: Value,
  context: ResourceContext,
): Promise<void> {
  const input = { [`${holder}Name`]: name, PolicyName: policyName, PolicyDocument: jsonText(document) };
  await call(context, "iam", `Put${holder}Policy`, input);
}

export async function deleteInlinePolicy(
  holder: PolicyHolder,
  name: string,
  policyName: string,
  context: ResourceContext,
): Promise<void> {
  const input = { [`${holder}Name`]: name, PolicyName: policyName };
  await ignoreMissing(call(context, "iam", `Delete${holder}Policy`, input));
}

/** Sets, changes or removes the permissions boundary of a role or user. */
export async function syncBoundary(
  holder: "Role" | "User",
  name: string,
  before: string | undefined,
  after: string | undefined,
  context: ResourceContext,
): Promise<void> {
  if (before === after) return;
  const entity = { [`${holder}Name`]: name };
  if (after === undefined) await call(context, "iam", `Delete${holder}PermissionsBoundary`, entity);
  else
    await call(context, "iam", `Put${holder}PermissionsBoundary`, { ...entity, PermissionsBoundary: after });
}
