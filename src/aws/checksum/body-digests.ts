import { hash } from "node:crypto";
import { AwsError } from "../aws-error.ts";
import { checksumAlgorithmOf, createChecksum } from "./checksum.ts";

/** Headers that begin like a checksum and speak about one. */
const ABOUT_CHECKSUMS = new Set(["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"]);

/**
 * Verifies the digests that a client sent with a body that is held whole: Content-MD5 and `x-amz-checksum-…`. Throws
 * S3's BadDigest when one differs, and InvalidRequest for a checksum that cannot be computed here: it is never ignored.
 */
export function verifyBodyDigests(headers: Readonly<Record<string, string>>, body: Buffer): void {
  const md5 = headers["content-md5"];
  if (md5 !== undefined && hash("md5", body, "base64") !== md5.trim()) throw badDigest("Content-MD5");
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith("x-amz-checksum-") || ABOUT_CHECKSUMS.has(name)) continue;
    const algorithm = checksumAlgorithmOf(name);
    if (!algorithm)
      throw new AwsError("InvalidRequest", `The checksum header ${name} is not supported.`, { status: 400 });
    const checksum = createChecksum(algorithm);
    checksum.update(body);
    if (checksum.digest().toString("base64") !== value.trim()) throw badDigest(algorithm);
  }
}

const badDigest = (what: string): AwsError =>
  new AwsError("BadDigest", `The ${what} you specified did not match the calculated checksum.`, {
    status: 400,
  });
