import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findHeadEnd, MalformedHeadError, parseRequestHead } from "./request-head-parser.ts";

const connection = { sourceIp: "::1", localPort: 1, tls: undefined };
const parse = (...lines: string[]) => parseRequestHead(lines.join("\r\n"), connection);

test("a head is taken apart, and nothing is decoded", () => {
  const { head, version } = parse(
    "POST /a%20b?c=%20&c HTTP/1.1",
    "Host: a",
    "X-A:b\t",
    "x-a: \t c",
    "__proto__: d",
  );
  assert.equal(version, "1.1");
  assert.deepEqual([head.method, head.path, head.rawQuery], ["POST", "/a%20b", "c=%20&c"]);
  assert.deepEqual(head.rawHeaders, ["Host", "a", "X-A", "b", "x-a", "c", "__proto__", "d"]);
  assert.deepEqual({ ...head.headers }, { host: "a", "x-a": "b, c", ["__proto__"]: "d" });
});

for (const lines of [
  ["GET  / HTTP/1.1"],
  ["GET / HTTP/1.1 "],
  [" GET / HTTP/1.1"],
  ["get / HTTP/1.1"],
  ["GET /"],
  ["GET / HTTP/1.2"],
  ["GET / http/1.1"],
  ["GET http://a/ HTTP/1.1"],
  ["GET * HTTP/1.1"],
  ["GET /a b HTTP/1.1"],
  ["GET /\u00e9 HTTP/1.1"],
  ["", "GET / HTTP/1.1"],
  ["GET / HTTP/1.1", "A : b"],
  ["GET / HTTP/1.1", " A: b"],
  ["GET / HTTP/1.1", "A: b", " c"],
  ["GET / HTTP/1.1", ": b"],
  ["GET / HTTP/1.1", "A"],
  ["GET / HTTP/1.1", "A: b\rc"],
  ["GET / HTTP/1.1", "A: b\nc"],
  ["GET / HTTP/1.1", "A: \0"],
  ["GET / HTTP/1.1", "\u00e9: b"],
]) {
  test(`${JSON.stringify(lines)} is malformed`, () =>
    assert.throws(() => parse(...lines), MalformedHeadError));
}

test("the end of a head is found, and one that cannot end well is refused early", () => {
  assert.equal(findHeadEnd(Buffer.from("GET / HTTP/1.1\r\n\r\nbody\n")), 14);
  assert.equal(findHeadEnd(Buffer.from("GET / HTTP/1.1\r\n")), -1);
  assert.throws(() => findHeadEnd(Buffer.from("GET / HTTP/1.1\nHost: a")), MalformedHeadError);
  assert.throws(() => findHeadEnd(Buffer.alloc(33 * 1024, "a")), { status: 431 });
});

test("a head that comes in pieces ends where it ends, and what was looked at is not looked at again", () => {
  const text = "GET / HTTP/1.1\r\nHost: a\r\n\r\nmore";
  for (let scanned = 0; scanned < text.indexOf("more"); scanned++) {
    assert.equal(findHeadEnd(Buffer.from(text), scanned), text.indexOf("\r\n\r\n"));
  }
  const bytes = Buffer.from(`${"A: b\r\n".repeat(5_000)}C`);
  let looks = 0;
  bytes.indexOf = ((wanted: number | Buffer, from?: number) => {
    looks += 1;
    return Buffer.prototype.indexOf.call(bytes, wanted, from);
  }) as Buffer["indexOf"];
  assert.equal(findHeadEnd(bytes, bytes.length - 1), -1);
  assert.ok(looks <= 2, String(looks));
  assert.throws(() => findHeadEnd(Buffer.from("GET / HTTP/1.1\r\nHost: a\n"), 20), MalformedHeadError);
});

test("law: no text makes the parser throw anything but its own error", () => {
  const piece = fc.constantFrom(
    "GET",
    " ",
    "/",
    " HTTP/1.1",
    "\r\n",
    "\n",
    "\r",
    "A",
    ":",
    "b",
    "\t",
    "\0",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      try {
        parse(pieces.join(""));
      } catch (error) {
        assert.ok(error instanceof MalformedHeadError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});
