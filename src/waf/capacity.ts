import { assertNever } from "../base/assert.ts";
import type { AggregateKey, Rule, Statement, TextInput } from "./rules/model.ts";

/** Most web ACL capacity units (WCU) of one web ACL, and of one rule group. Source: AWS WAF quotas. */
export const WEB_ACL_WCU_MAX = 5000;
export const RULE_GROUP_WCU_MAX = 5000;
/** Most rate-based rules of one web ACL, with those of its rule groups, and of one rule group. Source: AWS WAF quotas. */
export const WEB_ACL_RATE_RULES_MAX = 10;
export const RULE_GROUP_RATE_RULES_MAX = 4;

const TRANSFORMATION_WCU = 10;
const ALL_QUERY_ARGUMENTS_WCU = 10;
const CUSTOM_KEY_WCU = 30;
/** What looking at any address of a forwarding header costs more than looking at one. */
const FORWARDED_ANY_WCU = 4;

/** What a reference to a rule group costs: the capacity that the group was created with. */
export interface GroupCapacities {
  ruleGroupWcu(arn: string): number;
  managedRuleGroupWcu(vendorName: string, groupName: string, version: string | undefined): number;
}

/** The capacity of rules, in WCU. Source: AWS WAF Developer Guide, the "WCUs" line of each statement. */
export function rulesCapacity(rules: readonly Rule[], groups: GroupCapacities): number {
  return rules.reduce((sum, rule) => sum + statementCapacity(rule.statement, groups), 0);
}

function statementCapacity(statement: Statement, groups: GroupCapacities): number {
  const nested = (inner: Statement | undefined) => (inner ? statementCapacity(inner, groups) : 0);
  switch (statement.kind) {
    case "byteMatch":
      return textCapacity(statement.position.startsWith("CONTAINS") ? 10 : 2, statement.input);
    case "sqliMatch":
      return textCapacity(statement.sensitivity === "HIGH" ? 30 : 20, statement.input);
    case "xssMatch":
      return textCapacity(40, statement.input);
    case "sizeConstraint":
      return textCapacity(1, statement.input);
    case "regexMatch":
      return textCapacity(3, statement.input);
    case "regexPatternSet":
      return textCapacity(25, statement.input);
    case "geoMatch":
    case "asnMatch":
    case "labelMatch":
      return 1;
    case "ipSet":
      return statement.forwardedIp?.position === "ANY" ? 1 + FORWARDED_ANY_WCU : 1;
    case "and":
    case "or":
      return statement.statements.reduce((sum, inner) => sum + nested(inner), 0);
    case "not":
      return nested(statement.statement);
    case "rateBased":
      return 2 + customKeysCapacity(statement.keyType, statement.keys) + nested(statement.scopeDown);
    case "ruleGroup":
      return groups.ruleGroupWcu(statement.arn);
    case "managedRuleGroup":
      return (
        groups.managedRuleGroupWcu(statement.vendorName, statement.groupName, statement.version) +
        nested(statement.scopeDown)
      );
    default:
      return assertNever(statement);
  }
}

/** A statement's base cost on its component and transformations; JSON doubles the base cost. */
function textCapacity(baseWcu: number, { field, transformations }: TextInput): number {
  const inspected = field.kind === "jsonBody" ? baseWcu * 2 : baseWcu;
  const allArguments = field.kind === "allQueryArguments" ? ALL_QUERY_ARGUMENTS_WCU : 0;
  const preParse = "preParse" in field ? field.preParse.length : 0;
  return inspected + allArguments + TRANSFORMATION_WCU * (transformations.length + preParse);
}

function customKeysCapacity(keyType: string, keys: readonly AggregateKey[]): number {
  return keyType === "CUSTOM_KEYS" ? keys.length * CUSTOM_KEY_WCU : 0;
}
