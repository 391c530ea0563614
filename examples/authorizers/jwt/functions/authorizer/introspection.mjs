import { checkTimes } from "./claims.mjs";
import { fetchJson } from "./fetch-json.mjs";
import { TokenRefused } from "./token-refused.mjs";

const TOKEN_CHARACTERS_MAX = 8_192;

/**
 * Asks the issuer about opaque tokens (RFC 7662). Returns the claims of a token that is active and for us.
 * The issuer may leave `iss` and `aud` out; what it says must fit.
 */
export function createIntrospector({ uri, clientId, clientSecret, fetchDocument = fetchJson }) {
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(":");
  const headers = {
    Authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
    "Content-Type": "application/x-www-form-urlencoded",
    Accept: "application/json",
  };
  return async (token, { issuer, audience }, nowS) => {
    if (token.length > TOKEN_CHARACTERS_MAX) throw new TokenRefused("too long");
    const body = new URLSearchParams({ token, token_type_hint: "access_token" });
    const claims = await fetchDocument(uri, { method: "POST", headers, body });
    if (claims?.active !== true) throw new TokenRefused("not active");
    if (claims.iss !== undefined && claims.iss !== issuer) throw new TokenRefused("from another issuer");
    if (claims.aud !== undefined && ![claims.aud].flat().includes(audience)) {
      throw new TokenRefused("for another audience");
    }
    if (typeof claims.sub !== "string" || claims.sub === "") throw new TokenRefused("about nobody");
    checkTimes(claims, nowS);
    return claims;
  };
}
