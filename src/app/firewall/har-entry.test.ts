import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHarEntry } from "./har-entry.ts";
import { FINGERPRINTS, RecordingError } from "./recorded-request.ts";

const entry = (request: object) =>
  JSON.stringify({
    startedDateTime: "2026-01-01T12:00:00.000Z",
    request: { method: "GET", url: "https://a.b:8443/prod/x?y=%27", headers: [], ...request },
    response: { status: 200 },
  });
const parse = (request: object) => parseHarEntry(entry(request), "entry 1", "192.0.2.9");
const textOf = (body: Uint8Array) => Buffer.from(body).toString();

test("an entry gives the request as it was sent", () => {
  const headers = [
    { name: ":authority", value: "a.b" },
    { name: "accept", value: "*/*" },
  ];
  assert.deepEqual(parse({ headers, httpVersion: "http/2.0" }), {
    id: "entry 1",
    timestampMs: Date.UTC(2026, 0, 1, 12),
    input: {
      method: "GET",
      uriPath: "/prod/x",
      queryString: "y=%27",
      headers: [
        ["host", "a.b:8443"],
        ["accept", "*/*"],
      ],
      body: new Uint8Array(0),
      bodySizeBytes: 0,
      clientIp: "192.0.2.9",
      httpVersion: "HTTP/2.0",
    },
    missing: [...FINGERPRINTS],
  });
});

const BODIES: readonly (readonly [string, object, string, readonly string[]])[] = [
  ["as text", { postData: { mimeType: "application/json", text: '{"a":"é"}' } }, '{"a":"é"}', []],
  ["in base64", { postData: { mimeType: "x", text: "YWI=", encoding: "base64" } }, "ab", []],
  [
    "as a form's fields",
    {
      postData: {
        mimeType: "application/x-www-form-urlencoded",
        params: [
          { name: "a", value: "1 2" },
          { name: "b", value: "&" },
        ],
      },
    },
    "a=1+2&b=%26",
    [],
  ],
  ["left out", { bodySize: 9, postData: { mimeType: "multipart/form-data", params: [] } }, "", ["body"]],
  ["none", { bodySize: 0 }, "", []],
];
for (const [name, request, body, missing] of BODIES) {
  test(`a body ${name}`, () => {
    const read = parse({ method: "POST", ...request });
    assert.equal(textOf(read.input.body), body);
    assert.deepEqual(read.missing, [...missing, ...FINGERPRINTS]);
  });
}

const ADDRESSES: readonly (readonly [url: string, path: string, query: string])[] = [
  ["https://a.b", "/", ""],
  ["https://a.b?x", "/", "x"],
  ["HTTP://a.b/../etc/%2e%2e/passwd#top", "/../etc/%2e%2e/passwd", ""],
  ["https://a.b/p?q?r#s", "/p", "q?r"],
];
for (const [url, path, query] of ADDRESSES) {
  test(`the address ${url} is not tidied up`, () => {
    const { input } = parse({ url });
    assert.deepEqual([input.uriPath, input.queryString], [path, query]);
  });
}

const MISTAKES: readonly (readonly [string, string, RegExp])[] = [
  ["no request", "{}", /no request/],
  ["no JSON", "{", /no JSON/],
  ["a socket", entry({ url: "wss://a.b/" }), /http or https/],
  ["no method", entry({ method: undefined }), /method is missing/],
];
for (const [name, text, message] of MISTAKES) {
  test(`refuses ${name}`, () =>
    assert.throws(
      () => parseHarEntry(text, "entry 1", "192.0.2.9"),
      (error: unknown) => error instanceof RecordingError && message.test(error.message),
    ));
}
