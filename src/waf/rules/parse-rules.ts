import type { Rule as WireRule, VisibilityConfig as WireVisibility } from "@aws-sdk/client-wafv2";
import { ensure, exactlyOne, integerWithin, required } from "./invalid-parameter.ts";
import { parseLabel } from "./label-names.ts";
import type { Rule, VisibilityConfig } from "./model.ts";
import { parseAction, parseCaptchaImmunity, parseChallengeImmunity } from "./parse-action.ts";
import type { ParseContext } from "./parse-context.ts";
import { parseStatement } from "./parse-statement.ts";

/** Most rules of one web ACL or rule group. Source: AWS WAF quotas. */
const RULES_MAX = 100;
const LABELS_MAX = 100;
/** In lower case. Source: VisibilityConfig, `MetricName`. */
const METRICS_RESERVED: ReadonlySet<string> = new Set(["all", "default_action"]);

/** The rules of a web ACL or rule group, in the order of their priorities. Throws InvalidParameterError. */
export function parseRules(wire: readonly WireRule[], context: ParseContext): readonly Rule[] {
  ensure(
    wire.length <= RULES_MAX,
    "ENTITY_LIMIT",
    String(wire.length),
    `At most ${RULES_MAX} rules are allowed.`,
  );
  const rules = wire.map((rule) => parseRule(rule, context));
  const names = new Set(rules.map(({ name }) => name));
  const priorities = new Set(rules.map(({ priority }) => priority));
  ensure(names.size === rules.length, "RULE", "Name", "Names of rules must all be different.");
  ensure(priorities.size === rules.length, "RULE", "Priority", "Priorities of rules must all be different.");
  return rules.toSorted((a, b) => a.priority - b.priority);
}

function parseRule(wire: WireRule, context: ParseContext): Rule {
  const name = required(wire.Name, "RULE", "Name");
  ensure(/^[\w-]{1,128}$/.test(name), "RULE", name, "A rule's name is not valid.");
  const statement = parseStatement(wire.Statement, context);
  const isGroup = statement.kind === "ruleGroup" || statement.kind === "managedRuleGroup";
  const labels = wire.RuleLabels ?? [];
  ensure(labels.length <= LABELS_MAX, "RULE", name, `At most ${LABELS_MAX} labels are allowed.`);
  ensure(
    !isGroup || labels.length === 0,
    "RULE",
    "RuleLabels",
    "A reference to a rule group adds no labels of its own.",
  );
  return {
    name,
    priority: integerWithin(wire.Priority, [0, 2_147_483_647], "RULE", "Priority"),
    statement,
    ...parseEffect(wire, isGroup, context),
    labels: labels.map((label) => parseLabel(label.Name)),
    captchaImmunityS: parseCaptchaImmunity(wire.CaptchaConfig),
    challengeImmunityS: parseChallengeImmunity(wire.ChallengeConfig),
    visibility: parseVisibility(wire.VisibilityConfig),
  };
}

/** A rule has an action; a reference to a rule group has an override action instead. */
function parseEffect(
  wire: WireRule,
  isGroup: boolean,
  context: ParseContext,
): Pick<Rule, "action" | "overrideToCount"> {
  ensure(
    isGroup ? !wire.Action : !wire.OverrideAction,
    isGroup ? "RULE_ACTION" : "OVERRIDE_ACTION",
    required(wire.Name, "RULE", "Name"),
    isGroup
      ? "A reference to a rule group takes OverrideAction, not Action."
      : "OverrideAction is for references to rule groups only.",
  );
  if (!isGroup) return { action: parseAction(wire.Action, context.responseBodies), overrideToCount: false };
  const override = exactlyOne(wire.OverrideAction, "OVERRIDE_ACTION", "OverrideAction");
  return { overrideToCount: override === "Count" };
}

export function parseVisibility(wire: WireVisibility | undefined): VisibilityConfig {
  const config = required(wire, "RULE", "VisibilityConfig");
  const metricName = required(config.MetricName, "METRIC_NAME", "MetricName");
  ensure(/^[\w#:./-]{1,255}$/.test(metricName), "METRIC_NAME", metricName, "A metric's name is not valid.");
  ensure(
    !METRICS_RESERVED.has(metricName.toLowerCase()),
    "METRIC_NAME",
    metricName,
    "The names All and Default_Action are reserved.",
  );
  return {
    metricName,
    sampledRequests: config.SampledRequestsEnabled === true,
    cloudWatchMetrics: config.CloudWatchMetricsEnabled === true,
  };
}
