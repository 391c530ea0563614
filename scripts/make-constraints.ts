/**
 * Generates `src/aws/constraints/<service>.gen.json` from botocore's models: constraints of every structure that an
 * input can hold, and the errors of every operation. The SDK's schemas leave both out.
 *
 *   node scripts/make-constraints.ts "$(python3 -c 'import botocore,os;print(os.path.dirname(botocore.__file__))')"
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { CATALOGUE } from "../src/aws/catalogue.ts";
import type { Constraint, ConstraintOverlay } from "../src/aws/constraints/overlay.ts";
import { compilePattern } from "../src/aws/constraints/pattern.ts";
import { hasNestedRepetition } from "./pattern-review.ts";

/** The parts of botocore's model format that matter here. */
interface BotocoreModel {
  readonly operations: Record<string, { input?: ShapeRef; errors?: readonly ShapeRef[] }>;
  readonly shapes: Record<string, BotocoreShape>;
}
interface ShapeRef {
  readonly shape: string;
}
interface BotocoreShape {
  readonly type: string;
  readonly members?: Record<string, ShapeRef>;
  readonly member?: ShapeRef;
  readonly key?: ShapeRef;
  readonly value?: ShapeRef;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/**
 * Patterns that JavaScript spells otherwise, or that would take cubic time on hostile text. Each matches the same
 * strings as the model's.
 */
const REWRITTEN = new Map([
  ["(?s).*", "[^]*"],
  ["(?i)all|[0-9]{12}", "[aA][lL][lL]|[0-9]{12}"],
  ["\\p{Print}+", "[\\x20-\\x7E]+"],
  [
    "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*",
    "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}\\r\\n\\t]*",
  ],
  [
    "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*",
    "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}\\t]*",
  ],
  ["^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$", "[a-z0-9A-Z][\\.\\-\\w]*[a-z0-9A-Z]"],
  [
    "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*",
    "(?=[^]*\\{####\\})[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*",
  ],
  // The inner lookahead fixes the first "{##": looking for "##}" behind each later one as well would be quadratic.
  [
    "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{##[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*##\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*",
    "(?=(?=([^]*?\\{##))\\1[^]*##\\})[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*",
  ],
]);

/**
 * Patterns with a repetition inside a repetition, read one by one. In each, a round of the outer one ends with or
 * begins with a character that the inner one cannot hold, so a text splits into rounds in one way only.
 */
const REVIEWED = new Set([
  "(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9])\\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\\-]*[A-Za-z0-9]):[0-9]{1,5}",
  "((/[A-Za-z0-9\\.,\\+@=_-]+)*)/",
  "arn:[\\w+=/,.@-]+:acm:[\\w+=/,.@-]*:[0-9]+:[\\w+=,.@-]+(/[\\w+=,.@-]+)*",
  "(-{5}BEGIN CERTIFICATE-{5}\\u000D?\\u000A([A-Za-z0-9/+]{64}\\u000D?\\u000A)*[A-Za-z0-9/+]{1,64}={0,2}\\u000D?\\u000A-{5}END CERTIFICATE-{5}\\u000D?\\u000A)*-{5}BEGIN CERTIFICATE-{5}\\u000D?\\u000A([A-Za-z0-9/+]{64}\\u000D?\\u000A)*[A-Za-z0-9/+]{1,64}={0,2}\\u000D?\\u000A-{5}END CERTIFICATE-{5}(\\u000D?\\u000A)?",
  "arn:[\\w+=/,.@-]+:acm-pca:[\\w+=/,.@-]*:[0-9]+:[\\w+=,.@-]+(/[\\w+=,.@-]+)*",
  "arn:aws(-[\\w]+)*:.+:.+:[0-9]{12}:.+",
]);

const botocore = process.argv[2];
if (!botocore) throw new Error("Usage: make-constraints.ts BOTOCORE_FOLDER");
const botocoreVersion = /__version__ = '([^']+)'/.exec(
  readFileSync(join(botocore, "__init__.py"), "utf8"),
)?.[1];

const require = createRequire(import.meta.url);

for (const { id, clientPackage } of CATALOGUE) {
  const folder = join(botocore, "data", id);
  const version = readdirSync(folder)
    .filter((name) => /^\d/.test(name))
    .sort()
    .at(-1)!;
  const model = readModel(join(folder, version), require(clientPackage) as object);
  const overlay = makeOverlay(model, `botocore ${botocoreVersion} ${id}/${version}`);
  writeFileSync(
    new URL(`../src/aws/constraints/${id}.gen.json`, import.meta.url),
    `${JSON.stringify(overlay)}\n`,
  );
}

/** The model, less operations that the client package has dropped. */
function readModel(folder: string, client: object): BotocoreModel {
  const file = readdirSync(folder).find((name) => name.startsWith("service-2.json"))!;
  const bytes = readFileSync(join(folder, file));
  const model = JSON.parse((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString()) as BotocoreModel;
  const kept = Object.entries(model.operations).filter(([name]) => `${name}Command` in client);
  return { ...model, operations: Object.fromEntries(kept) };
}

function makeOverlay(model: BotocoreModel, source: string): ConstraintOverlay {
  const table: Constraint[] = [];
  const indexByText = new Map<string, number>();
  const members: Record<string, Record<string, number>> = {};

  /** The index of the constraint that a shape makes, entered into the table once; undefined when it makes none. */
  const enter = (name: string): number | undefined => {
    const shape = model.shapes[name]!;
    if (shape.type === "structure") {
      visit(name, shape);
      return undefined;
    }
    const constraint = constraintOf(shape, enter);
    const text = JSON.stringify(constraint);
    if (text === "{}") return undefined;
    const known = indexByText.get(text);
    if (known !== undefined) return known;
    indexByText.set(text, table.length);
    return table.push(constraint) - 1;
  };

  const visited = new Set<string>();
  const visit = (name: string, shape: BotocoreShape): void => {
    if (visited.has(name)) return;
    visited.add(name);
    const constrained = Object.entries(shape.members ?? {}).flatMap(([member, ref]) => {
      const index = enter(ref.shape);
      return index === undefined ? [] : [[member, index] as const];
    });
    if (constrained.length > 0) members[name] = Object.fromEntries(constrained);
  };

  const errors: Record<string, readonly string[]> = {};
  for (const [name, operation] of Object.entries(model.operations)) {
    if (operation.input) enter(operation.input.shape);
    if (operation.errors?.length) errors[name] = operation.errors.map((error) => error.shape);
  }
  return { source, table, members, errors };
}

function constraintOf(shape: BotocoreShape, enter: (name: string) => number | undefined): Constraint {
  const { min, max, enum: values } = shape;
  return JSON.parse(
    JSON.stringify({
      min,
      max,
      ...patternOf(shape.pattern),
      enum: values,
      whole: shape.type === "integer" || shape.type === "long" ? true : undefined,
      element: shape.member && enter(shape.member.shape),
      key: shape.key && enter(shape.key.shape),
      value: shape.value && enter(shape.value.shape),
    }),
  ) as Constraint;
}

function patternOf(pattern: string | undefined): Pick<Constraint, "pattern" | "matches"> {
  if (pattern === undefined) return {};
  const matches = REWRITTEN.get(pattern);
  const spelling = matches ?? pattern;
  compilePattern(spelling);
  if (hasNestedRepetition(spelling) && !REVIEWED.has(pattern)) {
    throw new Error(
      `Read this pattern before letting it run on input, then add it to REVIEWED: ${JSON.stringify(pattern)}`,
    );
  }
  return matches === undefined ? { pattern } : { pattern, matches };
}
