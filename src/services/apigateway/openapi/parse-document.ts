import { parseDocument as parseYaml } from "yaml";
import { badRequest } from "../api-errors.ts";
import { DocumentNode } from "./document-node.ts";

/** Source: API Gateway quotas page, "the maximum size of the API definition file is 6 MB". */
const JSON_BYTES_MAX = 6 * 1024 * 1024;
/** YAML takes far longer to read, and other callers wait meanwhile. */
const YAML_BYTES_MAX = 2 * 1024 * 1024;
/** Deepest nesting: the readers, and those of schemas, go down recursively. */
const DEPTH_MAX = 100;

/** Reads an OpenAPI document, JSON or YAML, without looking into it. Throws BadRequest on anything else. */
export function parseDocument(body: Uint8Array): DocumentNode {
  const text = decodeUtf8(body);
  const isJson = text.trimStart().startsWith("{");
  if (body.length > (isJson ? JSON_BYTES_MAX : YAML_BYTES_MAX)) {
    throw badRequest(`The API definition is larger than ${isJson ? JSON_BYTES_MAX : YAML_BYTES_MAX} bytes`);
  }
  const value = isJson ? readJson(text) : readYaml(text);
  checkDepth(value, 0);
  const root = new DocumentNode(value);
  if (!root.isObject) throw unreadable("it is not an object");
  return root;
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw unreadable("it is not UTF-8");
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable((error as Error).message);
  }
}

function readYaml(text: string): unknown {
  try {
    // Merge keys (`<<`) are common in hand-written documents. Aliases are bounded, so that none can explode.
    const document = parseYaml(text, {
      merge: true,
      prettyErrors: false,
      uniqueKeys: true,
      logLevel: "silent",
    });
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault) throw fault;
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw unreadable((error as Error).message);
  }
}

function checkDepth(value: unknown, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  if (depth === DEPTH_MAX) throw unreadable(`it is nested deeper than ${DEPTH_MAX} levels`);
  for (const child of Object.values(value)) checkDepth(child, depth + 1);
}

const unreadable = (problem: string) =>
  badRequest(`Failed to parse the uploaded OpenAPI document due to: ${problem.slice(0, 256)}`);
