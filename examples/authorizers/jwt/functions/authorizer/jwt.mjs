import { constants, verify } from "node:crypto";
import { checkClaims } from "./claims.mjs";
import { TokenRefused } from "./token-refused.mjs";

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const ECDSA = { dsaEncoding: "ieee-p1363" };

/**
 * What each algorithm needs of a key, and how it is verified (RFC 7518, RFC 8037). Asymmetric ones only: with HS256 in
 * this table, the public key, which everyone knows, could be used as the secret.
 */
const algorithms = new Map([
  ["RS256", { hash: "sha256", keyType: "rsa" }],
  ["RS384", { hash: "sha384", keyType: "rsa" }],
  ["RS512", { hash: "sha512", keyType: "rsa" }],
  ["PS256", { hash: "sha256", keyType: "rsa", options: PSS }],
  ["PS384", { hash: "sha384", keyType: "rsa", options: PSS }],
  ["PS512", { hash: "sha512", keyType: "rsa", options: PSS }],
  ["ES256", { hash: "sha256", keyType: "ec", curve: "prime256v1", options: ECDSA }],
  ["ES384", { hash: "sha384", keyType: "ec", curve: "secp384r1", options: ECDSA }],
  ["ES512", { hash: "sha512", keyType: "ec", curve: "secp521r1", options: ECDSA }],
  ["EdDSA", { hash: null, keyType: "ed25519" }],
]);

const TOKEN_CHARACTERS_MAX = 8_192;
const PART = /^[A-Za-z0-9_-]+$/;
const RSA_BITS_MIN = 2_048;

/** Whether a token has a JWT's three parts. Anything else is opaque. */
export const isJwt = (token) => token.split(".").length === 3;

/**
 * The claims of a JWT, once its signature and its claims hold. `findKey` gives the issuer's public key of a `kid`.
 * Throws {@link TokenRefused}. Sources: RFC 7515, RFC 7519, RFC 8725.
 */
export async function verifyJwt(token, expected, findKey, nowS) {
  const [headerPart, claimsPart, signaturePart] = splitToken(token);
  const header = parsePart(headerPart, "header");
  const algorithm = algorithms.get(expected.algorithm);
  if (!algorithm) throw new Error(`the algorithm ${expected.algorithm} is not supported`);
  // The algorithm is ours to choose: a token that names another one is refused, "none" like any other.
  if (header.alg !== expected.algorithm) throw new TokenRefused("signed with another algorithm");
  // Extensions that must be understood, and are not.
  if (header.crit !== undefined) throw new TokenRefused("has critical extensions");
  // The key comes from the issuer alone. What the token itself brings (jwk, jku, x5c, x5u) is never looked at.
  const key = await findKey(header.kid);
  if (!key) throw new TokenRefused("signed with a key that the issuer does not publish");
  requireFit(key, algorithm);
  const signed = Buffer.from(`${headerPart}.${claimsPart}`);
  const signature = Buffer.from(signaturePart, "base64url");
  if (!verify(algorithm.hash, signed, { key, ...algorithm.options }, signature)) {
    throw new TokenRefused("the signature does not verify");
  }
  const claims = parsePart(claimsPart, "claims");
  checkClaims(claims, expected, nowS);
  return claims;
}

function splitToken(token) {
  if (token.length > TOKEN_CHARACTERS_MAX) throw new TokenRefused("too long");
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every((part) => PART.test(part))) throw new TokenRefused("not a JWT");
  return parts;
}

function parsePart(part, name) {
  let value;
  try {
    value = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    throw new TokenRefused(`the ${name} is not JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TokenRefused(`the ${name} is not an object`);
  }
  return value;
}

function requireFit(key, { keyType, curve }) {
  const details = key.asymmetricKeyDetails;
  const fits =
    key.asymmetricKeyType === keyType &&
    (curve === undefined || details.namedCurve === curve) &&
    (keyType !== "rsa" || details.modulusLength >= RSA_BITS_MIN);
  if (!fits) throw new TokenRefused("the key does not fit the algorithm");
}
