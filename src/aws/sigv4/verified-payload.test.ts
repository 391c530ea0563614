import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, it } from "node:test";
import { AwsError } from "../aws-error.ts";
import { type ChecksumAlgorithm, createChecksum } from "../checksum/checksum.ts";
import { ChunkSignatures } from "./chunk-signatures.ts";
import { ChunkVerifier } from "./chunk-verifier.ts";
import { parseAuthorization } from "./parse-authorization.ts";
import { PayloadRefusedError } from "./payload-refused-error.ts";
import { signRequest } from "./sign.ts";
import { ChunkSigner } from "./sign-chunks.fixture.ts";
import { SigningSecret } from "./signing-secret.ts";
import { verifiedPayload } from "./verified-payload.ts";
import { type VerifiedSignature, verifySignature } from "./verify-signature.ts";

const NOW_MS = Date.UTC(2013, 4, 24);
const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
const signing = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secret,
  region: "us-east-1",
  service: "s3",
  nowMs: NOW_MS,
};

/** A verified PUT whose body is announced by `payload` and these further headers. */
function verifiedPut(payload: string, headers: readonly string[] = []): VerifiedSignature {
  const request = {
    method: "PUT",
    path: "/bucket/key",
    rawQuery: "",
    rawHeaders: ["Host", "localhost", ...headers],
  };
  const signed = parseAuthorization(signRequest(request, payload, signing));
  assert.ok(signed.kind === "signed", JSON.stringify(signed));
  const verdict = verifySignature(signed, "streamed", secret, { service: "s3" }, NOW_MS);
  assert.ok(verdict.kind === "verified");
  return verdict;
}

/** Reads the body, cut into pieces of `pieceBytes`. */
async function read(verified: VerifiedSignature, body: string | Buffer, pieceBytes = 7): Promise<string> {
  const whole = Buffer.from(body);
  const pieces = Array.from({ length: Math.ceil(whole.length / pieceBytes) }, (_, i) =>
    whole.subarray(i * pieceBytes, (i + 1) * pieceBytes),
  );
  return (await buffer(verifiedPayload(verified, Readable.from(pieces)))).toString();
}

/** The chunks of `parts`, each signed after the one before. */
function signChunks({ signed }: VerifiedSignature, parts: readonly string[]): string[] {
  const signer = new ChunkSigner(signed, secret);
  return parts.map((data) => signer.chunk(data));
}

const refusedWith = (code: string) => (error: unknown) => {
  assert.ok(error instanceof PayloadRefusedError && error instanceof AwsError, String(error));
  assert.equal(error.refusal.code, code);
  return true;
};

const base64Of = (algorithm: ChecksumAlgorithm, text: string): string => {
  const checksum = createChecksum(algorithm);
  checksum.update(Buffer.from(text));
  return checksum.digest().toString("base64");
};

describe("a body whose hash was declared", () => {
  it("passes when it has that hash and fails when not", async () => {
    const verified = verifiedPut(hash("sha256", "content"));
    assert.equal(await read(verified, "content"), "content");
    await assert.rejects(read(verified, "Content"), refusedWith("payload_hash_mismatch"));
    await assert.rejects(read(verified, "conten"), refusedWith("payload_hash_mismatch"));
  });

  it("passes unread when it is unsigned", async () => {
    assert.equal(await read(verifiedPut("UNSIGNED-PAYLOAD"), "anything"), "anything");
  });
});

