import type { ConditionContext } from "../../policy/condition-context.ts";
import type { IamCheck } from "../operation.ts";
import type { LambdaCall } from "./dependencies.ts";
import { type FunctionReference, referenceArn } from "./function-reference.ts";
import { functionPolicy } from "./permissions/compiled-policies.ts";

/** Condition keys and values of a check; keys without a value are left out. */
export type ConditionEntries = Readonly<Record<string, string | readonly string[] | undefined>>;

function conditions(entries: ConditionEntries): ConditionContext {
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined) context.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  }
  return context;
}

/** A permission on a function as it was named, to which the resource policy of just that name speaks too. */
export function functionCheck(
  call: LambdaCall,
  action: string,
  reference: FunctionReference,
  entries: ConditionEntries = {},
): IamCheck {
  const record = call.deps.records.find(reference, "function", reference.name);
  const resourcePolicy = record && functionPolicy(record, reference.qualifier ?? "");
  return {
    action: `lambda:${action}`,
    resource: referenceArn(reference, call.partition),
    resourceAccountId: reference.accountId,
    context: conditions({ ...resourceTags(record?.tags), ...entries }),
    ...(resourcePolicy ? { resourcePolicy } : {}),
  };
}

/** A permission that has no resource. */
export const accountCheck = (action: string): IamCheck => ({ action: `lambda:${action}`, resource: "*" });

/** The permission to let Lambda act as a role. */
export const passRoleCheck = (roleArn: string): IamCheck => ({
  action: "iam:PassRole",
  resource: roleArn,
  context: conditions({ "iam:PassedToService": "lambda.amazonaws.com" }),
});

/** `aws:RequestTag/…` and `aws:TagKeys`. */
export function requestTags(tags: Readonly<Record<string, string>> | undefined): ConditionEntries {
  if (!tags) return {};
  const entries = Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  return { ...Object.fromEntries(entries), "aws:TagKeys": Object.keys(tags) };
}

const resourceTags = (tags: Readonly<Record<string, string>> | undefined): ConditionEntries =>
  Object.fromEntries(Object.entries(tags ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
