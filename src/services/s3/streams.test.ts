import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { parseAuthorization } from "../../aws/sigv4/parse-authorization.ts";
import { signRequest } from "../../aws/sigv4/sign.ts";
import { signRequest4a } from "../../aws/sigv4/sign-4a.fixture.ts";
import { ChunkSigner } from "../../aws/sigv4/sign-chunks.fixture.ts";
import { SigningSecret } from "../../aws/sigv4/signing-secret.ts";
import { type S3World, s3World } from "./s3.fixture.ts";

const Bucket = "streams";

describe("S3 uploads that are not what was signed", () => {
  let world: S3World;
  before(async () => {
    world = await s3World();
    await world.root.send(new CreateBucketCommand({ Bucket }));
  });
  after(() => world.stop());

  /** Starts a PUT of /streams/KEY whose X-Amz-Content-Sha256 is `payload`. */
  function startPut(key: string, payload: string, headers: readonly string[], contentLength: number) {
    const { host, port } = new URL(world.endpoint);
    const signed = signRequest(
      { method: "PUT", path: `/${Bucket}/${key}`, rawQuery: "", rawHeaders: ["Host", host, ...headers] },
      payload,
      {
        accessKeyId: "AKIAROOT",
        secret: new SigningSecret("root-secret"),
        region: "us-east-1",
        service: "s3",
        nowMs: Date.now(),
      },
    );
    const put = request({ host: "127.0.0.1", port, method: "PUT", path: signed.path });
    for (let i = 0; i < signed.rawHeaders.length; i += 2)
      put.setHeader(signed.rawHeaders[i]!, signed.rawHeaders[i + 1]!);
    put.setHeader("Content-Length", contentLength);
    return put;
  }

  async function answer(put: ReturnType<typeof startPut>, body: string): Promise<readonly [number, string]> {
    const answered = new Promise<readonly [number, string]>((resolve, reject) => {
      put.on("response", (response) => {
        text(response).then(
          (xml) => resolve([response.statusCode!, /<Code>(\w+)/.exec(xml)?.[1] ?? ""]),
          reject,
        );
      });
      put.on("error", reject);
    });
    put.end(body);
    return answered;
  }

  const exists = (Key: string): Promise<boolean> =>
    world.root.send(new HeadObjectCommand({ Bucket, Key })).then(
      () => true,
      () => false,
    );

  it("are answered and leave nothing", async () => {
    const blobs = await world.blobCount();
    const content = "x".repeat(300_000);
    const other = `${content.slice(1)}y`;
    const whole = startPut("whole", hash("sha256", content), [], content.length);
    assert.deepEqual(await answer(whole, other), [400, "XAmzContentSHA256Mismatch"]);
    const chunk = `493e0;chunk-signature=${"0".repeat(64)}\r\n${content}\r\n0;chunk-signature=${"0".repeat(64)}\r\n\r\n`;
    const headers = ["X-Amz-Decoded-Content-Length", `${content.length}`, "Content-Encoding", "aws-chunked"];
    const chunked = startPut("chunked", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", headers, chunk.length);
    assert.deepEqual(await answer(chunked, chunk), [403, "SignatureDoesNotMatch"]);
    const junk = `no chunk\r\n${"x".repeat(3_000_000)}`;
    const early = startPut("early", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", headers, junk.length);
    assert.deepEqual(await answer(early, junk), [400, "InvalidChunkSizeError"]);
    assert.deepEqual([await exists("whole"), await exists("chunked")], [false, false]);
    assert.equal(await world.blobCount(), blobs);
  });

  it("are read to their end when Signature Version 4A signs every chunk, and refused when one was changed", async () => {
    const { host, port } = new URL(world.endpoint);
    const secret = new SigningSecret("root-secret");
    const content = "x".repeat(9_000);
    const upload = async (key: string, change: (body: string) => string) => {
      const unsigned = {
        method: "PUT",
        path: `/${Bucket}/${key}`,
        rawQuery: "",
        rawHeaders: ["Host", host, "X-Amz-Decoded-Content-Length", `${content.length}`],
      };
      const request4a = signRequest4a(unsigned, "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", {
        ...{ accessKeyId: "AKIAROOT", secret, regionSet: "*", service: "s3", nowMs: Date.now() },
      });
      const signed = parseAuthorization(request4a);
      assert.ok(signed.kind === "signed");
      const signer = new ChunkSigner(signed, secret);
      const put = request({
        ...{ host: "127.0.0.1", port, method: "PUT", path: signed.request.path },
        headers: request4a.rawHeaders,
      });
      return answer(put, change(signer.chunk(content) + signer.chunk("")));
    };
    assert.deepEqual(await upload("whole-4a", (body) => body), [200, ""]);
    const stored = await world.root.send(new GetObjectCommand({ Bucket, Key: "whole-4a" }));
    assert.equal(await stored.Body?.transformToString(), content);
    const changed = await upload("changed-4a", (body) => body.replace("\r\nx", "\r\ny"));
    assert.deepEqual(changed, [403, "SignatureDoesNotMatch"]);
    assert.equal(await exists("changed-4a"), false);
  });

  it("are forgotten when the client goes away half-way", async () => {
    const blobs = await world.blobCount();
    const put = startPut("cut", "UNSIGNED-PAYLOAD", [], 100_000);
    put.on("error", () => {});
    put.write("x".repeat(50_000));
    await delay(50);
    put.destroy();
    await delay(50);
    assert.equal(await exists("cut"), false);
    assert.equal(await world.blobCount(), blobs);
  });
});
