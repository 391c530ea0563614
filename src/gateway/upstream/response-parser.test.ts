import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseResponseHead } from "./response-head.ts";
import { ResponseParser } from "./response-parser.ts";
import { UpstreamError } from "./upstream-message.ts";

/** Feeds `text` in pieces of `size` bytes, then ends when the response is not complete. */
function parse(text: string, method = "GET", size = text.length || 1): ResponseParser {
  const parser = new ResponseParser(method, 1_000);
  for (let at = 0; at < text.length; at += size)
    parser.push(Buffer.from(text.slice(at, at + size), "latin1"));
  if (!parser.complete) parser.end();
  return parser;
}

test("space inside a header value takes no longer to read than other characters", () => {
  // To an expression that looks for space at the end, so much of it before the end is minutes of work.
  const value = `a${" ".repeat(400_000)}b`;
  const { headers } = parseResponseHead(`HTTP/1.1 200 OK\r\nX-A:\t ${value} \t`);
  assert.deepEqual(headers, ["X-A", value]);
});

const accepted: readonly [name: string, text: string, status: number, body: string, reusable: boolean][] = [
  ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b \r\n\r\nhello", 200, "hello", true],
  ["no reason phrase", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", 404, "", true],
  [
    "chunks",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: x\r\n\r\n",
    200,
    "abc0123456789",
    true,
  ],
  ["until close", "HTTP/1.1 200 OK\r\n\r\nall of it", 200, "all of it", false],
  ["no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", true],
  [
    "an interim answer first",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
    200,
    "x",
    true,
  ],
  ["close asked for", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", 200, "x", false],
  ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x", false],
  [
    "HTTP/1.0 kept alive",
    "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx",
    200,
    "x",
    true,
  ],
  // A second response on the connection would be taken for the next request's.
  [
    "bytes after the end",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n",
    200,
    "x",
    false,
  ],
  [
    "bytes after the last chunk",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nx",
    200,
    "",
    false,
  ],
];
for (const [name, text, status, body, reusable] of accepted) {
  test(`accepts ${name}, in pieces of any size`, () => {
    for (const size of [text.length, 1, 2, 7]) {
      const parser = parse(text, "GET", size);
      assert.equal(parser.response().status, status);
      assert.equal(parser.response().body.toString("latin1"), body);
      // Read at once or byte by byte, what follows the end arrives before anybody uses the connection again.
      if (size === text.length) assert.equal(parser.reusable, reusable);
    }
  });
}

test("the answer to HEAD has no body, whatever its length says", () => {
  const parser = parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD");
  assert.equal(parser.response().body.length, 0);
  assert.equal(parser.reusable, true);
});

test("fields that belong to the back end's connection are left out", () => {
  const parser = parse(
    "HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nX-Hop: a\r\nX-Kept: b\r\nContent-Length: 0\r\n\r\n",
  );
  assert.ok(!parser.response().headers.includes("X-Hop") || !parser.response().headers.includes("a"));
  assert.ok(parser.response().headers.includes("X-Kept"));
});

const length = "Content-Length: 1\r\n";
const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const refused: readonly [name: string, text: string][] = [
  ["nothing", ""],
  ["another protocol", "SSH-2.0-x\r\n\r\n"],
  ["HTTP/2", `HTTP/2 200 OK\r\n${length}\r\nx`],
  ["a status of four digits", `HTTP/1.1 2000 OK\r\n${length}\r\nx`],
  ["a switch of protocols", "HTTP/1.1 101 Switching\r\n\r\n"],
  [
    "a length and a transfer coding",
    `HTTP/1.1 200 OK\r\n${length}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  ["two lengths", `HTTP/1.1 200 OK\r\n${length}${length}\r\nx`],
  ["a signed length", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx"],
  ["another transfer coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
  ["a transfer coding with HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["a space before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\nx"],
  ["a folded line", `HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n${length}\r\nx`],
  ["a bare line feed", `HTTP/1.1 200 OK\nX-A: b\r\n${length}\r\nx`],
  ["a carriage return in a value", `HTTP/1.1 200 OK\r\nX-A: b\rc\r\n${length}\r\nx`],
  ["a null in a value", `HTTP/1.1 200 OK\r\nX-A: b\0c\r\n${length}\r\nx`],
  ["a field without a colon", `HTTP/1.1 200 OK\r\nX-A\r\n${length}\r\nx`],
  ["a body that breaks off", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"],
  ["a chunk that breaks off", `${chunked}5\r\nab`],
  ["a chunk size with a sign", `${chunked}+1\r\nx\r\n0\r\n\r\n`],
  ["a chunk extension", `${chunked}1;a=b\r\nx\r\n0\r\n\r\n`],
  ["a chunk size with a space", `${chunked}1 \r\nx\r\n0\r\n\r\n`],
  ["a chunk size that is too long", `${chunked}000000001\r\nx\r\n0\r\n\r\n`],
  ["a chunk longer than its size", `${chunked}1\r\nxy\r\n0\r\n\r\n`],
  ["a chunk line without carriage return", `${chunked}1\nx\r\n0\r\n\r\n`],
  ["a body over the limit", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"],
  ["chunks over the limit", `${chunked}3E9\r\n${"x".repeat(1001)}\r\n0\r\n\r\n`],
  ["an endless body over the limit", `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(1001)}`],
  ["an endless header section", `HTTP/1.1 200 OK\r\nX-A: ${"x".repeat(70_000)}`],
  ["an endless trailer", `${chunked}0\r\n${"X: y\r\n".repeat(3_000)}\r\n`],
  ["endless interim answers", "HTTP/1.1 100 Continue\r\n\r\n".repeat(20)],
];
for (const [name, text] of refused) {
  test(`refuses ${name}`, () => {
    for (const size of [text.length || 1, 1_000])
      assert.throws(() => parse(text, "GET", size), UpstreamError);
  });
}

test("law: no bytes make the parser throw anything but its own error", () => {
  const piece = fc.constantFrom(
    "HTTP/1.1 200 OK\r\n",
    "Transfer-Encoding: chunked\r\n",
    length,
    "\r\n",
    "0",
    "1",
    "x",
    "\n",
    ":",
    " ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 15 }), fc.integer({ min: 1, max: 9 }), (pieces, size) => {
      try {
        parse(pieces.join(""), "GET", size);
      } catch (error) {
        assert.ok(error instanceof UpstreamError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});
