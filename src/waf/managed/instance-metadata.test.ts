import assert from "node:assert/strict";
import { test } from "node:test";
import { findInstanceMetadata } from "./instance-metadata.ts";

const FOUND = [
  "http://169.254.169.254/latest/meta-data/",
  "http://2852039166/",
  "http://0xa9fea9fe/",
  "http://0xA9.0xFE.0xA9.0xFE/",
  "http://0251.0376.0251.0376/",
  "http://025177524776/",
  "http://169.16689662/",
  "http://169.254.43518/",
  "http://[::ffff:a9fe:a9fe]/",
  "http://[fd00:ec2::254]/",
  "http://169.254.170.2/v2/credentials",
  "http://100.100.100.200/latest/",
  "http://metadata.google.internal/computeMetadata/v1/",
  "x.169.254.169.254.nip.io",
];

for (const text of FOUND) test(`metadata service: ${text}`, () => assert.ok(findInstanceMetadata(text)));

const HARMLESS = [
  "169.254.1.1",
  "2852039167",
  "1.2.169.254.169",
  "call 0251 0376",
  "metadata of the latest user data",
  "0xa9fe",
  "1169.254.169.2",
];

for (const text of HARMLESS) {
  test(`no metadata service: ${text}`, () => assert.equal(findInstanceMetadata(text), undefined));
}
