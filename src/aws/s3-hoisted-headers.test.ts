import assert from "node:assert/strict";
import { test } from "node:test";
import { testRequest } from "../../test/wire/requests.ts";
import { decodeInput } from "./decode/decode-input.ts";
import { identifyCall } from "./identify.ts";

const put = (query: string, headers: Record<string, string> = {}) => {
  const call = identifyCall(
    testRequest({ method: "PUT", target: `/b/k?${query}`, headers: { host: "localhost", ...headers } }),
  );
  assert.ok(call.kind === "call");
  return call;
};

test("a presigned URL's hoisted headers count as headers", async () => {
  const call = put("x-amz-acl=public-read&X-Amz-Meta-Colour=red&X-Amz-Signature=00&X-Amz-Date=1");
  const input = await decodeInput(call, testRequest({ method: "PUT" }));
  assert.equal(input["ACL"], "public-read");
  assert.deepEqual({ ...(input["Metadata"] as object) }, { colour: "red" });
  assert.equal(call.headers["x-amz-date"], undefined);
});

test("a hoisted copy source makes the call a copy, not an upload", () => {
  assert.equal(put("x-amz-copy-source=%2Fa%2Fb").operation.name, "CopyObject");
  assert.equal(put("").operation.name, "PutObject");
});

test("a header that is given twice with two values is refused", () => {
  const target = "/b/k?x-amz-acl=public-read";
  const twice = testRequest({
    method: "PUT",
    target,
    headers: { host: "localhost", "x-amz-acl": "private" },
  });
  const call = identifyCall(twice);
  assert.equal(call.kind === "unidentified" && call.error.code, "InvalidArgument");
});
