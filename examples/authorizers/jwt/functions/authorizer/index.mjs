import { createIntrospector } from "./introspection.mjs";
import { isJwt, verifyJwt } from "./jwt.mjs";
import { createKeySet } from "./key-set.mjs";
import { policyFor } from "./policy.mjs";
import { TokenRefused } from "./token-refused.mjs";

const { env } = process;
const expected = {
  issuer: env.ISSUER,
  audience: env.AUDIENCE,
  algorithm: env.ALGORITHM,
  tokenUse: env.TOKEN_USE,
};
const grants = JSON.parse(env.GRANTS);
// Outside the handler: a warm function keeps the keys that it fetched.
const keySet = createKeySet({ uri: env.JWKS_URI });
const introspect = env.INTROSPECTION_URI
  ? createIntrospector({
      uri: env.INTROSPECTION_URI,
      clientId: env.INTROSPECTION_CLIENT_ID,
      clientSecret: env.INTROSPECTION_CLIENT_SECRET,
    })
  : undefined;

/**
 * A Lambda authorizer of type TOKEN. A token that is not accepted ends in the error "Unauthorized", which API Gateway
 * answers with 401; an issuer that cannot be asked ends in another error, answered with 500: nobody is let in.
 */
export async function handler({ authorizationToken, methodArn }) {
  try {
    const token = /^Bearer (\S+)$/i.exec(authorizationToken)?.[1];
    if (!token) throw new TokenRefused("not a bearer token");
    const claims = await readClaims(token, Math.floor(Date.now() / 1000));
    return policyFor(claims, methodArn, grants);
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    // For the operator. The token itself is never logged.
    console.log(`refused: ${error.message}`);
    throw new Error("Unauthorized");
  }
}

function readClaims(token, nowS) {
  if (isJwt(token)) return verifyJwt(token, expected, (kid) => keySet.find(kid), nowS);
  if (introspect) return introspect(token, expected, nowS);
  throw new TokenRefused("not a JWT");
}
