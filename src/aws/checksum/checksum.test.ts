import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CHECKSUM_ALGORITHMS, checksumAlgorithmOf, createChecksum } from "./checksum.ts";

/** The check values that catalogues of checksums give for the text `123456789`. */
const CHECK_VALUES = {
  CRC32: "cbf43926",
  CRC32C: "e3069283",
  CRC64NVME: "ae8b14860a799888",
  SHA1: "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
  SHA256: "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
};

describe("checksums", () => {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    it(`${algorithm} has its published check value`, () => {
      const checksum = createChecksum(algorithm);
      checksum.update(Buffer.from("123456789"));
      assert.equal(checksum.digest().toString("hex"), CHECK_VALUES[algorithm]);
    });

    it(`${algorithm} does not depend on how the bytes are cut`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
          const [whole, pieces] = [createChecksum(algorithm), createChecksum(algorithm)];
          whole.update(bytes);
          pieces.update(bytes.subarray(0, cut));
          pieces.update(bytes.subarray(cut));
          assert.deepEqual(whole.digest(), pieces.digest());
        }),
        { numRuns: 50 },
      );
    });
  }

  it("are named by their headers", () => {
    assert.equal(checksumAlgorithmOf("x-amz-checksum-crc64nvme"), "CRC64NVME");
    assert.equal(checksumAlgorithmOf("x-amz-checksum-md4"), undefined);
    assert.equal(checksumAlgorithmOf("content-md5"), undefined);
  });
});
