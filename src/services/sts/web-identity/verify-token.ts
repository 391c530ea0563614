import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
} from "jose";
import type { OidcProviderView } from "../../iam/port.ts";
import { expiredToken, idpCommunicationError, invalidIdentityToken } from "../errors.ts";
import type { KeySets } from "./key-sets.ts";

/**
 * Signatures that are accepted: of public keys alone, so that nobody can sign with what is published.
 * Source: IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM".
 */
const ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

const NOT_A_TOKEN = "The web identity token that was passed could not be validated.";

/** A token that is known to be the provider's own, made for one of its audiences, and in force. */
export interface VerifiedToken {
  readonly subject: string;
  /** The party that the token was made for: `azp` where it says so, else the one of `aud` that is known. */
  readonly audience: string;
  readonly claims: JWTPayload;
}

/** Whom a token says it is from. Proves nothing yet. Throws `InvalidIdentityToken`. */
export function readIssuer(token: string): string {
  const { iss } = reading(() => decodeJwt(token));
  if (typeof iss !== "string") throw invalidIdentityToken(NOT_A_TOKEN);
  return iss;
}

/**
 * Verifies a token of the provider. Keys come from the provider alone: those that a token brings along or points to
 * (`jwk`, `jku`, `x5c`, `x5u`) are never looked at, and `kid` is but a name to be compared.
 */
export async function verifyToken(
  token: string,
  provider: OidcProviderView,
  keySets: KeySets,
  nowMs: number,
): Promise<VerifiedToken> {
  const { kid } = reading(() => decodeProtectedHeader(token));
  const keySet = await keySets.find(provider, kid);
  if (!keySet) {
    throw idpCommunicationError(
      "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
  const claims = await verified(token, createLocalJWKSet(keySet), provider.url, nowMs);
  return {
    subject: claims.sub!,
    audience: requireAudience(claims, provider.clientIds),
    claims,
  };
}

async function verified(
  token: string,
  keys: ReturnType<typeof createLocalJWKSet>,
  issuer: string,
  nowMs: number,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer,
      currentDate: new Date(nowMs),
      requiredClaims: ["sub", "exp", "iat"],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw expiredToken("Token expired: the current time must be before the expiration of the token.");
    }
    // Whatever else is wrong with a token or with the provider's key is for its sender to find out.
    throw invalidIdentityToken(NOT_A_TOKEN);
  }
}

/** Source: OpenID Connect Core 1.0, section 2, "azp"; IAM User Guide, "Available keys for AWS OIDC federation". */
function requireAudience({ aud = [], azp }: JWTPayload, clientIds: readonly string[]): string {
  const parties = azp === undefined ? [aud].flat() : [azp];
  const audience = parties.find((party) => typeof party === "string" && clientIds.includes(party));
  if (typeof audience !== "string") throw invalidIdentityToken("Incorrect token audience");
  return audience;
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw invalidIdentityToken(NOT_A_TOKEN);
  }
}
