import type { AccountRecords } from "../account-records.ts";
import { invalidInput, noSuchEntity } from "../errors.ts";
import { groupsOf } from "../groups/membership.ts";
import type { IdentityType } from "../identity-policies/identity-type.ts";
import { defaultVersion, requireManagedPolicy } from "../managed-policies.ts";
import type { IdentityRecord, RoleRecord, UserRecord } from "../records.ts";

/** Whose policies are looked at. */
export type PolicySource =
  | { readonly type: "user"; readonly record: UserRecord }
  | { readonly type: "role"; readonly record: RoleRecord }
  | { readonly type: "group"; readonly record: IdentityRecord };

/** A policy's text and what it is called. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

const SOURCE_ARN = /^arn:[a-z-]+:iam::\d{12}:(user|group|role)\/(?:.*\/)?([^/]+)$/;

/** A user, group or role by its ARN. Throws `NoSuchEntity`. */
export function requireSource(account: AccountRecords, arn: string): PolicySource {
  const [, type, name] = SOURCE_ARN.exec(arn) ?? [];
  if (!type || !name) throw invalidInput("PolicySourceArn must be the ARN of a user, group or role.");
  const record = account.find(type as IdentityType, name);
  if (record?.arn !== arn) throw noSuchEntity(`The entity ${arn} cannot be found.`);
  return { type, record } as PolicySource;
}

/** Every policy that speaks for it, those of a user's groups included. */
export function policyTextsOf(account: AccountRecords, source: PolicySource): readonly NamedText[] {
  const groups = source.type === "user" ? groupsOf(account, source.record) : [];
  return [source.record, ...groups].flatMap(({ inlinePolicies, attachedPolicyArns }) => [
    ...inlinePolicies.map(({ name, document }) => ({ name, text: document })),
    ...attachedPolicyArns.map((arn) => managedText(account, arn)),
  ]);
}

export function boundaryTextOf(account: AccountRecords, source: PolicySource): NamedText | undefined {
  const arn = source.type === "group" ? undefined : source.record.permissionsBoundaryArn;
  return arn === undefined ? undefined : managedText(account, arn);
}

function managedText(account: AccountRecords, arn: string): NamedText {
  const policy = requireManagedPolicy(account, arn);
  return { name: policy.name, text: defaultVersion(policy).document };
}
