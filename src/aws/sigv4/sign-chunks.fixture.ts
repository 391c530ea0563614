import { hash, sign } from "node:crypto";
import { ALGORITHM_4A } from "./algorithm.ts";
import type { SignedRequest } from "./signed-request.ts";
import type { SigningSecret } from "./signing-secret.ts";

/** Signs the chunks of one request's body as a client does, by the algorithm that signed the request. */
export class ChunkSigner {
  readonly #signed: SignedRequest;
  readonly #secret: SigningSecret;
  #previous: string;

  constructor(signed: SignedRequest, secret: SigningSecret) {
    this.#signed = signed;
    this.#secret = secret;
    this.#previous = signed.signature;
  }

  /** The next chunk: `5;chunk-signature=…\r\nhello\r\n`. */
  chunk(data: string): string {
    const size = Buffer.byteLength(data).toString(16);
    const signature = this.#sign("PAYLOAD", `${hash("sha256", "")}\n${hash("sha256", data)}`);
    return `${size};chunk-signature=${signature}\r\n${data}\r\n`;
  }

  /** The last chunk, whose trailers and empty line are still to come. */
  lastChunk(): string {
    return this.chunk("").slice(0, -2);
  }

  /** The line that signs the trailers, given as `name:value\n` each. */
  trailerSignature(lines: string): string {
    return `x-amz-trailer-signature:${this.#sign("TRAILER", hash("sha256", lines))}\r\n`;
  }

  #sign(what: "PAYLOAD" | "TRAILER", hashes: string): string {
    const { algorithm, timestamp, scope, accessKeyId } = this.#signed;
    const text = `${algorithm}-${what}\n${timestamp}\n${scope.text}\n${this.#previous}\n${hashes}`;
    if (algorithm === ALGORITHM_4A) {
      const { privateKey } = this.#secret.ecdsaKeys(accessKeyId);
      this.#previous = sign("sha256", Buffer.from(text), privateKey).toString("hex");
      return this.#previous.padEnd(144, "*");
    }
    this.#previous = this.#secret.signingKey(scope).hmac.hex(text);
    return this.#previous;
  }
}
