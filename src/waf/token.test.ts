import assert from "node:assert/strict";
import { test } from "node:test";
import { sketchRequest } from "./request.fixture.ts";
import { TokenAuthority, type TokenClaims, type TokenDemand } from "./token.ts";

const NOW_S = 1_700_000_000;
const authority = new TokenAuthority(Buffer.alloc(32, 1));
const stranger = new TokenAuthority(Buffer.alloc(32, 2));
const CLAIMS: TokenClaims = { id: "client", domain: "shop.example.com", captchaSolvedAtEpochS: NOW_S - 10 };

function verify(
  token: string | undefined,
  demand: Partial<TokenDemand> = {},
  host = "shop.example.com:4566",
) {
  const headers: [string, string][] = [["Host", host]];
  if (token !== undefined) headers.push(["X-Aws-Waf-Token", token]);
  const full = { action: "CAPTCHA", immunityS: 300, tokenDomains: [], ...demand } as const;
  return authority.verify(sketchRequest({ headers }), full, NOW_S * 1000);
}

test("a token's claims come back from its authority only", () => {
  const token = authority.issue(CLAIMS);
  assert.deepEqual(authority.read(token), CLAIMS);
  assert.equal(stranger.read(token), undefined);
});

test("a token is accepted, or refused with the reason", () => {
  const token = authority.issue(CLAIMS);
  const [payload, signature] = token.split(".");
  const forged = Buffer.from(JSON.stringify({ ...CLAIMS, captchaSolvedAtEpochS: NOW_S })).toString(
    "base64url",
  );
  const rows: readonly (readonly [string, ReturnType<typeof verify>, string | undefined])[] = [
    ["accepted", verify(token), undefined],
    ["missing", verify(undefined), "TOKEN_MISSING"],
    ["another key", verify(stranger.issue(CLAIMS)), "TOKEN_INVALID"],
    ["changed claims", verify(`${forged}.${signature}`), "TOKEN_INVALID"],
    ["no signature", verify(`${payload}.`), "TOKEN_INVALID"],
    ["a part too many", verify(`${token}.x`), "TOKEN_INVALID"],
    ["too long", verify(`${token}${"A".repeat(5000)}`), "TOKEN_INVALID"],
    ["too old", verify(token, { immunityS: 9 }), "TOKEN_EXPIRED"],
    [
      "from the future",
      verify(authority.issue({ ...CLAIMS, captchaSolvedAtEpochS: NOW_S + 61 })),
      "TOKEN_EXPIRED",
    ],
    ["no challenge solved", verify(token, { action: "CHALLENGE" }), "TOKEN_MISSING"],
    ["another host", verify(token, {}, "evil.example.com"), "TOKEN_DOMAIN_MISMATCH"],
    ["a listed domain", verify(token, { tokenDomains: ["example.com"] }, "api.other.net"), undefined],
    [
      "a domain that only ends alike",
      verify(token, { tokenDomains: ["le.com"] }, "api.other.net"),
      "TOKEN_DOMAIN_MISMATCH",
    ],
  ];
  for (const [name, { failureReason, responseCode }, expected] of rows) {
    assert.equal(failureReason, expected, name);
    assert.equal(responseCode === 0, expected === undefined, name);
  }
});

test("a token is found in its cookie", () => {
  const headers = [
    ["Host", "shop.example.com"],
    ["Cookie", `a=b; aws-waf-token=${authority.issue(CLAIMS)}`],
  ] as const;
  const demand = { action: "CAPTCHA", immunityS: 300, tokenDomains: [] } as const;
  assert.equal(authority.verify(sketchRequest({ headers }), demand, NOW_S * 1000).responseCode, 0);
});

test("a key must be long enough", () => {
  assert.throws(() => new TokenAuthority(Buffer.alloc(31)), RangeError);
});
