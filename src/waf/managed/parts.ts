import type { InspectedRequest } from "../request.ts";
import type { Part } from "./documented-rule.ts";
import {
  bodyValues,
  cookieValues,
  headerValues,
  pathValues,
  queryStringValues,
  queryValues,
} from "./inputs.ts";
import type { InspectedValue } from "./inspected-value.ts";

const encode = (text: string): string => encodeURIComponent(text).replaceAll("'", "%27");

/** The query string as a whole, whose names count as well, and its values, of which each may begin with an attack. */
const readQueryStringAndValues = (request: InspectedRequest): readonly InspectedValue[] => [
  ...queryStringValues(request),
  ...queryValues(request),
];

/** Cookies are a header, too. */
const readHeaderAndCookieValues = (request: InspectedRequest): readonly InspectedValue[] => [
  ...headerValues(request),
  ...cookieValues(request),
];

export const QUERY_ARGUMENTS: Part = {
  suffix: "QUERYARGUMENTS",
  location: "ALL_QUERY_ARGS",
  values: queryValues,
  example: (text) => ({ queryString: `q=${encode(text)}` }),
};

export const QUERY_STRING: Part = {
  suffix: "QUERYSTRING",
  location: "QUERY_STRING",
  values: (request) => request.derive(readQueryStringAndValues),
  example: (text) => ({ queryString: encode(text) }),
};

export const BODY: Part = {
  suffix: "BODY",
  location: "BODY",
  values: bodyValues,
  example: (text) => ({ method: "POST", body: JSON.stringify({ text }) }),
};

export const COOKIE: Part = {
  suffix: "COOKIE",
  location: "COOKIE",
  values: cookieValues,
  example: (text) => ({ headers: [["cookie", `c=${encode(text)}`]] }),
};

export const URI_PATH: Part = {
  suffix: "URIPATH",
  location: "URI",
  values: pathValues,
  example: (text) => ({ uriPath: `/${text.split("/").map(encode).join("/")}` }),
};

export const HEADER: Part = {
  suffix: "HEADER",
  location: "HEADER",
  values: (request) => request.derive(readHeaderAndCookieValues),
  example: (text) => ({ headers: [["x-value", text]] }),
};
