import { refersTo } from "./check-rules.ts";
import type { RuleGroupRecord, WebAclRecord } from "./records.ts";
import { mayReferTo, ownerOf } from "./sharing/visible-entities.ts";
import { inUse } from "./waf-errors.ts";
import type { WafRecords } from "./waf-records.ts";

/** Throws WAFAssociatedItemException if rules of a web ACL or rule group refer to the resource. */
export function requireUnreferenced(records: WafRecords, arn: string): void {
  const owners = [...records.list("webacl", ""), ...records.list("rulegroup", "")];
  if (owners.some((owner) => depends(owner, arn, records))) throw inUse();
}

/** The web ACLs whose own rules refer to a resource, and may. */
export const webAclsWith = (records: WafRecords, arn: string): readonly WebAclRecord[] =>
  records.list("webacl", "").filter((webAcl) => depends(webAcl, arn, records));

/** The rule groups whose rules refer to a resource. */
export const ruleGroupsWith = (records: WafRecords, arn: string): readonly RuleGroupRecord[] =>
  records.list("rulegroup", "").filter((group) => depends(group, arn, records));

/** An account that a rule group is no longer shared with has no hold on it. */
const depends = (
  { arn, rules }: WebAclRecord | RuleGroupRecord,
  resourceArn: string,
  records: WafRecords,
): boolean => refersTo(rules, resourceArn) && mayReferTo(records, ownerOf(arn), resourceArn);
