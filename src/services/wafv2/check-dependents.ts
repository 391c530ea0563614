import type { AddressData } from "./address-data.ts";
import { checkRuleGroup, checkWebAcl } from "./check-rules.ts";
import type { EntityType, EntityTypes } from "./records.ts";
import { ruleGroupsWith, webAclsWith } from "./references.ts";
import type { EntityView, WafRecords } from "./waf-records.ts";

/**
 * Checks that the rule groups and web ACLs whose rules refer to a resource, be it through a group, could be run with its
 * next version: one that could not would close what it protects. Throws AWS's errors.
 */
export function checkDependents<T extends "rulegroup" | "regexpatternset">(
  records: WafRecords,
  type: T,
  next: EntityTypes[T],
  data: AddressData,
): void {
  const after = withNext(records, type, next);
  const groups = ruleGroupsWith(records, next.arn);
  for (const group of groups) checkRuleGroup(group, after, data);
  const webAcls = [next, ...groups].flatMap(({ arn }) => webAclsWith(records, arn));
  for (const webAcl of new Set(webAcls)) checkWebAcl(webAcl, after, data);
}

/** The records as they will be with a resource's next version. */
const withNext = <N extends EntityType>(records: WafRecords, type: N, next: EntityTypes[N]): EntityView => ({
  find: <T extends EntityType>(asked: T, arn: string) =>
    asked === (type as EntityType) && arn === next.arn
      ? (next as unknown as EntityTypes[T])
      : records.find(asked, arn),
});
