import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { AwsError } from "./aws-error.ts";
import { bodyBytesMax, collectBody, plainBody } from "./body.ts";
import { findService } from "./catalogue.ts";
import { WireFault } from "./decode/wire-fault.ts";

test("a body of exactly the bound is read, one byte more is refused with 413", async () => {
  const body = () => Readable.from([Buffer.alloc(4), Buffer.alloc(4)]);
  assert.equal((await collectBody(body(), 8)).length, 8);
  await assert.rejects(
    collectBody(body(), 7),
    (error: unknown) => error instanceof AwsError && error.status === 413,
  );
});

test("a stream's own error passes through", async () => {
  const broken = new Error("payload is not what was signed");
  const body = new Readable({ read: () => body.destroy(broken) });
  await assert.rejects(collectBody(body, 8), broken);
});

test("Lambda takes an archive of 50 MB in base64, others ten megabytes", () => {
  assert.ok(bodyBytesMax(findService("lambda")!) > (50_000_000 * 4) / 3);
  assert.equal(bodyBytesMax(findService("kms")!), 10 * 1024 * 1024);
});

test("unfolds gzip, within a bound, and nothing else", () => {
  assert.equal(plainBody(gzipSync("a"), " GZIP ").toString(), "a");
  assert.equal(plainBody(Buffer.from("a"), undefined).toString(), "a");
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  assert.ok(bomb.length < 100_000);
  assert.throws(() => plainBody(bomb, "gzip"), WireFault);
  for (const encoding of ["gzip, gzip", "br", "deflate", "aws-chunked"]) {
    assert.throws(() => plainBody(gzipSync("a"), encoding), WireFault, encoding);
  }
});
