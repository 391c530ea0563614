/** A parsed JSON value. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [member: string]: JsonValue };

/** A JSONPath expression, parsed. Undefined stands for "nothing there". */
export type JsonPath = (root: JsonValue) => JsonValue | undefined;

/** An expression outside the supported part of JSONPath. */
export class JsonPathError extends Error {
  override readonly name = "JsonPathError";
}

type Step =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "wildcard" }
  | { readonly kind: "descendant"; readonly name: string };

const EXPRESSION_LENGTH_MAX = 1024;
const MATCHES_MAX = 100_000;

/**
 * Parses a JSONPath expression: `$`, `.name`, `['name']`, `[0]`, `[-1]`, `[*]`, `.*`, `..name`. An expression without
 * wildcards gives the one value there or nothing; with them it gives the array of all matches. Filters and scripts are
 * refused. Source: Jayway JsonPath, which API Gateway uses.
 */
export function parseJsonPath(expression: string): JsonPath {
  if (expression.length > EXPRESSION_LENGTH_MAX)
    throw new JsonPathError("the JSONPath expression is too long");
  const steps = parseSteps(expression);
  const definite = steps.every((step) => step.kind === "member" || step.kind === "index");
  if (definite) return (root) => steps.reduce<JsonValue | undefined>(stepOne, root);
  return (root) => steps.reduce<readonly JsonValue[]>(stepAll, [root]);
}

const STEP =
  /\.\.([\w$-]+)|\.\*|\[\*\]|\.([^.[\]()?@*\s]+)|\[\s*(-?\d{1,9})\s*\]|\[\s*'([^']*)'\s*\]|\[\s*"([^"]*)"\s*\]/y;

function parseSteps(expression: string): Step[] {
  const steps: Step[] = [];
  STEP.lastIndex = expression.startsWith("$") ? 1 : 0;
  while (STEP.lastIndex < expression.length) {
    const at = STEP.lastIndex;
    const match = STEP.exec(expression);
    if (!match) throw new JsonPathError(`unsupported JSONPath "${expression}" at character ${at + 1}`);
    const [, descendant, dotted, index, single, double] = match;
    const name = dotted ?? single ?? double;
    if (descendant !== undefined) steps.push({ kind: "descendant", name: descendant });
    else if (index !== undefined) steps.push({ kind: "index", index: Number(index) });
    else if (name !== undefined) steps.push({ kind: "member", name });
    else steps.push({ kind: "wildcard" });
  }
  return steps;
}

function stepOne(value: JsonValue | undefined, step: Step): JsonValue | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (step.kind === "index") return isList(value) ? value.at(step.index) : undefined;
  if (step.kind !== "member" || isList(value) || !Object.hasOwn(value, step.name)) return undefined;
  return value[step.name];
}

function stepAll(values: readonly JsonValue[], step: Step): readonly JsonValue[] {
  const out: JsonValue[] = [];
  for (const value of values) {
    if (step.kind === "wildcard") out.push(...childrenOf(value));
    else if (step.kind === "descendant") collectDescendants(value, step.name, out);
    else {
      const one = stepOne(value, step);
      if (one !== undefined) out.push(one);
    }
    if (out.length > MATCHES_MAX) throw new JsonPathError("the JSONPath expression matches too much");
  }
  return out;
}

function collectDescendants(root: JsonValue, name: string, out: JsonValue[]): void {
  // An explicit stack: JSON may be nested deeper than the call stack is.
  const pending: JsonValue[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== "object" || value === null) continue;
    if (!isList(value) && Object.hasOwn(value, name)) out.push(value[name]!);
    pending.push(...childrenOf(value).toReversed());
  }
}

function childrenOf(value: JsonValue): readonly JsonValue[] {
  if (typeof value !== "object" || value === null) return [];
  return isList(value) ? value : Object.values(value);
}

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);
