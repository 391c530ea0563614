import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { describeRequest, hidden } from "./audit.ts";

test("secrets are hidden at any depth; bytes and streams show their size only", () => {
  const input = {
    Name: "a",
    Value: "a secret value",
    Nested: { Value: "another secret" },
    Code: { ZipFile: Buffer.from("PK bytes") },
    Body: Readable.from(["x"]),
  };
  const shown = describeRequest(input, ["Value"]);
  assert.deepEqual(JSON.parse(shown ?? ""), {
    Name: "a",
    Value: hidden,
    Nested: { Value: hidden },
    Code: { ZipFile: "(8 bytes)" },
    Body: "(a stream)",
  });
});

test("a long text is cut, and a request that stays too long is left out", () => {
  const cut = JSON.parse(describeRequest({ Text: "x".repeat(10_000) }, []) ?? "") as { Text: string };
  assert.equal(cut.Text.length, 2_049);
  const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`Member${i}`, "0123456789"]));
  assert.equal(describeRequest(many, []), undefined);
});
