import { type CompiledPolicy, compilePolicy } from "../../../policy/compile.ts";
import type { Statement } from "../../../policy/document.ts";
import { parseDocument } from "../../../policy/parse-document.ts";
import { PolicyDocumentError } from "../../../policy/policy-document-error.ts";
import type { RuleGroupRecord } from "../records.ts";
import { invalidPolicy } from "../waf-errors.ts";

/** What a statement must allow, and what it may. In lower case. Source: PutPermissionPolicy. */
const ACTIONS_REQUIRED = [
  "wafv2:createwebacl",
  "wafv2:updatewebacl",
  "wafv2:putfirewallmanagerrulegroups",
] as const;
const ACTIONS_ALLOWED: ReadonlySet<string> = new Set([...ACTIONS_REQUIRED, "wafv2:getrulegroup"]);

/** Checks a policy that is to share a rule group. Throws WAFInvalidPermissionPolicyException. */
export function checkSharePolicy(text: string): void {
  try {
    const { version, statements } = parseDocument(text, "share");
    if (version !== "2012-10-17") throw invalidPolicy("its Version must be 2012-10-17.");
    for (const statement of statements) checkStatement(statement);
    compilePolicy(text, { name: "the policy", kind: "share" });
  } catch (error) {
    throw error instanceof PolicyDocumentError ? invalidPolicy(error.message) : error;
  }
}

function checkStatement({ place, effect, actions, principals }: Statement): void {
  if (effect !== "Allow") throw invalidPolicy(`the Effect of ${place} must be Allow.`);
  const named = new Set(actions.value.map((action) => action.toLowerCase()));
  const isExact =
    !actions.negated &&
    ACTIONS_REQUIRED.every((action) => named.has(action)) &&
    [...named].every((action) => ACTIONS_ALLOWED.has(action));
  if (!isExact) {
    const wanted =
      "wafv2:CreateWebACL, wafv2:UpdateWebACL and wafv2:PutFirewallManagerRuleGroups, and may name wafv2:GetRuleGroup";
    throw invalidPolicy(`the Action of ${place} must name ${wanted}, and nothing else.`);
  }
  const { service = [], federated = [] } = principals?.value ?? {};
  if (service.length > 0 || federated.length > 0) {
    throw invalidPolicy(`the Principal of ${place} must name accounts or their users and roles.`);
  }
}

/** The policy of a rule group that is shared. */
export function sharePolicy({ name, permissionPolicy }: RuleGroupRecord): CompiledPolicy | undefined {
  if (permissionPolicy === undefined) return undefined;
  return compilePolicy(permissionPolicy, { name: `policy of rule group ${name}`, kind: "share" });
}

/**
 * Whether a rule group's policy names an account, or someone in it. Which of an account's principals may use the group is
 * asked when they write a web ACL; for as long as it runs, the account must still be named.
 */
export function isSharedWith({ permissionPolicy }: RuleGroupRecord, accountId: string): boolean {
  if (permissionPolicy === undefined) return false;
  const { statements } = parseDocument(permissionPolicy, "share");
  return statements.some(({ principals }) =>
    principals?.value.aws.some((name) => name === "*" || accountOf(name) === accountId),
  );
}

/** `111122223333` or `arn:aws:iam::111122223333:root` */
const accountOf = (principal: string): string | undefined =>
  principal.startsWith("arn:") ? principal.split(":", 5)[4] : principal;
