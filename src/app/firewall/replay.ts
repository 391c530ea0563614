import type { WafDecision } from "../../waf/decision.ts";
import { SecretFields } from "../../waf/secret-fields.ts";
import { DEFAULT_ACTION_ID, terminatingInGroup } from "../../waf/terminating-rule.ts";
import { refuse, type TokenVerifier } from "../../waf/token.ts";
import { bodyRules } from "./body-rules.ts";
import type { Recorded, RecordedRequest } from "./recorded-request.ts";
import type { RunnableWebAcl } from "./runnable-web-acl.ts";
import { decider, type MatchedPiece, matchedPiece } from "./trial.ts";

/** What becomes of a request under the changed web ACL. */
export type ChangeKind =
  | "newly blocked"
  | "newly let in"
  | "answered differently"
  /** It was stopped, and the part of it that may be why is not in the recording. */
  | "cannot be told";

/** What was decided about a request: by a log, or by a web ACL. */
interface Verdict {
  readonly action: WafDecision["action"];
  readonly rule: string;
  /** The status that the web ACL answers with; undefined where the log does not say. */
  readonly status?: number;
}

/** One request whose fate changes. Secrets are left out of it. */
export interface ChangedRequest {
  readonly id: string;
  readonly method: string;
  /** The path, without the query string. */
  readonly uri: string;
  readonly kind: ChangeKind;
  readonly before: Verdict;
  readonly after: Verdict;
  /** What the rule saw that stops it now. */
  readonly matched?: Omit<MatchedPiece, "fragments"> & { readonly fragments?: readonly string[] };
}

/** Requests that one rule decides in one way, and the first of them. */
export interface ChangesOfRule {
  readonly kind: ChangeKind;
  /** The rule that stops them now; of those that are let in, the one that stopped them before. */
  readonly rule: string;
  readonly count: number;
  readonly examples: readonly ChangedRequest[];
}

/** What a replay found. */
export interface ReplayReport {
  readonly webAcl: string;
  /** What it is compared with. */
  readonly comparedWith: string;
  readonly requests: number;
  readonly unchanged: number;
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** Those that changed, most first. */
  readonly changes: readonly ChangesOfRule[];
  readonly malformed: {
    readonly count: number;
    readonly first: readonly { place: string; reason: string }[];
  };
  readonly warnings: readonly string[];
}

/** Examples kept of each rule, malformed places kept, and rules told apart: bounds on memory, whatever is replayed. */
const EXAMPLES_MAX = 5;
const MALFORMED_SHOWN_MAX = 10;
const RULES_MAX = 2000;
const URI_CHARS_MAX = 200;
const FRAGMENT_CHARS_MAX = 100;
const FRAGMENTS_MAX = 8;

