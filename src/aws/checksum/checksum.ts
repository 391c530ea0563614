import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c } from "./crc32c.ts";
import { Crc64Nvme } from "./crc64-nvme.ts";

/** The checksums that S3 knows, by the name of the SDKs' `ChecksumAlgorithm`. */
export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** A checksum fed piece by piece. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  /** Call once, at the end. Base64 of it is what headers and trailers carry. */
  digest(): Buffer;
}

/** The algorithm behind a header or trailer such as `x-amz-checksum-crc32c`; undefined for other names. */
export function checksumAlgorithmOf(headerName: string): ChecksumAlgorithm | undefined {
  const prefix = "x-amz-checksum-";
  if (!headerName.startsWith(prefix)) return undefined;
  const name = headerName.slice(prefix.length).toUpperCase();
  return CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name);
}

/** A new checksum of this kind. */
export function createChecksum(algorithm: ChecksumAlgorithm): Checksum {
  switch (algorithm) {
    case "CRC32":
      return new Crc32(crc32);
    case "CRC32C":
      return new Crc32(crc32c);
    case "CRC64NVME":
      return new Crc64Nvme();
    case "SHA1":
      return createHash("sha1");
    case "SHA256":
      return createHash("sha256");
  }
}

/** A 32-bit checksum that goes on from its value so far. */
class Crc32 implements Checksum {
  readonly #next: (bytes: Uint8Array, before: number) => number;
  #value = 0;

  constructor(next: (bytes: Uint8Array, before: number) => number) {
    this.#next = next;
  }

  update(bytes: Uint8Array): void {
    this.#value = this.#next(bytes, this.#value);
  }

  digest(): Buffer {
    const out = Buffer.allocUnsafe(4);
    out.writeUInt32BE(this.#value);
    return out;
  }
}
