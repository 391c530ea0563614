import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseRawRequest, RawRequestError } from "./raw-request.ts";

const source = { file: "request.http", clientIp: "192.0.2.1" };
const parse = (text: string) => parseRawRequest(Buffer.from(text, "latin1"), source);

for (const [name, end] of [
  ["line feeds", "\n"],
  ["CRLF", "\r\n"],
] as const) {
  test(`a request with ${name}`, () => {
    const text = ["POST /prod/orders?x=%27&y HTTP/1.1", "Host: a.b", "X-A:  b c ", "", "one", "two"].join(
      end,
    );
    const { body, ...rest } = parse(text);
    assert.deepEqual(rest, {
      method: "POST",
      uriPath: "/prod/orders",
      queryString: "x=%27&y",
      headers: [
        ["Host", "a.b"],
        ["X-A", "b c"],
      ],
      bodySizeBytes: 6 + end.length,
      clientIp: "192.0.2.1",
      httpVersion: "HTTP/1.1",
    });
    assert.equal(Buffer.from(body).toString(), `one${end}two`);
  });
}

/** What is written, and the part of the reading that matters. */
const READINGS: readonly (readonly [string, string, object])[] = [
  ["no headers, no body", "GET / HTTP/1.1", { uriPath: "/", queryString: "", bodySizeBytes: 0 }],
  ["a fragment", "GET /a?b#c HTTP/1.1\n\n", { uriPath: "/a", queryString: "b", uriFragment: "c" }],
  ["a whole URL", "GET https://a.b:8443/c?d HTTP/1.1\n\n", { uriPath: "/c", queryString: "d" }],
  ["dots in the path stay", "GET /a/../b HTTP/1.1\n\n", { uriPath: "/a/../b" }],
  ["HTTP/2 as browsers write it", "GET / HTTP/2\n\n", { httpVersion: "HTTP/2" }],
  ["an editor's last line feed", "POST / HTTP/1.1\nContent-Length: 2\n\nab\n", { bodySizeBytes: 2 }],
  ["bytes that are no ASCII", "GET /\xe9 HTTP/1.1\nX: \xe9\n\n", { uriPath: "/\xe9" }],
];
for (const [name, text, expected] of READINGS) {
  test(`reads ${name}`, () => assert.partialDeepStrictEqual(parse(text), expected));
}

/** What is wrong, the text, and the line and words of the error. */
const MISTAKES: readonly (readonly [string, string, RegExp])[] = [
  ["nothing", "", /^request.http, line 1: the file is empty/],
  ["an empty first line", "\nGET / HTTP/1.1\n", /line 1: it must be METHOD PATH/],
  ["no version", "GET /\n\n", /line 1: it must be METHOD PATH/],
  ["a space in the path", "GET /a b HTTP/1.1\n\n", /line 1: .*%20/],
  ["an odd method", "GE(T / HTTP/1.1\n\n", /line 1: the method/],
  ["a relative path", "GET orders HTTP/1.1\n\n", /line 1: the path must begin with \/.*\/prod\/orders/],
  ["no colon", "GET / HTTP/1.1\nHost: a\nnonsense\n\n", /line 3: a header must be Name: value/],
  ["a body without an empty line", 'POST / HTTP/1.1\n{"a"}\n', /line 2: .*empty line/],
  ["a space in a name", "GET / HTTP/1.1\nHost : a\n\n", /line 2: the header's name/],
  ["a folded header", "GET / HTTP/1.1\nA: b\n c\n\n", /line 3: .*RFC 9112/],
  ["a NUL", "GET / HTTP/1.1\nA: b\0c\n\n", /line 2: .*NUL/],
  ["a bare carriage return", "GET / HTTP/1.1\nA: b\rc\n\n", /line 2: a carriage return/],
  ["chunks", "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n2\nab\n", /line 4: .*Transfer-Encoding/],
  ["too little of a body", "POST / HTTP/1.1\nContent-Length: 5\n\nab", /line 4: .*says 5 bytes.*has 2/],
  ["too much of a body", "POST / HTTP/1.1\nContent-Length: 1\n\nabc", /line 4: .*says 1 bytes.*has 3/],
  ["no length", "POST / HTTP/1.1\nContent-Length: x\n\n", /line 4: .*no number/],
  ["an endless head", `GET / HTTP/1.1\n${"A: b\n".repeat(14_000)}`, /no empty line ends the headers/],
  ["too many headers", `GET / HTTP/1.1\n${"A: b\n".repeat(501)}\n`, /line 502: more than 500/],
];
for (const [name, text, message] of MISTAKES) {
  test(`refuses ${name}`, () =>
    assert.throws(
      () => parse(text),
      (error: unknown) => error instanceof RawRequestError && message.test(error.message),
    ));
}

test("no bytes make it fail otherwise", () => {
  const pieces = fc.constantFrom(
    "GET / HTTP/1.1",
    "\n",
    "\r\n",
    ": ",
    "A",
    "Content-Length: 3",
    "\0",
    " ",
    "x",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      try {
        parse(parts.join(""));
      } catch (error) {
        assert.ok(error instanceof RawRequestError, String(error));
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
