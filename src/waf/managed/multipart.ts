import type { Pair } from "../pairs.ts";
import { parameterValues } from "./header-parameters.ts";

/** One part of a multipart body. */
export interface MultipartPart {
  /** The headers, their continuation lines joined, names in lower case. What is no header has no name. */
  readonly headers: readonly Pair[];
  readonly text: string;
}

/** What a multipart body consists of. */
export interface Multipart {
  readonly parts: readonly MultipartPart[];
  /** What stands outside of parts: before the first and after the last boundary, and on the boundaries' lines. */
  readonly remains: readonly string[];
}

/** Most boundaries that one body is read with: a header may name several, and parsers differ in which they take. */
const BOUNDARIES_MAX = 4;
/** Most boundaries that are looked for at all. */
const NAMED_MAX = 32;

/** A body's first line that looks like a boundary, whatever stands before it. */
const INFERRED = /(?:^|[\r\n])--([^\r\n]{1,128})(?:\r\n?|\n)[\w-]{1,64}[ \t]*:/;

/** Whether a body looks like multipart, whatever it says it is. */
export const looksLikeMultipart = (body: string): boolean => INFERRED.test(body);

/**
 * Reads a multipart body with each boundary that its content types name, in every way that parsers read such a header,
 * and with that of its own first line. Undefined if it is not multipart. A line that merely begins with the boundary
 * counts as well as an exact one, a line feed alone as well as a line's proper end: where that makes a difference, there
 * is a reading for each.
 *
 * @param contentTypes Every content type that the request names.
 */
export function readMultipart(contentTypes: readonly string[], body: string): Multipart | undefined {
  const inferred = INFERRED.exec(body)?.[1]?.trimEnd();
  const named = namedBoundaries(contentTypes);
  const declared = named.slice(0, NAMED_MAX).filter((value) => body.includes(`--${value}`));
  const boundaries = new Set([...declared.slice(0, BOUNDARIES_MAX), ...(inferred ? [inferred] : [])]);
  if (boundaries.size === 0) return undefined;
  const parts: MultipartPart[] = [];
  const remains: string[] = [];
  if (declared.length > BOUNDARIES_MAX || named.length > NAMED_MAX) {
    // Too many to try each: every line that could be one is one.
    const { sections, outside } = split(body, /(?:^|\r\n|\n|\r)--([^\r\n]*)/g);
    parts.push(...sections.flatMap(readPart));
    remains.push(...outside, body);
  }
  for (const boundary of boundaries) {
    const literal = boundary.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    const lenient = split(body, new RegExp(`(?:^|\\r\\n|\\n|\\r)--${literal}([^\\r\\n]*)`, "g"));
    const strict = split(body, new RegExp(`(?:^|\\r\\n)--${literal}(--|(?=[ \\t]*(?:\\r\\n|$)))`, "g"));
    for (const { sections, outside } of strict.sections.length === lenient.sections.length
      ? [lenient]
      : [lenient, strict]) {
      parts.push(...sections.flatMap(readPart));
      remains.push(...outside);
    }
  }
  return { parts, remains };
}

/** What may follow the word, wherever a parser finds it: PHP takes the `xboundary=` that comes first. */
const LOOSE_BOUNDARY = /boundary[^=;,]{0,32}=\s*"?([^";,]{1,128})/gi;

/** The boundaries that content types name, each cut where some parser ends it. */
function namedBoundaries(contentTypes: readonly string[]): readonly string[] {
  const loose = contentTypes.flatMap((type) => [...type.matchAll(LOOSE_BOUNDARY)].map(([, value]) => value!));
  const cut = [...parameterValues(contentTypes, "boundary"), ...loose].flatMap((value) => [
    ...[value, value.trim()],
    /^[^\s,]*/.exec(value)![0],
  ]);
  return [...new Set(cut)].filter((value) => value !== "");
}

interface Sections {
  readonly sections: readonly string[];
  readonly outside: readonly string[];
}

function split(body: string, delimiter: RegExp): Sections {
  const sections: string[] = [];
  const outside: string[] = [];
  let start = -1;
  for (const match of body.matchAll(delimiter)) {
    if (start < 0) outside.push(body.slice(0, match.index));
    else sections.push(body.slice(start, match.index));
    start = match.index + match[0].length;
    const tail = match[1]!.replace(/^--/, "").trim();
    if (tail !== "") outside.push(tail);
  }
  // What follows the last boundary is a part that was cut off, or none: nothing says which to every parser.
  const last = start < 0 ? body : body.slice(start);
  if (last.trim() !== "") {
    sections.push(last);
    outside.push(last);
  }
  return { sections, outside };
}

/** The end of the head; parsers differ in which they take. */
const HEAD_ENDS = [/^(?:\r\n?|\n)|\r\n\r\n|\n\n|\r\r|\n\r\n/, /^\r\n|\r\n\r\n/] as const;

function readPart(section: string): readonly MultipartPart[] {
  const content = section.replace(/^[ \t]*(?:\r\n?|\n)/, "");
  const parts = new Map<number, MultipartPart>();
  for (const pattern of HEAD_ENDS) {
    const end = pattern.exec(content);
    if (end === null) continue;
    const start = end.index + end[0].length;
    parts.set(start, { headers: readHeaders(content.slice(0, end.index)), text: content.slice(start) });
  }
  if (parts.size === 0)
    return content.trim() === "" ? [] : [{ headers: readHeaders(content), text: content }];
  return [...parts.values()];
}

function readHeaders(head: string): readonly Pair[] {
  if (head === "") return [];
  return head
    .replace(/(?:\r\n?|\n)[ \t]+/g, " ")
    .split(/\r\n?|\n/)
    .map((line): Pair => {
      const colon = line.indexOf(":");
      return colon < 0
        ? ["", line]
        : [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    });
}
