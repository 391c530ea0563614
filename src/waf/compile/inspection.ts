import type { MatchDetail, OversizeField, RateBasedResult } from "../decision.ts";
import type { FieldReading } from "../fields/read-field.ts";
import type { RateCounters } from "../rate/rate-counters.ts";
import type { WorkMeter } from "../regex/work-meter.ts";
import type { InspectedRequest } from "../request.ts";
import type { RuleTrace, SeenPlace } from "../rule-trace.ts";
import type { TokenVerifier } from "../token.ts";

/** What an inspection needs from outside. */
export interface InspectionEnv {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly rates: RateCounters;
  /** Absent where no tokens are issued: CAPTCHA and Challenge rules then stop every request. */
  readonly tokens?: TokenVerifier;
}

/**
 * Most work that the regular expressions of a web ACL may take on one request: about 30 ms of one core. An ordinary one
 * takes 64 KB in a tenth of a millisecond; nested or large counted repetitions, on a text made for them, a thousand times
 * as much.
 */
const REGEX_COST_MAX = 30_000_000;

/** The state of one request's way through a web ACL. */
export class Inspection {
  readonly request: InspectedRequest;
  readonly env: InspectionEnv;
  /** What components hold, by the number of their value source. */
  readonly readings: (FieldReading | undefined)[];
  /** Which literals were seen, by the number of the value source. */
  readonly literalHits: (Uint8Array | undefined)[];
  /** Fully qualified labels, in the order added. */
  readonly labels = new Set<string>();
  /** Labels that become visible when the current rule is done. */
  readonly pendingLabels: string[] = [];
  /** What the current rule's statements saw. */
  readonly details: MatchDetail[] = [];
  /** What the current rule's statements learnt about addresses, where someone asks. */
  readonly places: SeenPlace[] = [];
  readonly rateBased: RateBasedResult[] = [];
  /** What the regular expressions of all rules took. */
  readonly regexWork: WorkMeter = { cost: 0, building: 0, costMax: REGEX_COST_MAX };
  readonly oversize = new Set<OversizeField>();

  /** Hears what each rule saw, where someone asks. */
  readonly onRule: ((trace: RuleTrace) => void) | undefined;

  constructor(
    request: InspectedRequest,
    env: InspectionEnv,
    sources: number,
    onRule?: (trace: RuleTrace) => void,
  ) {
    this.request = request;
    this.env = env;
    this.onRule = onRule;
    this.readings = new Array<undefined>(sources).fill(undefined);
    this.literalHits = new Array<undefined>(sources).fill(undefined);
  }

  /** Called when a rule is done: labels that its statements added become visible, its details are forgotten. */
  finishRule(): void {
    if (this.details.length > 0) this.details.length = 0;
    if (this.places.length > 0) this.places.length = 0;
    if (this.pendingLabels.length === 0) return;
    for (const label of this.pendingLabels) this.labels.add(label);
    this.pendingLabels.length = 0;
  }
}

/**
 * A compiled statement: whether it matches. Undefined means that the rule does not apply to the request at all, which
 * is neither a match nor the opposite: `Not` of it is undefined as well.
 */
export type Matcher = (inspection: Inspection) => boolean | undefined;