describe("a body in signed chunks", () => {
  const mode = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  const verified = verifiedPut(mode, ["X-Amz-Decoded-Content-Length", "10"]);
  const parts = ["hello", "world", ""];
  const chunks = signChunks(verified, parts);
  const [first, second, last] = chunks as [string, string, string];

  it("is decoded, however the network cut it", async () => {
    for (const pieceBytes of [1, 2, 50, 1000]) {
      assert.equal(await read(verified, chunks.join(""), pieceBytes), "helloworld");
    }
  });

  const attacks: readonly (readonly [what: string, body: string, code: string])[] = [
    ["a changed byte", chunks.join("").replace("world", "w0rld"), "chunk_signature_mismatch"],
    ["two chunks in another order", second + first + last, "chunk_signature_mismatch"],
    ["a chunk left out", first + last, "chunk_signature_mismatch"],
    ["a chunk twice", first + first + last, "chunk_signature_mismatch"],
    ["the last chunk missing", first + second, "payload_incomplete"],
    ["the final line missing", chunks.join("").slice(0, -2), "payload_incomplete"],
    [
      "a chunk without its signature",
      chunks.join("").replace(/;chunk-signature=\w+/, ""),
      "chunk_signature_mismatch",
    ],
    [
      "a signature cut short",
      chunks.join("").replace(/(;chunk-signature=\w{63})\w/, "$1"),
      "chunk_malformed",
    ],
    ["bytes after the end", `${chunks.join("")}x`, "chunk_malformed"],
    ["a chunk longer than its size", chunks.join("").replace("hello", "hellooo"), "chunk_malformed"],
    ["more than was announced", first + second.replace("5;", "ffffffffff;"), "payload_incomplete"],
    ["a negative size", `-${first}`, "chunk_malformed"],
    ["a bare line feed", chunks.join("").replace("\r\n", "\n"), "chunk_malformed"],
    ["an endless line", "0".repeat(5000), "chunk_malformed"],
    [
      "a trailer nobody announced",
      `${chunks.join("").slice(0, -2)}x-amz-checksum-crc32:AAAAAA==\r\n\r\n`,
      "trailer_malformed",
    ],
    ["no body at all", "", "payload_incomplete"],
  ];
  for (const [what, body, code] of attacks) {
    it(`is refused with ${what}`, () => assert.rejects(read(verified, body), refusedWith(code)));
  }

  it("must be as long as announced", async () => {
    const longer = verifiedPut(mode, ["X-Amz-Decoded-Content-Length", "11"]);
    await assert.rejects(read(longer, signChunks(longer, parts).join("")), refusedWith("payload_incomplete"));
    assert.throws(
      () => verifiedPayload(verifiedPut(mode), Readable.from([])),
      refusedWith("payload_length_missing"),
    );
  });

  it("is given up at the head of a chunk that is too long, before its bytes come", () => {
    const options = { verified, signedBy: "AWS4-HMAC-SHA256", trailers: false, announced: [] } as const;
    const verifier = new ChunkVerifier({ ...options, decodedBytes: 10 }, () => {});
    assert.throws(() => verifier.chunkStart(11, ""), refusedWith("payload_incomplete"));
  });

  it("cannot be taken from another request", async () => {
    const other = verifiedPut(mode, ["X-Amz-Decoded-Content-Length", "10", "X-Amz-Acl", "private"]);
    await assert.rejects(read(other, chunks.join("")), refusedWith("chunk_signature_mismatch"));
  });
});