/** Runs recorded requests through a web ACL, and notes what is decided otherwise than before. */
export class Replay {
  readonly #webAcl: RunnableWebAcl;
  readonly #against: RunnableWebAcl | undefined;
  readonly #fallbackMs: number;
  readonly #bodyRules: ReadonlySet<string>;
  readonly #changes = new Map<
    string,
    { kind: ChangeKind; rule: string; count: number; examples: ChangedRequest[] }
  >();
  readonly #malformed: { place: string; reason: string }[] = [];
  readonly #counts: Record<ChangeKind, number> = {
    "newly blocked": 0,
    "newly let in": 0,
    "answered differently": 0,
    "cannot be told": 0,
  };
  readonly #seen = {
    requests: 0,
    malformed: 0,
    noBody: 0,
    redacted: 0,
    unlogged: 0,
    unordered: 0,
    tokens: 0,
    noTime: 0,
  };
  #latestMs = Number.NEGATIVE_INFINITY;

  /**
   * @param against The web ACL to compare with; undefined compares with what the log says was decided.
   * @param nowMs The time of requests whose recording does not tell it.
   */
  constructor(webAcl: RunnableWebAcl, against: RunnableWebAcl | undefined, nowMs: number) {
    this.#webAcl = webAcl;
    this.#against = against;
    this.#fallbackMs = nowMs;
    this.#bodyRules = bodyRules(webAcl.compiled);
  }

  /** Requests and malformed places so far. */
  get count(): number {
    return this.#seen.requests + this.#seen.malformed;
  }

  add(recorded: Recorded): void {
    if (recorded.kind === "request") {
      this.#replay(recorded.request);
      return;
    }
    this.#seen.malformed += 1;
    const { place, reason } = recorded;
    if (this.#malformed.length < MALFORMED_SHOWN_MAX) this.#malformed.push({ place, reason });
  }

  report(): ReplayReport {
    const changes = [...this.#changes.values()].sort((one, other) => other.count - one.count);
    const changed = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    return {
      webAcl: nameOf(this.#webAcl),
      comparedWith: this.#against
        ? `web ACL ${nameOf(this.#against)}`
        : "what the recording says was decided",
      requests: this.#seen.requests,
      unchanged: this.#seen.requests - changed,
      counts: this.#counts,
      changes,
      malformed: { count: this.#seen.malformed, first: this.#malformed },
      warnings: this.#warnings(),
    };
  }

  #replay(request: RecordedRequest): void {
    const nowMs = this.#timeOf(request);
    this.#note(request);
    const tokens = this.#tokensOf(request);
    const decision = this.#webAcl.inspect(request.input, { nowMs, tokens });
    const after = verdictOf(decision);
    const before = this.#before(request, nowMs, tokens);
    const kind = changeOf(before, after);
    if (!kind) return;
    const told = this.#isCertain(request, before, after) ? kind : "cannot be told";
    this.#change(told, request, { before, after, decision });
  }

  #before(request: RecordedRequest, nowMs: number, tokens: TokenVerifier): Verdict {
    if (this.#against) return verdictOf(this.#against.inspect(request.input, { nowMs, tokens }));
    // A recording of a browser or a proxy: what is in it was let in.
    return request.logged ?? { action: "ALLOW", rule: DEFAULT_ACTION_ID };
  }

  /** Rate-based rules count by the time at which a request arrived. */
  #timeOf({ timestampMs }: RecordedRequest): number {
    if (timestampMs === undefined) {
      this.#seen.noTime += 1;
      return this.#fallbackMs;
    }
    if (timestampMs < this.#latestMs) this.#seen.unordered += 1;
    this.#latestMs = Math.max(this.#latestMs, timestampMs);
    return timestampMs;
  }

  #note({ missing, logged }: RecordedRequest): void {
    this.#seen.requests += 1;
    if (missing.includes("body")) this.#seen.noBody += 1;
    if (missing.includes("redacted values")) this.#seen.redacted += 1;
    if (!logged) this.#seen.unlogged += 1;
  }

  /** A token is as good as it was then; one that no rule asked for is not known. */
  #tokensOf({ acceptedTokens }: RecordedRequest): TokenVerifier {
    return {
      verify: (_request, demand) => {
        if (acceptedTokens?.has(demand.action)) return { responseCode: 0, solveTimestampEpochS: 0 };
        this.#seen.tokens += 1;
        return refuse(demand, "TOKEN_MISSING", 0);
      },
    };
  }

  /** Whether what the recording leaves out cannot be why the outcome differs. Two web ACLs see the same. */
  #isCertain({ missing, logged }: RecordedRequest, before: Verdict, after: Verdict): boolean {
    if (this.#against || missing.length === 0) return true;
    if (missing.includes("redacted values")) return false;
    if (after.action !== "ALLOW") return !this.#bodyRules.has(after.rule);
    const { location } = logged ?? {};
    if (location !== undefined) return !/BODY|UNKNOWN/.test(location);
    return !this.#bodyRules.has(before.rule) && this.#isKnown(before.rule);
  }

  #isKnown(rule: string): boolean {
    return this.#webAcl.compiled.steps.some(
      (step) =>
        step.name === rule ||
        (step.kind === "group" && step.rules.some(({ name }) => `${step.name} › ${name}` === rule)),
    );
  }

  #change(
    kind: ChangeKind,
    request: RecordedRequest,
    {
      before,
      after,
      decision,
    }: { readonly before: Verdict; readonly after: Verdict; readonly decision: WafDecision },
  ): void {
    this.#counts[kind] += 1;
    const rule = after.action === "ALLOW" ? before.rule : after.rule;
    const known = this.#changes.get(`${kind} ${rule}`);
    const key = known || this.#changes.size < RULES_MAX ? rule : "(other rules)";
    const changes = this.#changes.get(`${kind} ${key}`) ?? { kind, rule: key, count: 0, examples: [] };
    this.#changes.set(`${kind} ${key}`, changes);
    changes.count += 1;
    if (changes.examples.length < EXAMPLES_MAX)
      changes.examples.push({ ...exampleOf(request, decision), kind, before, after });
  }

  #warnings(): string[] {
    const { noBody, redacted, unlogged, unordered, tokens, noTime } = this.#seen;
    const both = [this.#webAcl, ...(this.#against ? [this.#against] : [])];
    const hasBodyRules = both.some(({ compiled }) => bodyRules(compiled).size > 0);
    const rules = both.flatMap(({ compiled }) =>
      compiled.steps.flatMap((step) => ("rules" in step ? step.rules : [step])),
    );
    const hasRates = rules.some(({ isRateBased }) => isRateBased);
    return [
      ...both.flatMap((webAcl) =>
        webAcl.skipped.map(
          ({ rule, reason }) => `The rule ${rule} of ${nameOf(webAcl)} was not evaluated: ${reason}.`,
        ),
      ),
      ...(noBody > 0 && hasBodyRules
        ? [`${noBody} requests had a body that the recording does not hold: rules about bodies saw none.`]
        : []),
      ...(redacted > 0 ? [`${redacted} requests hold redacted values: rules about these saw REDACTED.`] : []),
      ...(unlogged > 0 && !this.#against
        ? [`${unlogged} requests were recorded without a decision: they are taken as let in.`]
        : []),
      ...(tokens > 0
        ? [
            `CAPTCHA and Challenge rules asked ${tokens} times for a token that the recording does not tell of: taken as missing.`,
          ]
        : []),
      ...(hasRates ? [rateWarning(unordered, noTime)] : []),
    ];
  }
}

