import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { verifyBodyDigests } from "./body-digests.ts";

const body = Buffer.from("<Delete/>");
const digest = (algorithm: string, of: Buffer): string => createHash(algorithm).update(of).digest("base64");
const other = Buffer.from("<Other/>");

describe("verifyBodyDigests", () => {
  it("accepts a body that fits what was sent with it", () => {
    verifyBodyDigests({}, body);
    verifyBodyDigests(
      { "content-md5": digest("md5", body), "x-amz-checksum-sha256": digest("sha256", body) },
      body,
    );
    verifyBodyDigests({ "x-amz-checksum-algorithm": "SHA256" }, body);
  });

  const refused: readonly (readonly [header: string, value: string, code: string])[] = [
    ["content-md5", digest("md5", other), "BadDigest"],
    ["content-md5", "", "BadDigest"],
    ["x-amz-checksum-sha1", digest("sha1", other), "BadDigest"],
    ["x-amz-checksum-crc32", "AAAAAA==", "BadDigest"],
    ["x-amz-checksum-xxhash3", "AAAAAA==", "InvalidRequest"],
  ];
  for (const [header, value, code] of refused) {
    it(`refuses ${header}: ${value}`, () => {
      assert.throws(() => verifyBodyDigests({ [header]: value }, body), { code });
    });
  }
});
