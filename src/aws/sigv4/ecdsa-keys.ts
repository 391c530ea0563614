import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { assertThat } from "../../base/assert.ts";
import { ALGORITHM_4A } from "./algorithm.ts";

/** The key pair that belongs to an access key. */
export interface EcdsaKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The order of the curve P-256, less two. Source: FIPS 186-4, D.1.2.3. */
const ORDER_MINUS_2 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254fn;
/** The counter is one byte, and neither 0 nor 255. One in four billion keys needs a second try. */
const COUNTER_MAX = 254;

/** A SEC 1 private key on P-256 without its public half, around the 32 bytes of the number. */
const SEC1_HEAD = Buffer.from("30310201010420", "hex");
const SEC1_TAIL = Buffer.from("a00a06082a8648ce3d030107", "hex");

/**
 * Derives the key pair of Signature Version 4A, the same for every date, region and service: candidates come from the
 * counter-mode KDF of NIST SP 800-108 with HMAC-SHA-256, and become a key as FIPS 186-4, B.4.2 "by testing candidates"
 * says. Costs about 0.2 ms; verifying with it, 0.1 ms.
 * @param secret The key `AWS4A` followed by the secret access key.
 */
export function deriveEcdsaKeys(secret: KeyObject, accessKeyId: string): EcdsaKeys {
  for (let counter = 1; counter <= COUNTER_MAX; counter++) {
    const candidate = BigInt(
      `0x${createHmac("sha256", secret).update(kdfInput(accessKeyId, counter)).digest("hex")}`,
    );
    if (candidate <= ORDER_MINUS_2) return keysOf(candidate + 1n);
  }
  assertThat(false, "a counter in 254 gives a key");
}

/** `1 ‖ label ‖ 0 ‖ access key id ‖ counter ‖ 256`, the numbers of four bytes but for the counter, which has one. */
const kdfInput = (accessKeyId: string, counter: number): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 1]),
    Buffer.from(`${ALGORITHM_4A}\0${accessKeyId}`),
    Buffer.from([counter, 0, 0, 1, 0]),
  ]);

function keysOf(number: bigint): EcdsaKeys {
  const bytes = Buffer.from(number.toString(16).padStart(64, "0"), "hex");
  const key = Buffer.concat([SEC1_HEAD, bytes, SEC1_TAIL]);
  const privateKey = createPrivateKey({ key, format: "der", type: "sec1" });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