/** What rate-based rules count is what was recorded, no more. */
function rateWarning(unordered: number, noTime: number): string {
  const order =
    unordered > 0 ? ` ${unordered} requests are not in the order of time, so counts are not exact.` : "";
  const times = noTime > 0 ? ` ${noTime} have no time: they count as sent at one moment.` : "";
  return `Rate-based rules counted the recorded requests only, by their recorded times.${order}${times}`;
}

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

/** What a report shows of a request: no query string, and nothing that matched where it may be a secret. */
function exampleOf({ id, input }: RecordedRequest, decision: WafDecision) {
  const [detail] = terminatingInGroup(decision)?.rule.matchDetails ?? decision.terminatingRuleMatchDetails;
  const base = {
    id: id.slice(0, URI_CHARS_MAX),
    method: input.method.slice(0, 32),
    uri: input.uriPath.slice(0, URI_CHARS_MAX),
  };
  if (!detail) return base;
  const { fragments, ...piece } = matchedPiece(detail);
  if (new SecretFields(input).mayHold(detail)) return { ...base, matched: piece };
  const shown = fragments.slice(0, FRAGMENTS_MAX).map((fragment) => fragment.slice(0, FRAGMENT_CHARS_MAX));
  return { ...base, matched: { ...piece, fragments: shown } };
}
