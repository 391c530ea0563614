import type { WafDecision } from "../../waf/decision.ts";
import { DEFAULT_ACTION_ID } from "../../waf/terminating-rule.ts";
import { refuse, type TokenVerifier } from "../../waf/token.ts";
import { Certainty, type Doubt } from "./certainty.ts";
import { ChangeTally } from "./change-tally.ts";
import type { Recorded, RecordedRequest } from "./recorded-request.ts";
import { ReplayLimits } from "./replay-limits.ts";
import type { ChangeKind, ReplayReport, Verdict } from "./replay-report.ts";
import type { RunnableWebAcl } from "./runnable-web-acl.ts";
import { decider } from "./trial.ts";

/** Malformed places that are kept. */
const MALFORMED_SHOWN_MAX = 10;

/** Runs recorded requests through a web ACL, and notes what is decided otherwise than before. */
export class Replay {
  readonly #webAcl: RunnableWebAcl;
  readonly #against: RunnableWebAcl | undefined;
  readonly #fallbackMs: number;
  readonly #certainty: Certainty;
  readonly #otherCertainty: Certainty | undefined;
  readonly #tally = new ChangeTally();
  readonly #limits: ReplayLimits;
  readonly #malformed: { place: string; reason: string }[] = [];
  #malformedCount = 0;
  #requests = 0;

  /**
   * @param against The web ACL to compare with; undefined compares with what the log says was decided.
   * @param nowMs The time of requests whose recording does not tell it.
   */
  constructor(webAcl: RunnableWebAcl, against: RunnableWebAcl | undefined, nowMs: number) {
    this.#webAcl = webAcl;
    this.#against = against;
    this.#fallbackMs = nowMs;
    this.#certainty = new Certainty(webAcl);
    this.#otherCertainty = against && new Certainty(against);
    const certainties = [this.#certainty, ...(this.#otherCertainty ? [this.#otherCertainty] : [])];
    this.#limits = new ReplayLimits(certainties.map(({ lookedAt }) => lookedAt));
  }

  /** Requests and malformed places so far. */
  get count(): number {
    return this.#requests + this.#malformedCount;
  }

  add(recorded: Recorded): void {
    if (recorded.kind === "request") {
      this.#requests += 1;
      this.#replay(recorded.request);
      return;
    }
    const { place, reason, count = 1 } = recorded;
    this.#malformedCount += count;
    if (this.#malformed.length < MALFORMED_SHOWN_MAX) this.#malformed.push({ place, reason });
  }

  report(): ReplayReport {
    const against = this.#against;
    return {
      webAcl: nameOf(this.#webAcl),
      comparedWith: against ? `web ACL ${nameOf(against)}` : "what the recording says was decided",
      requests: this.#requests,
      unchanged: this.#requests - this.#tally.total,
      counts: this.#tally.counts,
      changes: this.#tally.list(),
      malformed: { count: this.#malformedCount, first: this.#malformed },
      warnings: this.#limits.warnings([this.#webAcl, ...(against ? [against] : [])]),
    };
  }

  #replay(request: RecordedRequest): void {
    this.#limits.note(request);
    // Rate-based rules count by the time at which a request arrived.
    const asked = { nowMs: request.timestampMs ?? this.#fallbackMs, tokens: this.#tokensOf(request) };
    const decision = this.#webAcl.inspect(request.input, asked);
    const after = verdictOf(decision);
    const other = this.#against?.inspect(request.input, asked);
    const before = other ? verdictOf(other) : (request.logged ?? LET_IN);
    const kind = changeOf(before, after);
    const doubt =
      this.#skipped(decision, other, kind) ?? (kind && this.#doubtOf(request, before, decision, other));
    if (doubt) this.#tally.add({ kind: "cannot be told", request, before, after, decision, doubt });
    else if (kind) this.#tally.add({ kind, request, before, after, decision });
  }

  /** A rule that was left out. One that both web ACLs leave out makes no difference where they agree. */
  #skipped(
    decision: WafDecision,
    other: WafDecision | undefined,
    kind: ChangeKind | undefined,
  ): Doubt | undefined {
    if (!other) return this.#certainty.unevaluated(decision);
    return kind && (this.#certainty.unevaluated(decision) ?? this.#otherCertainty?.unevaluated(other));
  }

  /**
   * Why a difference cannot be told: for what is not recorded, a rule that decided in either web ACL may not have, or
   * one that stopped the request before may still do so.
   */
  #doubtOf(
    request: RecordedRequest,
    before: Verdict,
    decision: WafDecision,
    other: WafDecision | undefined,
  ): Doubt | undefined {
    const own = this.#certainty.ofDecision(decision, request.missing);
    if (own) return own;
    if (other) {
      const against = this.#otherCertainty?.ofDecision(other, request.missing);
      if (against) return against;
    }
    const isLetIn = before.action !== "ALLOW" && decision.action === "ALLOW";
    return isLetIn ? this.#certainty.ofRule(before.rule, request) : undefined;
  }

  /** A token is as good as it was then; one that no rule asked for is not known. */
  #tokensOf({ acceptedTokens }: RecordedRequest): TokenVerifier {
    return {
      verify: (_request, demand) => {
        if (acceptedTokens?.has(demand.action)) return { responseCode: 0, solveTimestampEpochS: 0 };
        this.#limits.noteToken();
        return refuse(demand, "TOKEN_MISSING", 0);
      },
    };
  }
}

/** What is in a recording of a browser or a proxy was let in. */
const LET_IN: Verdict = { action: "ALLOW", rule: DEFAULT_ACTION_ID };

const nameOf = ({ name, origin }: RunnableWebAcl): string => `${name} of ${origin}`;

function verdictOf(decision: WafDecision): Verdict {
  const { action, response } = decision;
  return { action, rule: decider(decision), ...(response && { status: response.statusCode }) };
}

function changeOf(before: Verdict, after: Verdict): ChangeKind | undefined {
  if (before.action === "ALLOW") return after.action === "ALLOW" ? undefined : "newly blocked";
  if (after.action === "ALLOW") return "newly let in";
  const sameStatus = before.status === undefined || before.status === after.status;
  return before.action === after.action && sameStatus ? undefined : "answered differently";
}
