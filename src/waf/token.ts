import type { TokenResponse } from "./decision.ts";
import type { InspectedRequest } from "./request.ts";
import { SignedText } from "./signed-text.ts";

/** Where a client presents its token. Source: AWS WAF, token usage. */
export const TOKEN_COOKIE = "aws-waf-token";
export const TOKEN_HEADER = "x-aws-waf-token";

/** Longest token that is looked at, in characters. */
const TOKEN_CHARACTERS_MAX = 2048;
/** How far a timestamp may lie in the future, in seconds, for clocks of other nodes. */
const CLOCK_SKEW_S = 60;

/** What a token says about a client. */
export interface TokenClaims {
  /** Unique to the client. */
  readonly id: string;
  /** The host that the token was issued for, in lower case. */
  readonly domain: string;
  /** When the client last solved a puzzle, in seconds since the epoch; absent if never. */
  readonly captchaSolvedAtEpochS?: number;
  /** When the client last solved a challenge. */
  readonly challengeSolvedAtEpochS?: number;
}

/** What a rule with the action CAPTCHA or Challenge asks of a request's token. */
export interface TokenDemand {
  readonly action: "CAPTCHA" | "CHALLENGE";
  /** How long a solution counts, in seconds. */
  readonly immunityS: number;
  /** Domains whose tokens are accepted besides those of the request's own host. */
  readonly tokenDomains: readonly string[];
}

/** Verifies tokens. */
export interface TokenVerifier {
  /** The response code is 0 where the token is accepted. */
  verify(request: InspectedRequest, demand: TokenDemand, nowMs: number): TokenResponse;
}

/** Issues and verifies tokens. */
export class TokenAuthority implements TokenVerifier {
  readonly #tokens: SignedText<TokenClaims>;

  /** @param key At least 32 bytes. */
  constructor(key: Uint8Array) {
    this.#tokens = new SignedText(key, "token", TOKEN_CHARACTERS_MAX);
  }

  issue(claims: TokenClaims): string {
    return this.#tokens.write(claims);
  }

  /** The claims of a token that this authority signed; undefined for anything else. */
  read(token: string): TokenClaims | undefined {
    return this.#tokens.read(token);
  }

  verify(request: InspectedRequest, demand: TokenDemand, nowMs: number): TokenResponse {
    const presented = findToken(request);
    if (presented === undefined) return refuse(demand, "TOKEN_MISSING", 0);
    const claims = this.read(presented);
    if (!claims) return refuse(demand, "TOKEN_INVALID", 0);
    const solvedAtEpochS =
      (demand.action === "CAPTCHA" ? claims.captchaSolvedAtEpochS : claims.challengeSolvedAtEpochS) ?? 0;
    if (!isDomainAccepted(claims.domain, request, demand.tokenDomains)) {
      return refuse(demand, "TOKEN_DOMAIN_MISMATCH", solvedAtEpochS);
    }
    const ageS = nowMs / 1000 - solvedAtEpochS;
    if (solvedAtEpochS === 0) return refuse(demand, "TOKEN_MISSING", 0);
    if (ageS > demand.immunityS || ageS < -CLOCK_SKEW_S) {
      return refuse(demand, "TOKEN_EXPIRED", solvedAtEpochS);
    }
    return { responseCode: 0, solveTimestampEpochS: solvedAtEpochS };
  }
}

/** What a request that must be stopped is answered with: 405 for a puzzle, 202 for a challenge. */
export const refuse = (
  { action }: Pick<TokenDemand, "action">,
  failureReason: NonNullable<TokenResponse["failureReason"]>,
  solveTimestampEpochS: number,
): TokenResponse => ({
  responseCode: action === "CAPTCHA" ? 405 : 202,
  solveTimestampEpochS,
  failureReason,
});

/** The token that a request presents. */
export function findToken(request: InspectedRequest): string | undefined {
  const header = request.header(TOKEN_HEADER)[0];
  return header ?? request.cookies.pairs.find(([name]) => name === TOKEN_COOKIE)?.[1];
}

/** A token counts for the host it was issued for, and where its domain is listed or lies under one listed. */
function isDomainAccepted(
  domain: string,
  request: InspectedRequest,
  tokenDomains: readonly string[],
): boolean {
  const host = hostOf(request);
  return domain === host || tokenDomains.some((listed) => domain === listed || domain.endsWith(`.${listed}`));
}

/** The host that a request asks, in lower case, without a port. */
export const hostOf = (request: InspectedRequest): string =>
  (request.header("host")[0] ?? "").replace(/:\d+$/, "").toLowerCase();

/**
 * The domain of a host's tokens: the shortest of the host and those listed that it lies under. Example: for
 * `api.example.com`, with `example.com` listed, `example.com`. Source: AWS WAF, token domains.
 */
export const tokenDomainOf = (host: string, tokenDomains: readonly string[]): string =>
  tokenDomains
    .filter((listed) => host.endsWith(`.${listed}`))
    .reduce((shortest, listed) => (listed.length < shortest.length ? listed : shortest), host);
