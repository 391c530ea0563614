import { refersTo } from "./check-rules.ts";
import type { WebAclRecord } from "./records.ts";
import { inUse } from "./waf-errors.ts";
import type { WafRecords } from "./waf-records.ts";

/** Throws WAFAssociatedItemException if rules of a web ACL or rule group refer to the resource. */
export function requireUnreferenced(records: WafRecords, arn: string): void {
  const owners = [...records.list("webacl", ""), ...records.list("rulegroup", "")];
  if (owners.some(({ rules }) => refersTo(rules, arn))) throw inUse();
}

/** The web ACLs whose rules refer to a rule group. */
export const webAclsWith = (records: WafRecords, ruleGroupArn: string): readonly WebAclRecord[] =>
  records.list("webacl", "").filter(({ rules }) => refersTo(rules, ruleGroupArn));
