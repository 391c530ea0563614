import type { IamCheck } from "../operation.ts";
import type { OrganizationsCall } from "./dependencies.ts";
import { noAccess, notInUse } from "./errors.ts";
import type { Organization } from "./organization.ts";
import type { OrganizationChange } from "./organization-change.ts";
import { arnOfId } from "./resource-names.ts";
import type { TagInput } from "./tags.ts";

/** The organization that the caller's account is in. Throws `AWSOrganizationsNotInUseException`. */
export function joinedOrganization({ deps, accountId }: OrganizationsCall): Organization {
  const organization = deps.records.organizationOf(accountId);
  if (!organization) throw notInUse();
  return organization;
}

/** The organization that the caller's account manages. A member account is refused. */
export function managedOrganization(call: OrganizationsCall): Organization {
  const organization = joinedOrganization(call);
  if (organization.managementAccountId !== call.accountId) throw noAccess();
  return organization;
}

/** Plans a change to the organization that the caller's account manages. */
export const changeManaged = <Result>(
  call: OrganizationsCall,
  plan: (change: OrganizationChange) => Result,
): Promise<Result> =>
  call.deps.records.change(call.accountId, (change) => {
    managedOrganization(call);
    return plan(change);
  });

/** Condition keys as AWS spells them, and their values; an undefined one is left out. */
export type ConditionEntries = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * A permission on one resource. It is the calling account's own to give, whatever account the ARN names: a member asks
 * about an organization that its management account owns, and AWS's own policies are nobody's.
 */
export function organizationsCheck(
  { accountId }: OrganizationsCall,
  action: string,
  resource: string,
  entries: ConditionEntries = {},
): IamCheck {
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined) context.set(key.toLowerCase(), [value].flat());
  }
  return { action: `organizations:${action}`, resource, context, resourceAccountId: accountId };
}

/** A permission on resources of the managed organization by their ids, each judged on its own. */
export function managedCheck(
  call: OrganizationsCall,
  action: string,
  id: string,
  entries: ConditionEntries = {},
): IamCheck {
  const organization = managedOrganization(call);
  const tags = organization.find("target", id)?.tags ?? organization.findPolicy(id)?.tags ?? [];
  const tagKeys = tags.map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value]);
  return organizationsCheck(call, action, arnOfId(organization, id), {
    ...Object.fromEntries(tagKeys),
    ...entries,
  });
}

/** A permission that speaks of no single resource. */
export function managedListCheck(
  call: OrganizationsCall,
  action: string,
  entries: ConditionEntries = {},
): IamCheck {
  managedOrganization(call);
  return organizationsCheck(call, action, "*", entries);
}

/** `aws:RequestTag/…` and `aws:TagKeys` of tags that a call brings along. */
export function requestTagKeys(tags: readonly TagInput[] | undefined): ConditionEntries {
  if (!tags?.length) return {};
  const entries = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]);
  return { ...Object.fromEntries(entries), "aws:TagKeys": tags.map(({ Key }) => Key ?? "") };
}
