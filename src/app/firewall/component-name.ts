import type { Field } from "../../waf/fields/field.ts";

const NAMES: Readonly<Record<Field["kind"], string>> = {
  singleHeader: "header",
  headers: "headers",
  cookies: "cookies",
  uriPath: "path",
  queryString: "query string",
  allQueryArguments: "query arguments",
  singleQueryArgument: "query argument",
  body: "body",
  jsonBody: "JSON body",
  method: "method",
  headerOrder: "order of headers",
  ja3Fingerprint: "JA3 fingerprint",
  ja4Fingerprint: "JA4 fingerprint",
  uriFragment: "fragment",
};

/** A component in words: `header user-agent`, `cookies but sid`, `query arguments`. */
export function componentName(field: Field): string {
  const name = NAMES[field.kind];
  if ("name" in field) return `${name} ${field.name}`;
  if (!("filter" in field) || field.filter.kind === "all") return name;
  return `${name}${field.filter.kind === "excluded" ? " but" : ""} ${[...field.filter.names].join(", ")}`;
}
