import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumAlgorithmOf,
} from "../../aws/checksum/checksum.ts";
import type { S3Call } from "./dependencies.ts";
import { invalidRequest } from "./s3-errors.ts";
import type { StoredChecksum } from "./state/object-record.ts";

/** Members by which checksums travel in both directions. */
export type ChecksumMembers = { readonly [A in ChecksumAlgorithm as `Checksum${A}`]?: string | undefined };

/** Checksums of S3 that are not computed here. Given, they would have to be verified: they are refused. */
export const UNBUILT_CHECKSUMS = [
  { member: "ChecksumSHA512" },
  { member: "ChecksumMD5" },
  { member: "ChecksumXXHASH64" },
  { member: "ChecksumXXHASH3" },
  { member: "ChecksumXXHASH128" },
] as const;

/** Which checksum to compute over a body, and the value it must have where the client gave it. Base64. */
export interface WantedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly expected?: string;
}

/**
 * The checksum of a body: the one in a header; else the one that its trailer carries, which is verified while the body
 * is read; else the one that the client's SDK names; else S3's default.
 */
export function wantedChecksum(
  call: S3Call,
  members: ChecksumMembers & { readonly ChecksumAlgorithm?: string | undefined },
  fallback: ChecksumAlgorithm = "CRC64NVME",
): WantedChecksum {
  const given = CHECKSUM_ALGORITHMS.filter((algorithm) => members[`Checksum${algorithm}`] !== undefined);
  if (given.length > 1) {
    throw invalidRequest(
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  }
  const [algorithm] = given;
  if (algorithm) return { algorithm, expected: members[`Checksum${algorithm}`]! };
  const trailer = checksumAlgorithmOf((call.http?.headers["x-amz-trailer"] ?? "").toLowerCase());
  return { algorithm: trailer ?? parseAlgorithm(members.ChecksumAlgorithm) ?? fallback };
}

/** Throws InvalidRequest on an algorithm that is not computed here. */
export function parseAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name);
  if (algorithm) return algorithm;
  throw invalidRequest(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${CHECKSUM_ALGORITHMS.join(", ")}]`,
  );
}

/** The members that tell a checksum to the client. */
export const checksumMembers = (checksum: StoredChecksum | undefined): ChecksumMembers =>
  checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {};
