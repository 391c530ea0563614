import type { Value } from "../template/value.ts";
import { type Doc, PythonDict, SamText } from "./python-dict.ts";

/** How Python writes values: what SAM's logical ids are hashes of. */

/** `str()` of a definition in Python 2.7: `{u'paths': {}, 'swagger': '2.0'}`. */
export function pythonRepr(doc: Doc): string {
  if (doc === null) return "None";
  if (typeof doc === "boolean") return doc ? "True" : "False";
  if (typeof doc === "number") return String(doc);
  if (typeof doc === "string") return "u" + quoted(unicodeEscaped(doc));
  if (doc instanceof SamText)
    return quoted(doc.text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character]!));
  if (Array.isArray(doc)) return `[${doc.map(pythonRepr).join(", ")}]`;
  const entries = doc.keys().map((key) => `${pythonRepr(key)}: ${pythonRepr(doc.get(nameOf(key))!)}`);
  return `{${entries.join(", ")}}`;
}

const nameOf = (key: string | SamText): string => (key instanceof SamText ? key.text : key);

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Python prefers single quotes, and takes double ones for a text that has single quotes only. */
function quoted(escaped: string): string {
  if (escaped.includes("'") && !escaped.includes('"')) return `"${escaped}"`;
  return `'${escaped.replaceAll("'", "\\'")}'`;
}

/** Python's `unicode_escape` encoding. */
function unicodeEscaped(text: string): string {
  return [...text]
    .map((character) => {
      const point = character.codePointAt(0)!;
      if (ESCAPES[character]) return ESCAPES[character];
      if (point >= 0x20 && point < 0x7f) return character;
      if (point <= 0xff) return `\\x${point.toString(16).padStart(2, "0")}`;
      if (point <= 0xffff) return `\\u${point.toString(16).padStart(4, "0")}`;
      return `\\U${point.toString(16).padStart(8, "0")}`;
    })
    .join("");
}

/** `json.dumps(value, separators=(",", ":"), sort_keys=True)`: keys sorted, all beyond ASCII escaped. */
export function pythonJson(value: Value): string {
  const sorted = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return sorted.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether a value counts as true in Python. */
export function isTruthy(value: Value | Doc | undefined): boolean {
  if (value instanceof PythonDict) return value.size > 0;
  if (value instanceof SamText) return value.text !== "";
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
