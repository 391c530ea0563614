import type { Statement as WireStatement } from "@aws-sdk/client-wafv2";
import { ensure, exactlyOne, InvalidParameterError, oneOf, required } from "./invalid-parameter.ts";
import { parseLabelKey } from "./label-names.ts";
import type { Statement } from "./model.ts";
import { parseAsnMatch, parseGeoMatch, parseIpSet } from "./parse-address-statements.ts";
import type { ParseContext } from "./parse-context.ts";
import { parseManagedRuleGroup, parseRuleGroup } from "./parse-group-statements.ts";
import { parseRateBased } from "./parse-rate-based.ts";
import {
  parseByteMatch,
  parseRegexMatch,
  parseRegexPatternSet,
  parseSizeConstraint,
  parseSqliMatch,
  parseXssMatch,
} from "./parse-text-statements.ts";

/** Deepest nesting of And, Or and Not. */
const DEPTH_MAX = 20;
/** Most statements directly in one And or Or. */
const STATEMENTS_MAX = 100;

/** A rule's own statement, which may be one that cannot be nested. Throws InvalidParameterError. */
export function parseStatement(wire: WireStatement | undefined, context: ParseContext): Statement {
  const kind = exactlyOne(wire, "STATEMENT", "Statement");
  const nest = (nested: WireStatement) => parseNested(nested, context, 1);
  switch (kind) {
    case "RateBasedStatement":
      return parseRateBased(wire!.RateBasedStatement!, context, nest);
    case "RuleGroupReferenceStatement":
      return parseRuleGroup(wire!.RuleGroupReferenceStatement!, context);
    case "ManagedRuleGroupStatement":
      return parseManagedRuleGroup(wire!.ManagedRuleGroupStatement!, context, nest);
    default:
      return parseNested(wire!, context, 0);
  }
}

/** A statement that can stand inside others. */
function parseNested(wire: WireStatement, context: ParseContext, depth: number): Statement {
  const kind = exactlyOne(wire, "STATEMENT", "Statement");
  ensure(depth <= DEPTH_MAX, "STATEMENT", kind, `Statements may be nested ${DEPTH_MAX} deep.`);
  switch (kind) {
    case "ByteMatchStatement":
      return parseByteMatch(wire.ByteMatchStatement!);
    case "SqliMatchStatement":
      return parseSqliMatch(wire.SqliMatchStatement!);
    case "XssMatchStatement":
      return parseXssMatch(wire.XssMatchStatement!);
    case "SizeConstraintStatement":
      return parseSizeConstraint(wire.SizeConstraintStatement!);
    case "RegexMatchStatement":
      return parseRegexMatch(wire.RegexMatchStatement!);
    case "RegexPatternSetReferenceStatement":
      return parseRegexPatternSet(wire.RegexPatternSetReferenceStatement!);
    case "GeoMatchStatement":
      return parseGeoMatch(wire.GeoMatchStatement!, context);
    case "AsnMatchStatement":
      return parseAsnMatch(wire.AsnMatchStatement!, context);
    case "IPSetReferenceStatement":
      return parseIpSet(wire.IPSetReferenceStatement!);
    case "LabelMatchStatement": {
      const { Scope, Key } = wire.LabelMatchStatement!;
      const scope = oneOf(Scope, ["LABEL", "NAMESPACE"], "LABEL_MATCH_STATEMENT", "Scope");
      return { kind: "labelMatch", scope, key: parseLabelKey(Key, scope) };
    }
    case "AndStatement":
      return { kind: "and", statements: parseList(wire.AndStatement!, "AND_STATEMENT", context, depth) };
    case "OrStatement":
      return { kind: "or", statements: parseList(wire.OrStatement!, "OR_STATEMENT", context, depth) };
    case "NotStatement": {
      const nested = required(wire.NotStatement?.Statement, "NOT_STATEMENT", "Statement");
      return { kind: "not", statement: parseNested(nested, context, depth + 1) };
    }
    case "RateBasedStatement":
    case "RuleGroupReferenceStatement":
    case "ManagedRuleGroupStatement":
      throw new InvalidParameterError("STATEMENT", kind, "This statement cannot be nested in another one.");
    default:
      throw new InvalidParameterError("STATEMENT", kind, "This statement is not known.");
  }
}

function parseList(
  wire: { readonly Statements: WireStatement[] | undefined },
  field: "AND_STATEMENT" | "OR_STATEMENT",
  context: ParseContext,
  depth: number,
): readonly Statement[] {
  const list = required(wire.Statements, field, "Statements");
  ensure(
    list.length >= 2 && list.length <= STATEMENTS_MAX,
    field,
    String(list.length),
    `There must be 2 to ${STATEMENTS_MAX} statements.`,
  );
  return list.map((nested) => parseNested(nested, context, depth + 1));
}
