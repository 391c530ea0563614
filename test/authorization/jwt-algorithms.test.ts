import assert from "node:assert/strict";
import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, test } from "node:test";
import { root } from "../running-server.ts";

/** Every algorithm that the JWT example can be set to, with a key that fits and with keys that do not. */

interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithm: string;
  readonly tokenUse?: string;
}
type Verify = (
  token: string,
  expected: Expected,
  findKey: (kid: unknown) => Promise<KeyObject | undefined>,
  nowS: number,
) => Promise<{ readonly sub: string }>;
const { verifyJwt } = (await import(`${root}/examples/authorizers/jwt/functions/authorizer/jwt.mjs`)) as {
  readonly verifyJwt: Verify;
};

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const smallRsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve });
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const ecdsa = { dsaEncoding: "ieee-p1363" } as const;

const algorithms: readonly [name: string, hash: string | null, pair: typeof rsa, options?: object][] = [
  ["RS256", "sha256", rsa],
  ["RS384", "sha384", rsa],
  ["RS512", "sha512", rsa],
  ["PS256", "sha256", rsa, pss],
  ["PS384", "sha384", rsa, pss],
  ["PS512", "sha512", rsa, pss],
  ["ES256", "sha256", ec("P-256"), ecdsa],
  ["ES384", "sha384", ec("P-384"), ecdsa],
  ["ES512", "sha512", ec("P-521"), ecdsa],
  ["EdDSA", null, generateKeyPairSync("ed25519")],
];

const nowS = 1_000_000;
const claims = { iss: "i", aud: "a", sub: "ann", exp: nowS + 60, token_use: "access" };
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function token(alg: string, hash: string | null, key: KeyObject, options: object = {}): string {
  const signed = `${encode({ alg, kid: "k" })}.${encode(claims)}`;
  return `${signed}.${sign(hash, Buffer.from(signed), { key, ...options }).toString("base64url")}`;
}

const verify = (text: string, algorithm: string, key: KeyObject, tokenUse = "access") =>
  verifyJwt(text, { issuer: "i", audience: "a", algorithm, tokenUse }, async () => key, nowS);

describe("algorithms of the JWT example", () => {
  for (const [name, hash, { privateKey, publicKey }, options] of algorithms) {
    test(`${name} verifies, with its own kind of key and where it is the one that was chosen`, async () => {
      const good = token(name, hash, privateKey, options);
      assert.equal((await verify(good, name, publicKey)).sub, "ann");
      for (const [other, , pair] of algorithms) {
        if (other === name) continue;
        await assert.rejects(verify(good, other, publicKey), { name: "TokenRefused" });
        if (pair.publicKey.equals(publicKey)) continue;
        await assert.rejects(verify(good, name, pair.publicKey), { name: "TokenRefused" });
      }
    });
  }

  test("a key that is too small does not count", async () => {
    const weak = token("RS256", "sha256", smallRsa.privateKey);
    await assert.rejects(verify(weak, "RS256", smallRsa.publicKey), /does not fit/);
  });

  test("symmetric algorithms cannot be chosen", async () => {
    await assert.rejects(
      verify(token("HS256", "sha256", rsa.privateKey), "HS256", rsa.publicKey),
      /not supported/,
    );
  });

  test("a token for another use is refused: an ID token is no access token", async () => {
    const good = token("RS256", "sha256", rsa.privateKey);
    await assert.rejects(verify(good, "RS256", rsa.publicKey, "id"), /another use/);
  });

  test("without an issuer and an audience to expect, nobody is let in", async () => {
    const good = token("RS256", "sha256", rsa.privateKey);
    const unset = { issuer: "", audience: "", algorithm: "RS256" };
    await assert.rejects(
      verifyJwt(good, unset, async () => rsa.publicKey, nowS),
      /not configured/,
    );
  });
});
