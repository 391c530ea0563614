import type {
  GetRateBasedStatementManagedKeysRequest,
  GetRateBasedStatementManagedKeysResponse,
} from "@aws-sdk/client-wafv2";
import type { RateBasedStatement, Rule } from "../../waf/rules/model.ts";
import { READ, type WafCall, type WafOperation } from "./dependencies.ts";
import { entityCheck, requireEntity } from "./entities.ts";
import { accountOf, ruleGroupOf, webAclOf } from "./rule-resources.ts";
import { visibleTo } from "./sharing/visible-entities.ts";
import { invalidParameter, nonexistent, unsupportedAggregateKey, withWafErrors } from "./waf-errors.ts";

/** The addresses that a rate-based rule limits at this moment. */
export const getRateBasedStatementManagedKeys: WafOperation<
  GetRateBasedStatementManagedKeysRequest,
  GetRateBasedStatementManagedKeysResponse
> = {
  name: "GetRateBasedStatementManagedKeys",
  permits: ({ Scope, WebACLName: Name, WebACLId: Id }, call) =>
    entityCheck("GetRateBasedStatementManagedKeys", "webacl")({ Scope, Name, Id }, call),
  audit: READ,
  handle: ({ Scope, WebACLName: Name, WebACLId: Id, RuleGroupRuleName: outer, RuleName }, call) => {
    const record = requireEntity(call, "webacl", { Scope, Name, Id });
    const { rules } = withWafErrors(() => webAclOf(record, call.deps.addresses.current));
    const rule = findRule(outer === undefined ? rules : groupRules(rules, outer, call), RuleName);
    const { keyType, limit, windowS } = requireRateBased(rule);
    if (keyType !== "IP" && keyType !== "FORWARDED_IP") throw unsupportedAggregateKey();
    const path = outer === undefined ? RuleName : `${outer}/${RuleName}`;
    const counted = { id: `${record.arn}/${path}`, accountId: accountOf(record.arn), windowS };
    const limited = call.deps.rates.listOver(counted, limit, call.nowMs);
    const isIpv6 = (address: string) => address.includes(":");
    return {
      ManagedKeysIPV4: {
        IPAddressVersion: "IPV4",
        Addresses: limited.filter((address) => !isIpv6(address)).map((address) => `${address}/32`),
      },
      ManagedKeysIPV6: {
        IPAddressVersion: "IPV6",
        Addresses: limited.filter(isIpv6).map((address) => `${address}/128`),
      },
    };
  },
};

function findRule(rules: readonly Rule[], name: string): Rule {
  const rule = rules.find((candidate) => candidate.name === name);
  if (!rule) throw nonexistent();
  return rule;
}

/** The rules of the group that a web ACL's rule refers to. */
function groupRules(rules: readonly Rule[], name: string, call: WafCall): readonly Rule[] {
  const { statement } = findRule(rules, name);
  const record =
    statement.kind === "ruleGroup"
      ? visibleTo(call, call.deps.records).find("rulegroup", statement.arn)
      : undefined;
  if (!record) throw nonexistent();
  return withWafErrors(() => ruleGroupOf(record, call.deps.addresses.current)).rules;
}

function requireRateBased({ name, statement }: Rule): RateBasedStatement {
  if (statement.kind === "rateBased") return statement;
  throw invalidParameter("RATE_BASED_STATEMENT", name, "The rule is not a rate-based rule.");
}
