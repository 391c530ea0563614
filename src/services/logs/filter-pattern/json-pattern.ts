import { type Comparison, scanComparison } from "./comparison.ts";
import { FilterPatternError } from "./filter-pattern-error.ts";
import { PatternScanner } from "./pattern-scanner.ts";

/** Tests one parsed event. */
type Condition = (root: unknown) => boolean;

/** One step of a selector: a member, an element, or `*` for every one. */
type Step = string | number | typeof everyOne;
const everyOne = Symbol("*");

/** Parentheses within parentheses; more are no pattern that anyone writes. */
const nestingMax = 32;
/** A bare value ends before a space, a parenthesis, an operator or the closing brace. */
const bareValue = /[^\s()&|{}"%<>=!,]+/y;

/**
 * Compiles `{ … }`, the pattern for events that are JSON documents.
 * `{ $.eventType = "UpdateTrail" && ($.latency > 100 || $.error IS TRUE) }`.
 * Source: CloudWatch Logs User Guide, "Using filter patterns to match terms in JSON log events".
 */
export function compileJsonPattern(source: string): (message: string) => boolean {
  const scanner = new PatternScanner(source);
  scanner.requireToken("{");
  const condition = alternatives(scanner, 0);
  scanner.requireToken("}");
  if (!scanner.atEnd) throw scanner.refusal("the end expected");
  return (message) => {
    const root = parseObject(message);
    return root !== undefined && condition(root);
  };
}

function parseObject(message: string): object | undefined {
  try {
    const root: unknown = JSON.parse(message);
    return typeof root === "object" && root !== null ? root : undefined;
  } catch {
    return undefined;
  }
}

function alternatives(scanner: PatternScanner, depth: number): Condition {
  const conditions = [conjunction(scanner, depth)];
  while (scanner.takeToken("||")) conditions.push(conjunction(scanner, depth));
  return conditions.length === 1 ? conditions[0]! : (root) => conditions.some((condition) => condition(root));
}

function conjunction(scanner: PatternScanner, depth: number): Condition {
  const conditions = [primary(scanner, depth)];
  while (scanner.takeToken("&&")) conditions.push(primary(scanner, depth));
  return conditions.length === 1
    ? conditions[0]!
    : (root) => conditions.every((condition) => condition(root));
}

function primary(scanner: PatternScanner, depth: number): Condition {
  if (depth > nestingMax) throw new FilterPatternError("Too many parentheses");
  if (!scanner.takeToken("(")) return test(scanner);
  const inner = alternatives(scanner, depth + 1);
  scanner.requireToken(")");
  return inner;
}

/** A selector with what is asked of it: `$.a = 1`, `$.a IS NULL`, `$.a NOT EXISTS`. */
function test(scanner: PatternScanner): Condition {
  const steps = selector(scanner);
  scanner.skipSpace();
  const keyword = scanner
    .take(/(?:IS\s+(?:NULL|TRUE|FALSE)|(?:NOT\s+)?EXISTS)\b/iy)
    ?.toUpperCase()
    .split(/\s+/);
  if (keyword?.at(-1) === "EXISTS") {
    const wanted = keyword.length === 1;
    return (root) => select(root, steps).length > 0 === wanted;
  }
  if (keyword) {
    const wanted = { NULL: null, TRUE: true, FALSE: false }[keyword[1] as "NULL" | "TRUE" | "FALSE"];
    return (root) => select(root, steps).includes(wanted);
  }
  const comparison = scanComparison(scanner, bareValue);
  if (!comparison) throw scanner.refusal("a comparison expected");
  return (root) => select(root, steps).some((node) => compareNode(node, comparison));
}

/** Only strings and numbers compare: an object, a list or a missing member is neither equal nor unequal to anything. */
function compareNode(node: unknown, comparison: Comparison): boolean {
  if (typeof node === "string") return comparison({ text: node, number: undefined });
  if (typeof node === "number") return comparison({ text: String(node), number: node });
  return false;
}

/** `$.users[0].name`, `$.users[*].id`, `$.['dotted.name']`. At most one step may be `*`. */
function selector(scanner: PatternScanner): readonly Step[] {
  if (scanner.take(/\$/y) === undefined) throw scanner.refusal("a selector that starts with $ expected");
  const steps: Step[] = [];
  for (let step = nextStep(scanner); step !== undefined; step = nextStep(scanner)) steps.push(step);
  if (steps.length === 0) throw scanner.refusal("a member expected after $");
  if (steps.filter((step) => step === everyOne).length > 1)
    throw new FilterPatternError("More than one * in a selector");
  return steps;
}

function nextStep(scanner: PatternScanner): Step | undefined {
  const member = scanner.take(/\.(?:[\p{L}\p{N}_-]+|\*)/uy);
  if (member !== undefined) return member === ".*" ? everyOne : member.slice(1);
  const element = scanner.take(/\[(?:\d{1,6}|\*)\]/y);
  if (element !== undefined) return element === "[*]" ? everyOne : Number(element.slice(1, -1));
  const quoted = scanner.take(/\.?\[(?:'[^']*'|"[^"]*")\]/y);
  return quoted?.slice(quoted.indexOf("[") + 2, -2);
}

/** The nodes that a selector points to; none where a step leads nowhere. */
function select(root: unknown, steps: readonly Step[]): unknown[] {
  let nodes: unknown[] = [root];
  for (const step of steps) nodes = nodes.flatMap((node) => follow(node, step));
  return nodes;
}

function follow(node: unknown, step: Step): unknown[] {
  if (typeof node !== "object" || node === null) return [];
  if (step === everyOne) return Object.values(node);
  // A number asks for an element and a name for a member: `$.list.0` and `$.list.length` find nothing.
  if ((typeof step === "number") !== Array.isArray(node)) return [];
  return Object.hasOwn(node, step) ? [(node as Record<string | number, unknown>)[step]] : [];
}
