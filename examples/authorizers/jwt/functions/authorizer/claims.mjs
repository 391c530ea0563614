import { TokenRefused } from "./token-refused.mjs";

/** How far the issuer's clock may be off, in seconds. */
const LEEWAY_S = 30;

/**
 * Checks who issued a token, for whom, for what and when. `expected.tokenUse` may be empty; issuer and audience may not.
 * Throws {@link TokenRefused}. Source: RFC 7519, section 4.1.
 */
export function checkClaims(claims, { issuer, audience, tokenUse }, nowS) {
  if (!issuer || !audience) throw new Error("the issuer and the audience are not configured");
  if (claims.iss !== issuer) throw new TokenRefused("from another issuer");
  if (![claims.aud].flat().includes(audience)) throw new TokenRefused("for another audience");
  if (tokenUse && claims.token_use !== tokenUse) throw new TokenRefused("for another use");
  if (typeof claims.sub !== "string" || claims.sub === "") throw new TokenRefused("about nobody");
  checkTimes(claims, nowS);
}

/** `exp` is required: a token without an end would be good for ever. */
export function checkTimes({ exp, nbf }, nowS) {
  if (typeof exp !== "number" || !Number.isFinite(exp)) throw new TokenRefused("without an end");
  if (nowS >= exp + LEEWAY_S) throw new TokenRefused("expired");
  if (nbf === undefined) return;
  if (typeof nbf !== "number" || nowS < nbf - LEEWAY_S) throw new TokenRefused("not valid yet");
}
