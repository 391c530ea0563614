import assert from "node:assert/strict";
import { test } from "node:test";
import { AwsError } from "./aws-error.ts";
import { wireRequest } from "./wire-request.ts";

const request = (target: string, rawHeaders: readonly string[] = []) =>
  wireRequest({ method: "GET", target, rawHeaders, body: Buffer.alloc(0) });

test("splits the target at the first question mark and decodes nothing", () => {
  const { path, rawQuery } = request("/a%20b?c=%20?d");
  assert.deepEqual([path, rawQuery], ["/a%20b", "c=%20?d"]);
});

test("joins repeated headers under their lower-case name", () => {
  assert.equal(request("/", ["X-Meta", "1", "x-meta", "2"]).headers["x-meta"], "1, 2");
});

test("refuses a repeated header that decides what the request means", () => {
  for (const name of ["Host", "Authorization", "X-Amz-Target", "Content-Length", "X-Amz-Security-Token"]) {
    assert.throws(() => request("/", [name, "a", name.toLowerCase(), "a"]), AwsError, name);
  }
});

test("refuses a target that is no path", () => {
  for (const target of ["http://elsewhere/", "*", "", "elsewhere:443"]) {
    assert.throws(() => request(target), AwsError, target);
  }
});

test("a header may be named like a member of Object's", () => {
  const { headers } = request("/", ["__proto__", "a", "constructor", "b"]);
  assert.equal(Object.getOwnPropertyDescriptor(headers, "__proto__")?.value, "a");
  assert.equal(headers["constructor"], "b");
  assert.equal(headers["toString"], undefined);
});
