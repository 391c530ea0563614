import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseS3Address } from "./s3-address.ts";

const cases: readonly (readonly [host: string, path: string, bucket: string | undefined, rest: string])[] = [
  ["localhost:4566", "/", undefined, "/"],
  ["localhost:4566", "/b", "b", "/"],
  ["localhost:4566", "/b/k/l", "b", "/k/l"],
  ["127.0.0.1:4566", "/b/k", "b", "/k"],
  ["[::1]:4566", "/b/k", "b", "/k"],
  ["", "/b/k", "b", "/k"],
  ["s3.localhost:4566", "/b/k", "b", "/k"],
  ["s3.eu-west-1.amazonaws.com", "/b//k", "b", "//k"],
  ["b.localhost:4566", "/k", "b", "/k"],
  ["b.s3.localhost", "/k", "b", "/k"],
  ["my.dotted.bucket.s3.eu-west-1.amazonaws.com", "/k", "my.dotted.bucket", "/k"],
  ["b.s3-eu-west-1.amazonaws.com", "/", "b", "/"],
  ["b.s3.dualstack.us-gov-west-1.amazonaws.com", "/", "b", "/"],
  ["B.S3.Localhost", "/k", "b", "/k"],
  ["b.storage.example.com", "/k", "b", "/k"],
  ["b.elsewhere.example.com", "/k", "k", "/"],
  ["lambda.us-east-1.amazonaws.com", "/b/k", "b", "/k"],
];

describe("tells the bucket by host or path", () => {
  for (const [host, path, bucket, rest] of cases) {
    test(`${host}${path}`, () => {
      assert.deepEqual(parseS3Address(host, path, ["storage.example.com"]), { bucket, path: rest });
    });
  }
});
