/** Inputs that would take an engine longest if any of its steps were not linear, for tests and for bench/. */

/** Characters that detectors, decoders and parsers must look at twice, by what they have in common. */
export const WORST_CHARACTERS: Readonly<Record<string, string>> = {
  quotes: "'",
  "quotes of both kinds": `"'`,
  parentheses: "(",
  comments: "/*",
  tags: "<a ",
  references: "&#",
  "percent signs": "%25",
  objects: '{"a":',
  brackets: "[",
  braces: "${",
  "escaped quotes": "\\u0027",
  "UTF-7": "+ADw-",
  backslashes: "\\",
  mixed: `'(/*<a &#%25{"a":[\${\\u0027+ADw-\\--;=1 or `,
};

/** A part of a request, as the engine's input has it. */
export interface PartOfRequest {
  readonly uriPath?: string;
  readonly queryString?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** Where a text may stand: parts of a request, and kinds of bodies. */
export const PLACES: Readonly<Record<string, (text: string) => PartOfRequest>> = {
  argument: (text) => ({ queryString: `q=${text}` }),
  path: (text) => ({ uriPath: `/${text}` }),
  header: (text) => ({ headers: [["x-value", text]] }),
  cookie: (text) => ({ headers: [["cookie", `c=${text}`]] }),
  "text body": (text) => ({ body: text, headers: [["content-type", "text/plain"]] }),
  "JSON body": (text) => ({ body: `{"a":"${text}"}`, headers: [["content-type", "application/json"]] }),
  "JSON string": (text) => ({ body: JSON.stringify({ a: text }) }),
  "JSON list": (text) => ({ body: JSON.stringify(text.match(/[\s\S]{1,12}/g)) }),
  "form body": (text) => ({
    body: `a=${text}`,
    headers: [["content-type", "application/x-www-form-urlencoded"]],
  }),
  "form pairs": (text) => ({
    body: (text.match(/[\s\S]{1,12}/g) ?? []).map((part) => `a=${part}`).join("&"),
  }),
  "multipart body": (text) => ({
    body: `--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n${text}\r\n--B--\r\n`,
    headers: [["content-type", "multipart/form-data; boundary=B"]],
  }),
  "XML body": (text) => ({ body: `<?xml version="1.0"?><a b="c">${text}</a>` }),
};

/** The characters over and over, to a length. */
export const repeated = (characters: string, length: number): string =>
  characters.repeat(Math.ceil(length / characters.length)).slice(0, length);
