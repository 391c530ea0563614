import { type Checksum, checksumAlgorithmOf, createChecksum } from "../checksum/checksum.ts";
import { PayloadRefusedError } from "./payload-refused-error.ts";

/** The checksums that a request announced in X-Amz-Trailer: computed while the body passes, compared at its end. */
export class TrailerChecksums {
  readonly #pending = new Map<string, Checksum>();

  /** @param announced Lower-case names, such as `x-amz-checksum-crc32`. */
  constructor(announced: readonly string[]) {
    for (const name of announced) {
      const algorithm = checksumAlgorithmOf(name);
      if (!algorithm) {
        throw new PayloadRefusedError("trailer_malformed", `The trailer '${name}' is not supported`);
      }
      this.#pending.set(name, createChecksum(algorithm));
    }
  }

  update(bytes: Uint8Array): void {
    for (const checksum of this.#pending.values()) checksum.update(bytes);
  }

  /** Takes one trailer, its value in base64. */
  compare(name: string, value: string): void {
    const checksum = this.#pending.get(name);
    if (!checksum)
      throw new PayloadRefusedError("trailer_malformed", `The trailer '${name}' was not announced`);
    this.#pending.delete(name);
    if (checksum.digest().toString("base64") !== value) {
      const algorithm = checksumAlgorithmOf(name);
      const detail = `The ${algorithm} you specified did not match the calculated checksum.`;
      throw new PayloadRefusedError("checksum_mismatch", detail);
    }
  }

  requireAll(): void {
    const missing = [...this.#pending.keys()];
    if (missing.length === 0) return;
    throw new PayloadRefusedError(
      "trailer_malformed",
      `Trailers that were announced are missing: ${missing.join(", ")}`,
    );
  }
}
