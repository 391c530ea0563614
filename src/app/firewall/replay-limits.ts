import type { LookedAt } from "./looked-at.ts";
import type { MissingPart, RecordedRequest } from "./recorded-request.ts";
import { FINGERPRINTS } from "./recorded-request.ts";
import type { RunnableWebAcl } from "./runnable-web-acl.ts";

/** Counts what a recording leaves out, so that a report says what it does not know. */
export class ReplayLimits {
  readonly #lookedAt: readonly LookedAt[];
  /** Rules that looked at redacted parts, as they are shown. */
  readonly #blinded = new Set<string>();
  #noBody = 0;
  #redacted = 0;
  #unlogged = 0;
  #noTime = 0;
  #unordered = 0;
  #tokens = 0;
  #latestMs = Number.NEGATIVE_INFINITY;

  /** @param lookedAt What the rules look at, of each web ACL. */
  constructor(lookedAt: readonly LookedAt[]) {
    this.#lookedAt = lookedAt;
  }

  note({ missing, logged, timestampMs }: RecordedRequest): void {
    if (missing.includes("body")) this.#noBody += 1;
    if (this.#blinds(missing.filter((part) => !UNLOGGED.has(part)))) this.#redacted += 1;
    if (!logged) this.#unlogged += 1;
    if (timestampMs === undefined) this.#noTime += 1;
    else if (timestampMs < this.#latestMs) this.#unordered += 1;
    else this.#latestMs = timestampMs;
  }

  /** Whether a rule looks at one of these redacted parts. */
  #blinds(redacted: readonly MissingPart[]): boolean {
    let isBlind = false;
    for (const part of redacted) {
      for (const rule of this.#lookedAt.flatMap((rules) => rules.rulesOf(part))) {
        isBlind = true;
        if (this.#blinded.size < BLINDED_MAX) this.#blinded.add(`${rule} (${part})`);
      }
    }
    return isBlind;
  }

  /** A rule asked for a token that the recording does not tell of. */
  noteToken(): void {
    this.#tokens += 1;
  }

  /**
   * What the reader of a report must know.
   * @param webAcls The changed one, and the one that it is compared with, if it is.
   */
  warnings(webAcls: readonly RunnableWebAcl[]): readonly string[] {
    const rules = webAcls.flatMap(({ compiled }) =>
      compiled.steps.flatMap((step) => (step.kind === "group" ? step.rules : [step])),
    );
    const looksAtBodies = this.#lookedAt.some((looked) => looked.rulesOf("body").length > 0);
    return [
      ...webAcls.flatMap(skippedRules),
      ...told(
        looksAtBodies ? this.#noBody : 0,
        "had a body that is not recorded: rules about bodies saw none",
      ),
      ...told(
        this.#redacted,
        `had redacted values that rules look at, and saw as REDACTED: ${[...this.#blinded].join(", ")}`,
      ),
      ...told(webAcls.length > 1 ? 0 : this.#unlogged, "came without a recorded decision: taken as let in"),
      ...(this.#tokens > 0
        ? [
            `CAPTCHA and Challenge rules asked ${this.#tokens === 1 ? "once" : `${this.#tokens} times`} for a token that is not recorded: taken as missing.`,
          ]
        : []),
      ...(rules.some(({ isRateBased }) => isRateBased) ? this.#rateWarnings() : []),
    ];
  }

  #rateWarnings(): readonly string[] {
    return [
      "Rate-based rules counted the recorded requests only, by their recorded times.",
      ...told(this.#unordered, "came out of the order of time: counts are not exact"),
      ...told(this.#noTime, "had no time: counted as sent at one moment"),
    ];
  }
}

/** What no log holds, which is not the same as redacted. */
const UNLOGGED: ReadonlySet<MissingPart> = new Set(["body", ...FINGERPRINTS]);
/** Most rules that are named. */
const BLINDED_MAX = 8;

const skippedRules = ({ name, origin, skipped }: RunnableWebAcl): readonly string[] =>
  skipped.map(({ rule, reason }) => `The rule ${rule} of ${name} of ${origin} was not evaluated: ${reason}.`);

/** Nothing where no request is meant. */
const told = (requests: number, what: string): readonly string[] =>
  requests === 0 ? [] : [`${requests === 1 ? "1 request" : `${requests} requests`} ${what}.`];
