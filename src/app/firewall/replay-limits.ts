import { bodyRules } from "./body-rules.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import type { RunnableWebAcl } from "./runnable-web-acl.ts";

/** Counts what a recording leaves out, so that a report says what it does not know. */
export class ReplayLimits {
  #noBody = 0;
  #redacted = 0;
  #unlogged = 0;
  #noTime = 0;
  #unordered = 0;
  #tokens = 0;
  #latestMs = Number.NEGATIVE_INFINITY;

  note({ missing, logged, timestampMs }: RecordedRequest): void {
    if (missing.includes("body")) this.#noBody += 1;
    if (missing.includes("redacted values")) this.#redacted += 1;
    if (!logged) this.#unlogged += 1;
    if (timestampMs === undefined) this.#noTime += 1;
    else if (timestampMs < this.#latestMs) this.#unordered += 1;
    else this.#latestMs = timestampMs;
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
    const looksAtBodies = webAcls.some(({ compiled }) => bodyRules(compiled).size > 0);
    return [
      ...webAcls.flatMap(skippedRules),
      ...told(
        looksAtBodies ? this.#noBody : 0,
        "had a body that is not recorded: rules about bodies saw none",
      ),
      ...told(this.#redacted, "hold redacted values: rules about these saw REDACTED"),
      ...told(
        webAcls.length > 1 ? 0 : this.#unlogged,
        "were recorded without a decision: they are taken as let in",
      ),
      ...(this.#tokens > 0
        ? [
            `CAPTCHA and Challenge rules asked ${this.#tokens} times for a token that is not recorded: taken as missing.`,
          ]
        : []),
      ...(rules.some(({ isRateBased }) => isRateBased) ? this.#rateWarnings() : []),
    ];
  }

  #rateWarnings(): readonly string[] {
    return [
      "Rate-based rules counted the recorded requests only, by their recorded times.",
      ...told(this.#unordered, "are not in the order of time: counts are not exact"),
      ...told(this.#noTime, "have no time: they count as sent at one moment"),
    ];
  }
}

const skippedRules = ({ name, origin, skipped }: RunnableWebAcl): readonly string[] =>
  skipped.map(({ rule, reason }) => `The rule ${rule} of ${name} of ${origin} was not evaluated: ${reason}.`);

/** Nothing where no request is meant. */
const told = (requests: number, what: string): readonly string[] =>
  requests === 0 ? [] : [`${requests} requests ${what}.`];
