import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsSecretValue, pathWithoutSecrets } from "./secret-values.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln";
const KEY = "wJalrXUtnFEMIAK7MDENGAbPxRfiCYEXAMPLEKE1";

test("secrets are told by their form", () => {
  const secrets = [
    ...[JWT, KEY, "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKE1"],
    ...[
      "http://ann:x@example.com",
      "amqp://ann:x/y@example.com",
      "https://x@example.com",
      "see http:/ann:x@h",
    ],
    ...[
      `ghp_${"a".repeat(36)}`,
      "sk_live_4eC39HqLyjWDarjt",
      "xoxb-1234567890-abc",
      "glpat-abcdefghij0123456789",
    ],
  ];
  for (const secret of secrets) assert.ok(holdsSecretValue(secret), secret);
  const plain = [
    ...[
      "da39a3ee5e6b4b0d3255bfef95601890afd80709",
      "a".repeat(40),
      `${KEY}x`,
      "eyJ",
      "AKIA",
      "ann@example.com",
    ],
    ...[
      "https://example.com/a:b",
      "https://unpkg.com/@scope/package",
      "b3b0c442-98fc-1c14-9afb-f4c8996fb924",
    ],
  ];
  for (const text of plain) assert.ok(!holdsSecretValue(text), text);
});

/** Paths, and what may be kept of them. */
const PATHS: readonly (readonly [string, string])[] = [
  ["/items/7", "/items/7"],
  [`/reset/${JWT}`, "/reset/…"],
  [`/a/${JWT}/b`, "/a/…/b"],
  [`/a/${encodeURIComponent(JWT).replaceAll(".", "%2E")}`, "/a/…"],
  [`/keys/${KEY}`, "/keys/…"],
  [`/a/${KEY.slice(0, 20)}%2F${KEY.slice(21)}`, "/a/…"],
  ["/a/AKIAIOSFODNN7EXAMPLE", "/a/…"],
  ["/reset-password/7d1f09", "/reset-password/…"],
  ["/token/S3CRET", "/token/…"],
  ["/%74oken/S3CRET", "/%74oken/…"],
  ["/oauth/token/refresh", "/oauth/token/refresh"],
  ["/auth/login", "/auth/login"],
  ["/go/http:/ann:S3CRET@example.com/x", "…"],
  ["/files/da39a3ee5e6b4b0d3255bfef95601890afd80709", "/files/da39a3ee5e6b4b0d3255bfef95601890afd80709"],
  ["/users/ann@example.com", "/users/ann@example.com"],
  ["/orders/b3b0c442-98fc-1c14-9afb-f4c8996fb924", "/orders/b3b0c442-98fc-1c14-9afb-f4c8996fb924"],
];
for (const [path, kept] of PATHS) {
  test(`what is kept of a path: ${path}`, () => assert.equal(pathWithoutSecrets(path), kept));
}
