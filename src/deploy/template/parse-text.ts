import {
  type Document,
  isAlias,
  isScalar,
  isSeq,
  isMap as isYamlMap,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import { TemplateError } from "./template-error.ts";
import { isMap, type Path, type Value, type ValueMap } from "./value.ts";
import { words } from "./words.ts";

/** Largest template text, in bytes. Source: CloudFormation quotas, "Template body size in an S3 object". */
export const TEMPLATE_BYTES_MAX = 1024 * 1024;
/** Most values in a template once its aliases are followed: what stops an alias bomb. */
const NODES_MAX = 200_000;
const DEPTH_MAX = 100;

/** YAML 1.1 tags that CloudFormation leaves out, and sexagesimal numbers, which read `22:30` as 1350. */
const DROPPED_TAGS = /(binary|omap|pairs|set|timestamp|merge)$/;

/** A template's values and the way back from a value to its line. */
export interface TemplateText {
  readonly value: ValueMap;
  /** `line 12, column 7` of the deepest part of the path that the text has; empty when it has none. */
  locate(path: Path): string;
}

/**
 * Parses a JSON or YAML template; short forms become full ones: `!GetAtt Api.RootResourceId` gives
 * `{"Fn::GetAtt": ["Api", "RootResourceId"]}`. Throws {@link TemplateError} with line and column.
 */
export function parseTemplateText(text: string): TemplateText {
  if (Buffer.byteLength(text) > TEMPLATE_BYTES_MAX) {
    throw new TemplateError(`Template may not exceed ${TEMPLATE_BYTES_MAX} bytes in size.`);
  }
  const lines = new LineCounter();
  const isJson = /^\s*\{/.test(text);
  const document = parseDocument(text, {
    lineCounter: lines,
    version: isJson ? "1.2" : "1.1",
    // Checked by the reader: the library compares every key with every other.
    uniqueKeys: false,
    prettyErrors: false,
    customTags: (tags) =>
      tags.filter(
        (tag) =>
          typeof tag === "string" ||
          (!DROPPED_TAGS.test(tag.tag) && !("format" in tag && tag.format === "TIME")),
      ),
  });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  };
  const error = document.errors[0];
  if (error) {
    const format = isJson ? "JSON" : "YAML";
    throw new TemplateError(
      `Template format error: ${format} not well-formed: ${error.message}`,
      [],
      place(error.pos[0]),
    );
  }
  const value = new Reader(place).read(document.contents, 0);
  if (!isMap(value)) throw new TemplateError("Template format error: unsupported structure.");
  return {
    value,
    locate: (path) => {
      const offset = findOffset(document, path);
      return offset === undefined ? "" : place(offset);
    },
  };
}

/** Turns the YAML nodes into values, with a budget for their number and depth. */
class Reader {
  readonly #place: (offset: number) => string;
  readonly #anchors = new Map<string, unknown>();
  #nodes = 0;

  constructor(place: (offset: number) => string) {
    this.#place = place;
  }

  read(node: unknown, depth: number): Value {
    if (node === null || node === undefined) return null;
    if (++this.#nodes > NODES_MAX) throw new TemplateError(`Template has more than ${NODES_MAX} values.`);
    if (depth > DEPTH_MAX) throw this.#error(`nested more than ${DEPTH_MAX} levels deep`, node);
    if (isAlias(node)) return this.read(this.#findAnchor(node), depth + 1);
    const { anchor } = node as { anchor?: string };
    if (anchor) this.#anchors.set(anchor, node);
    const content = this.#readContent(node, depth);
    const tag = (node as Node).tag;
    return tag?.startsWith("!") && tag !== "!" ? this.#expandTag(tag.slice(1), content, node) : content;
  }

  /** Kept here: the library searches the document anew for every alias. An anchor stands before its aliases. */
  #findAnchor(alias: { readonly source: string }): unknown {
    const node = this.#anchors.get(alias.source);
    if (node === undefined) throw this.#error(`unknown alias ${alias.source}`, alias);
    return node;
  }

  #readContent(node: unknown, depth: number): Value {
    if (isScalar(node)) return this.#readScalar(node);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (!isYamlMap(node)) throw this.#error("unsupported structure", node);
    const map: ValueMap = {};
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : undefined;
      if (key === undefined) throw this.#error("a key must be text", pair.key);
      if (key === "__proto__" || key === "<<") throw this.#error(`key ${key} is not supported`, pair.key);
      if (Object.hasOwn(map, key)) throw this.#error(`duplicate key ${key}`, pair.key);
      map[key] = this.read(pair.value, depth + 1);
    }
    return map;
  }

  #readScalar(node: { value: unknown; source?: string }): Value {
    const { value } = node;
    // `000000000000` is an account, not zero; and what is no JSON number stays the text it was.
    const isText = typeof value === "number" && (!Number.isFinite(value) || /^0\d/.test(node.source ?? ""));
    if (isText) return node.source ?? String(value);
    if (value === null || typeof value === "boolean" || typeof value === "number") return value;
    return typeof value === "bigint" ? (node.source ?? String(value)) : String(value);
  }

  #expandTag(name: string, content: Value, node: unknown): Value {
    if (!SHORT_FORMS.has(name)) throw this.#error(`unknown tag !${name}`, node);
    if (name === "Ref" || name === "Condition") return { [name]: content };
    if (name === "GetAtt" && typeof content === "string") {
      const dot = content.indexOf(".");
      if (dot < 1) throw this.#error("!GetAtt takes LogicalId.Attribute", node);
      return { "Fn::GetAtt": [content.slice(0, dot), content.slice(dot + 1)] };
    }
    return { [`Fn::${name}`]: content };
  }

  #error(reason: string, node: unknown): TemplateError {
    const range = (node as Partial<Node> | null)?.range;
    return new TemplateError(`Template format error: ${reason}`, [], range ? this.#place(range[0]) : "");
  }
}

/** Functions that YAML may write as a tag. `Transform` is read, to be refused by name with its place. */
const SHORT_FORMS: ReadonlySet<string> = new Set(
  words(
    "Ref Condition GetAtt Sub Join Select Split FindInMap Base64 Cidr GetAZs ImportValue If Equals And",
    "Or Not Length ToJsonString Transform Contains EachMemberEquals EachMemberIn",
  ),
);

/**
 * The offset of the deepest part of `path` that the text has: the key of a map's entry, else the value. Undefined when
 * the text has no more than the section's name: what a transform has made stands nowhere.
 */
function findOffset(document: Document, path: Path): number | undefined {
  for (let length = path.length; length > (path.length > 1 ? 1 : 0); length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (isYamlMap(parent)) {
      const pair = parent.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(path[length - 1]),
      );
      const range = (pair?.key as Partial<Node> | undefined)?.range;
      if (range) return range[0];
    }
    const range = (document.getIn(path.slice(0, length), true) as Partial<Node> | undefined)?.range;
    if (range) return range[0];
  }
  return undefined;
}
