import {
  bodyValues,
  cookieValues,
  headerValues,
  pathValues,
  queryStringValues,
  queryValues,
} from "../detectors/inputs.ts";
import type { Part } from "./documented-rule.ts";

const encode = (text: string): string => encodeURIComponent(text).replaceAll("'", "%27");

export const QUERY_ARGUMENTS: Part = {
  suffix: "QUERYARGUMENTS",
  location: "ALL_QUERY_ARGS",
  values: queryValues,
  example: (text) => ({ queryString: `q=${encode(text)}` }),
};

export const QUERY_STRING: Part = {
  suffix: "QUERYSTRING",
  location: "QUERY_STRING",
  values: queryStringValues,
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
  values: headerValues,
  example: (text) => ({ headers: [["x-value", text]] }),
};