describe("a body with trailers", () => {
  for (const algorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const) {
    const name = `x-amz-checksum-${algorithm.toLowerCase()}`;
    const headers = ["X-Amz-Decoded-Content-Length", "5", "X-Amz-Trailer", name];
    const trailer = `${name}:${base64Of(algorithm, "hello")}\r\n`;
    const wrong = `${name}:${base64Of(algorithm, "other")}\r\n`;

    it(`verifies ${algorithm} of unsigned chunks`, async () => {
      const verified = verifiedPut("STREAMING-UNSIGNED-PAYLOAD-TRAILER", headers);
      assert.equal(await read(verified, `5\r\nhello\r\n0\r\n${trailer}\r\n`), "hello");
      await assert.rejects(
        read(verified, `5\r\nhello\r\n0\r\n${wrong}\r\n`),
        refusedWith("checksum_mismatch"),
      );
      await assert.rejects(read(verified, "5\r\nhello\r\n0\r\n\r\n"), refusedWith("trailer_malformed"));
      await assert.rejects(
        read(verified, `5\r\nhello\r\n0\r\n${trailer}${trailer}\r\n`),
        refusedWith("trailer_malformed"),
      );
    });

    it(`verifies ${algorithm} of signed chunks, and the trailers' signature`, async () => {
      const verified = verifiedPut("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", headers);
      const signer = new ChunkSigner(verified.signed, secret);
      const chunks = signer.chunk("hello") + signer.lastChunk();
      const end = `${signer.trailerSignature(trailer.replace("\r", ""))}\r\n`;
      assert.equal(await read(verified, chunks + trailer + end), "hello");
      const unsigned = read(verified, `${chunks}${trailer}\r\n`);
      await assert.rejects(unsigned, refusedWith("trailer_signature_mismatch"));
      const forged = end.replace(/:./, (start) => (start === ":0" ? ":1" : ":0"));
      await assert.rejects(
        read(verified, chunks + trailer + forged),
        refusedWith("trailer_signature_mismatch"),
      );
      await assert.rejects(read(verified, chunks + wrong + end), refusedWith("checksum_mismatch"));
    });
  }

  it("refuses what follows the trailers' signature", async () => {
    const name = "x-amz-checksum-crc32";
    const headers = ["X-Amz-Decoded-Content-Length", "5", "X-Amz-Trailer", name];
    const verified = verifiedPut("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", headers);
    const signer = new ChunkSigner(verified.signed, secret);
    const chunks = signer.chunk("hello") + signer.lastChunk();
    const trailer = `${name}:${base64Of("CRC32", "hello")}`;
    const signature = signer.trailerSignature(`${trailer}\n`);
    const late = read(verified, `${chunks}${signature}${trailer}\r\n\r\n`);
    await assert.rejects(late, refusedWith("trailer_malformed"));
  });

  it("refuses lines that end in a line feed alone", async () => {
    const name = "x-amz-checksum-crc32";
    const headers = ["X-Amz-Decoded-Content-Length", "5", "X-Amz-Trailer", name];
    const verified = verifiedPut("STREAMING-UNSIGNED-PAYLOAD-TRAILER", headers);
    const trailer = `${name}:${base64Of("CRC32", "hello")}\r\n\r\n`;
    const body = `5x\nhello\r\n0\r\n${trailer}`;
    await assert.rejects(read(verified, body), refusedWith("chunk_malformed"));
  });

  it("refuses a trailer that it cannot verify", () => {
    const headers = ["X-Amz-Decoded-Content-Length", "5", "X-Amz-Trailer", "x-amz-meta-evil"];
    const verified = verifiedPut("STREAMING-UNSIGNED-PAYLOAD-TRAILER", headers);
    assert.throws(() => verifiedPayload(verified, Readable.from([])), refusedWith("trailer_malformed"));
  });
});

const EXAMPLES = new URL("../../../../shared/reference/sigv4/s3-doc-examples.json", import.meta.url);
const skip = existsSync(EXAMPLES) ? false : "the S3 worked examples are not on this machine";

describe("the chunked upload of the S3 API Reference", { skip }, () => {
  it("verifies from the request's signature to the trailers'", async () => {
    const { chunked } = JSON.parse(readFileSync(EXAMPLES, "utf8"));
    const headers: Record<string, string> = chunked.request.headers;
    const names = Object.keys(headers).sort();
    const authorization =
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ` +
      `SignedHeaders=${names.join(";")}, Signature=${chunked.seedSignature}`;
    const rawHeaders = [...Object.entries(headers).flat(), "Authorization", authorization];
    const signed = parseAuthorization({ method: "PUT", path: chunked.request.uri, rawQuery: "", rawHeaders });
    assert.ok(signed.kind === "signed");
    const verified = verifySignature(
      signed,
      "streamed",
      secret,
      { service: "s3", region: "us-east-1" },
      NOW_MS,
    );
    assert.ok(verified.kind === "verified", JSON.stringify(verified));
    const body = [65_536, 1_024, 0]
      .map(
        (size, i) =>
          `${size.toString(16)};chunk-signature=${chunked.chunkSignatures[i]}\r\n${"a".repeat(size)}\r\n`,
      )
      .join("");
    assert.equal(Number(headers["content-length"]), body.length);
    assert.equal(await read(verified, body, 4096), "a".repeat(66_560));

    const chain = new ChunkSignatures(verified);
    for (const [i, size] of [65_536, 1_024, 0].entries()) {
      assert.ok(chain.chunkFits(chunked.chunkSignatures[i], hash("sha256", "a".repeat(size))));
    }
    const lines = Object.entries(chunked.trailer.headers).map(([name, value]) => `${name}:${value}\n`);
    assert.ok(chain.trailersFit(chunked.trailer.signature, lines.join("")));
  });
});
