import type { WafResponse } from "../../waf/decision.ts";
import type { Redemption, SolutionFault } from "../../waf/puzzles/puzzle-desk.ts";
import type { RequestInput } from "../../waf/request.ts";
import { TOKEN_COOKIE } from "../../waf/token.ts";
import type { Exchange } from "../exchange.ts";
import { type HttpResponse, noBody } from "../http-message.ts";
import type { StagePuzzles } from "../ports.ts";
import type { Reject, Respond } from "../stage.ts";
import { interstitialPage } from "./interstitial.ts";

/** No rule accepts a token for longer: the longest immunity time, in seconds. */
const COOKIE_MAX_AGE_S = 259_200;
/** A 405 may be kept by caches where nothing forbids it (RFC 9110, section 15.1). */
const notKept = ["Cache-Control", "no-store"];

/** The answer to a request that a CAPTCHA or Challenge rule stopped: a page for those who read HTML, else no body. */
export function puzzleResponse(
  { statusCode, headers, interstitial }: WafResponse,
  x: Exchange,
  input: RequestInput,
  puzzles: StagePuzzles | undefined,
): HttpResponse {
  const raw = [...headers.flatMap(({ name, value }) => [name, value]), ...notKept];
  if (!interstitial || !puzzles) return { status: statusCode, headers: raw, body: noBody };
  const page = interstitialPage(puzzles.issue(interstitial, input, x.receivedAtMs), x.requestId);
  return { status: statusCode, headers: [...raw, ...page.headers], body: page.body };
}

type SolutionRejection = "waf_solution_refused" | "waf_puzzle_expired" | "waf_piece_misplaced";

/** What the client is told apart: what it knows already, and so can do better. All else is `waf_solution_refused`. */
const TOLD: Readonly<Partial<Record<SolutionFault, SolutionRejection>>> = {
  "too late": "waf_puzzle_expired",
  "the piece is in the wrong place": "waf_piece_misplaced",
};

/** The answer to a request that brings a solution. It ends here, whatever it asks for. */
export function redemptionVerdict(redemption: Redemption): Respond | Reject<SolutionRejection> {
  if (redemption.kind === "refused") {
    return {
      kind: "reject",
      code: TOLD[redemption.fault] ?? "waf_solution_refused",
      detail: `the solution is refused: ${redemption.fault}`,
    };
  }
  const headers = ["Set-Cookie", tokenCookie(redemption), ...notKept];
  return {
    kind: "respond",
    response: { status: 204, headers, body: noBody },
    detail: "a token for a solved puzzle",
  };
}

/** Scripts have no need to read it, so they cannot. */
const tokenCookie = ({ token, cookieDomain }: Extract<Redemption, { kind: "token" }>): string =>
  [
    `${TOKEN_COOKIE}=${token}`,
    ...(cookieDomain === undefined ? [] : [`Domain=${cookieDomain}`]),
    ...["Path=/", `Max-Age=${COOKIE_MAX_AGE_S}`, "Secure", "HttpOnly", "SameSite=Lax"],
  ].join("; ");
