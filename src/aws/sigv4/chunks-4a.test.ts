import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, it } from "node:test";
import { createChecksum } from "../checksum/checksum.ts";
import { parseAuthorization } from "./parse-authorization.ts";
import { PayloadRefusedError } from "./payload-refused-error.ts";
import { signRequest4a } from "./sign-4a.fixture.ts";
import { ChunkSigner } from "./sign-chunks.fixture.ts";
import { SigningSecret } from "./signing-secret.ts";
import { verifiedPayload } from "./verified-payload.ts";
import { type VerifiedSignature, verifySignature } from "./verify-signature.ts";

const NOW_MS = Date.UTC(2013, 4, 24);
const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
const PLAIN = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD";
const WITH_TRAILERS = `${PLAIN}-TRAILER`;

/** A verified PUT of `bytes` bytes, signed for every region, whose body is to come in this mode. */
function verifiedPut(payload: string, bytes: number, headers: readonly string[] = []): VerifiedSignature {
  const rawHeaders = ["Host", "localhost", "X-Amz-Decoded-Content-Length", `${bytes}`, ...headers];
  const signed = parseAuthorization(
    signRequest4a({ method: "PUT", path: "/bucket/key", rawQuery: "", rawHeaders }, payload, {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secret,
      regionSet: "*",
      service: "s3",
      nowMs: NOW_MS,
    }),
  );
  assert.ok(signed.kind === "signed", JSON.stringify(signed));
  const verdict = verifySignature(signed, "streamed", secret, { service: "s3", region: "us-east-1" }, NOW_MS);
  assert.ok(verdict.kind === "verified");
  return verdict;
}

const read = async (verified: VerifiedSignature, body: string): Promise<string> =>
  (await buffer(verifiedPayload(verified, Readable.from([Buffer.from(body)])))).toString();

const refusedWith = (code: string) => (error: unknown) => {
  assert.ok(error instanceof PayloadRefusedError, String(error));
  assert.equal(error.refusal.code, code);
  return true;
};

describe("a body in chunks that Signature Version 4A signs", () => {
  const parts = ["a".repeat(8_192), "b".repeat(8_192), "end", ""];
  const contents = parts.join("");
  const verified = verifiedPut(PLAIN, contents.length);
  const signer = new ChunkSigner(verified.signed, secret);
  const [first, second, third, last] = parts.map((part) => signer.chunk(part)) as [
    string,
    string,
    string,
    string,
  ];
  const whole = first + second + third + last;
  const signatureOf = (chunk: string): string => /=([0-9a-f]+\**)/.exec(chunk)![1]!;

  it("is decoded", async () => assert.equal(await read(verified, whole), contents));

  const attacks: readonly (readonly [what: string, body: string, code: string])[] = [
    ["a changed byte", whole.replace("\r\nend", "\r\nEnd"), "chunk_signature_mismatch"],
    ["two chunks in another order", second + first + third + last, "chunk_signature_mismatch"],
    ["a chunk left out", first + third + last, "chunk_signature_mismatch"],
    ["a chunk twice", first + first + second + third + last, "chunk_signature_mismatch"],
    ["the last chunk missing", first + second + third, "payload_incomplete"],
    ["the final line missing", whole.slice(0, -2), "payload_incomplete"],
    [
      "a chunk without its signature",
      whole.replace(/;chunk-signature=[0-9a-f]+\**/, ""),
      "chunk_signature_mismatch",
    ],
    [
      "the signature of another chunk",
      whole.replace(signatureOf(first), signatureOf(second)),
      "chunk_signature_mismatch",
    ],
    [
      "the request's own signature",
      whole.replace(signatureOf(first), verified.signed.signature.padEnd(144, "*")),
      "chunk_signature_mismatch",
    ],
    ["a signature of padding", whole.replace(signatureOf(first), "*".repeat(144)), "chunk_malformed"],
    [
      "a signature in DER that is none",
      whole.replace(signatureOf(first), "30".repeat(72)),
      "chunk_signature_mismatch",
    ],
    ["an HMAC", whole.replace(signatureOf(first), "0".repeat(64)), "chunk_signature_mismatch"],
    ["bytes after the end", `${whole}x`, "chunk_malformed"],
  ];
  for (const [what, body, code] of attacks) {
    it(`is refused with ${what}`, () => assert.rejects(read(verified, body), refusedWith(code)));
  }

  it("cannot be taken from another request", async () => {
    const other = verifiedPut(PLAIN, contents.length, ["X-Amz-Acl", "private"]);
    await assert.rejects(read(other, whole), refusedWith("chunk_signature_mismatch"));
  });

  it("has no tiny chunks but the last, each of which would cost a verification", async () => {
    const tiny = verifiedPut(PLAIN, 2);
    const chain = new ChunkSigner(tiny.signed, secret);
    const body = chain.chunk("a") + chain.chunk("b") + chain.chunk("");
    await assert.rejects(read(tiny, body), refusedWith("chunk_malformed"));
  });
});

describe("trailers that Signature Version 4A signs", () => {
  const name = "x-amz-checksum-crc32";
  const verified = verifiedPut(WITH_TRAILERS, 5, ["X-Amz-Trailer", name]);
  const signer = new ChunkSigner(verified.signed, secret);
  const chunks = signer.chunk("hello") + signer.lastChunk();
  const checksum = createChecksum("CRC32");
  checksum.update(Buffer.from("hello"));
  const trailer = `${name}:${checksum.digest().toString("base64")}`;
  const signature = signer.trailerSignature(`${trailer}\n`);

  /** A right body whose last signature is shorter than the longest, as three in four are, padded with `padding`. */
  function paddedWith(padding: string): string {
    for (;;) {
      const chain = new ChunkSigner(verified.signed, secret);
      const start = chain.chunk("hello") + chain.lastChunk();
      const last = chain.trailerSignature(`${trailer}\n`);
      if (last.includes("*")) return `${start}${trailer}\r\n${last.replaceAll("*", padding)}\r\n`;
    }
  }

  it("are verified", async () => {
    assert.equal(await read(verified, `${chunks}${trailer}\r\n${signature}\r\n`), "hello");
  });

  it("are refused unsigned, with a signature from elsewhere, replaced or left out", async () => {
    const unsigned = read(verified, `${chunks}${trailer}\r\n\r\n`);
    await assert.rejects(unsigned, refusedWith("trailer_signature_mismatch"));
    const chunkSignature = /=([0-9a-f]+\**)/.exec(chunks)![1];
    const borrowed = read(
      verified,
      `${chunks}${trailer}\r\nx-amz-trailer-signature:${chunkSignature}\r\n\r\n`,
    );
    await assert.rejects(borrowed, refusedWith("trailer_signature_mismatch"));
    assert.equal(await read(verified, paddedWith("*")), "hello");
    await assert.rejects(read(verified, paddedWith("x")), refusedWith("trailer_signature_mismatch"));
    const other = verifiedPut(WITH_TRAILERS, 5, ["X-Amz-Trailer", name]);
    const chain = new ChunkSigner(other.signed, secret);
    const replaced = `${chain.chunk("hello")}${chain.lastChunk()}${trailer}\r\n${signature}\r\n`;
    await assert.rejects(read(other, replaced), refusedWith("trailer_signature_mismatch"));
    await assert.rejects(
      read(verified, `${chunks}${name}:AAAAAA==\r\n${signature}\r\n`),
      refusedWith("checksum_mismatch"),
    );
    await assert.rejects(read(verified, `${chunks}${signature}\r\n`), refusedWith("trailer_malformed"));
  });
});
