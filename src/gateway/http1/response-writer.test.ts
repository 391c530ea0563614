import assert from "node:assert/strict";
import { test } from "node:test";
import { serializeResponse } from "./response-writer.ts";

const framing = { keepAlive: true, isHead: false, date: "D" };

test("a small response is one text, a large body is apart", () => {
  const small = serializeResponse(
    { status: 200, headers: ["X-A", "b"], body: Buffer.from([0xff, 0x0a]) },
    framing,
  );
  assert.equal(
    small.text,
    "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 2\r\nDate: D\r\nConnection: keep-alive\r\n\r\n\xff\n",
  );
  assert.equal(small.body, undefined);
  const large = serializeResponse({ status: 299, headers: [], body: Buffer.alloc(20_000) }, framing);
  assert.equal(large.text.split("\r\n")[0], "HTTP/1.1 299 ");
  assert.equal(large.body?.length, 20_000);
});

test("204, 304 and the answer to HEAD have no body", () => {
  const body = Buffer.from("body");
  for (const status of [204, 304]) {
    const { text } = serializeResponse({ status, headers: [], body }, framing);
    assert.ok(text.endsWith("\r\n\r\n") && !text.includes("Content-Length"));
  }
  const { text } = serializeResponse({ status: 200, headers: [], body }, { ...framing, isHead: true });
  assert.ok(text.endsWith("\r\n\r\n") && text.includes("Content-Length: 4\r\n"));
});

for (const headers of [
  ["X-A", "b\r\nSet-Cookie: c"],
  ["X-A", "b\nc"],
  ["X-A", "\u4e16"],
  ["X A", "b"],
  ["X-A: b\r\nX-C", "d"],
  ["", "b"],
]) {
  test(`the header ${JSON.stringify(headers)} is never sent`, () => {
    assert.throws(
      () => serializeResponse({ status: 200, headers, body: Buffer.alloc(0) }, framing),
      TypeError,
    );
  });
}
