import { decodeFormField } from "../detectors/decode.ts";
import { parseQueryString } from "../pairs.ts";
import type { InspectedRequest } from "../request.ts";
import { isBinary } from "./binary-content.ts";
import { decodings } from "./charsets.ts";
import { addPairs } from "./form-values.ts";
import { type InspectedValue, PLAIN_NAME } from "./inspected-value.ts";
import { readJsonValues } from "./json-values.ts";
import { looksLikeMultipart, readMultipart } from "./multipart.ts";
import { addHead } from "./part-values.ts";
import { ValueCollector } from "./value-collector.ts";
import { addXml } from "./xml-values.ts";

/** A content type that leaves no doubt. */
const PLAIN_JSON = /^\s*application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i;
/** White space and byte order marks, then what begins a JSON document. */
const JSON_START = /^[\s\xef\xbb\xbf]*[{["]/;
const XML_START = /^[\s\xef\xbb\xbf]*</;
const XML_DECLARATION = /^[\s\xef\xbb\xbf]*<\?xml\s/;
/** A pair at the beginning or after an ampersand. */
const PAIR = /(?:^[^\s=&]{1,256}|&[\w.%+~[\]-]{1,64})=/;
/** XML that more than its texts and attributes may say something with: entities, and what a page would run. */
const TELLING_MARKUP =
  /<!(?:DOCTYPE|ENTITY)|<(?:\w+:)?(?:script|iframe|html)\b|<!--\s*\[|[\s"'/]on\w{3,24}\s*=/i;

/** Multipart within multipart is read to this depth. */
const DEPTH_MAX = 3;

/**
 * The values in a body. Its content type is a hint only, since a client may lie and a framework may not look at it: it
 * is read in every way that its type or its look suggests, in every character set that it names or shows, and whatever
 * readers might not agree on is a value as a whole.
 */
export function readBodyValues(request: InspectedRequest): readonly InspectedValue[] {
  const body = request.bodyText;
  if (body === "") return [];
  const contentTypes = request.header("content-type");
  if (
    contentTypes.length <= 1 &&
    PLAIN_JSON.test(contentTypes[0] ?? "application/json") &&
    JSON_START.test(body)
  ) {
    const { values, isWhole } = readJsonValues(body, request.bodyInspected);
    if (isWhole) return values;
  }
  const collector = new ValueCollector();
  addText(collector, "", contentTypes, body, 1);
  for (const text of decodings(contentTypes, body)) addText(collector, "", contentTypes, text, 1);
  return collector.values;
}

function addText(
  collector: ValueCollector,
  name: string,
  contentTypes: readonly string[],
  text: string,
  depth: number,
): void {
  const type = contentTypes.join(", ").toLowerCase();
  const isForm = type.includes("urlencoded");
  const isMultipart = type.includes("multipart");
  let isRead = false;
  if (JSON_START.test(text) || type.includes("json")) {
    const { values, isWhole } = readJsonValues(text, Buffer.from(text, "latin1"));
    collector.addAll(values);
    isRead = isWhole;
  }
  if (depth < DEPTH_MAX && (isMultipart || (!isRead && looksLikeMultipart(text))))
    isRead = addMultipart(collector, contentTypes, text, depth) && isMultipart;
  if (isForm || (!isRead && PAIR.test(text) && !isBinary(text))) {
    const pairs = parseQueryString(text, Number.POSITIVE_INFINITY);
    // What begins a form that is JSON as well has been read.
    addPairs(collector, isRead ? pairs.slice(1) : pairs);
    isRead ||= isForm && pairs.every(([pair]) => PLAIN_NAME.test(decodeFormField(pair)));
  }
  const isXml = type.includes("xml");
  if (isXml || XML_START.test(text)) {
    const isWellFormed = addXml(collector, text);
    isRead ||= isWellFormed && (isXml || XML_DECLARATION.test(text)) && !TELLING_MARKUP.test(text);
  }
  if (!isRead) collector.add(name, text);
}

/** Whether the body is multipart. */
function addMultipart(
  collector: ValueCollector,
  contentTypes: readonly string[],
  body: string,
  depth: number,
): boolean {
  const multipart = readMultipart(contentTypes, body);
  if (multipart === undefined) return false;
  for (const text of multipart.remains) collector.add("", text);
  for (const part of multipart.parts) {
    const content = addHead(collector, part);
    for (const text of content.texts) {
      collector.addWithJson(content.name, text.replace(/\r?\n$/, ""));
      if (content.contentTypes.length > 0)
        addText(collector, content.name, content.contentTypes, text, depth + 1);
      for (const decoded of decodings(content.contentTypes, text))
        addText(collector, content.name, content.contentTypes, decoded, depth + 1);
    }
  }
  return true;
}
