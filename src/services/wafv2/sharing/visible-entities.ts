import { MissingResourceError } from "../../../waf/compile/compile-statement.ts";
import type { EntityType, EntityTypes } from "../records.ts";
import { membersOf, type StoredRules } from "../stored-rules.ts";
import type { EntityView, Owner } from "../waf-records.ts";
import { isSharedWith } from "./share-policy.ts";

/** Whose a resource is, and where: both stand in its ARN. */
export function ownerOf(arn: string): Owner {
  const [, , , region = "", accountId = ""] = arn.split(":", 5);
  return { accountId, region };
}

/** Whether an owner's rules may refer to a resource of an ARN: to their own, and to rule groups shared with them. */
export function mayReferTo(view: EntityView, owner: Owner, arn: string): boolean {
  const { accountId, region } = ownerOf(arn);
  if (region !== owner.region) return false;
  if (accountId === owner.accountId) return true;
  const group = view.find("rulegroup", arn);
  return group !== undefined && isSharedWith(group, owner.accountId);
}

/**
 * What an owner's rules see: of rule groups, those that they may refer to. What the rules of a shared group refer to is
 * seen by them, wherever it lies.
 */
export const visibleTo = (owner: Owner, view: EntityView): EntityView => ({
  find: <T extends EntityType>(type: T, arn: string): EntityTypes[T] | undefined => {
    const record = view.find(type, arn);
    return type === "rulegroup" && record && !mayReferTo(view, owner, arn) ? undefined : record;
  },
});

/** Throws MissingResourceError where rules refer to what their owner may not: to them, it is not there. */
export function requireReachable(rules: StoredRules, owner: Owner, view: EntityView): void {
  for (const { name, value } of membersOf(rules)) {
    if (name !== "ARN" || typeof value !== "string" || mayReferTo(view, owner, value)) continue;
    throw new MissingResourceError(value);
  }
}
