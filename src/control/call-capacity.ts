import { AwsError } from "../aws/aws-error.ts";
import { BodyBudget, type BodyShare } from "../base/body-budget.ts";

/** What all AWS API calls under way may use together. */
export interface CallLimits {
  /** Calls at work at once. Default 512. */
  readonly callsMax: number;
  /** Request bodies held at once, in bytes. Default 256 MiB. */
  readonly heldBytesMax: number;
}

export const defaultCallLimits: CallLimits = { callsMax: 512, heldBytesMax: 256 * 1024 * 1024 };

/** The work of all AWS API calls under way, within its limits. */
export class CallCapacity {
  readonly #callsMax: number;
  readonly #bodies: BodyBudget;
  #callsAtWork = 0;

  constructor(limits: CallLimits) {
    this.#callsMax = limits.callsMax;
    this.#bodies = new BodyBudget(limits.heldBytesMax);
  }

  /** A share for one call. */
  open(): CallShare {
    return new CallShare(this.#bodies.open(), {
      enter: () => {
        if (this.#callsAtWork >= this.#callsMax) throw tooBusy("Too many AWS API calls are under way.");
        this.#callsAtWork++;
      },
      leave: () => this.#callsAtWork--,
    });
  }
}

/** What one call takes of a {@link CallCapacity}. */
export class CallShare {
  readonly #body: BodyShare;
  readonly #gate: { readonly enter: () => void; readonly leave: () => void };
  #atWork = false;

  constructor(body: BodyShare, gate: { readonly enter: () => void; readonly leave: () => void }) {
    this.#body = body;
    this.#gate = gate;
  }

  /** Takes memory for `bytes` more of the request's body. Throws `AwsError` when there is none. */
  hold(bytes: number): void {
    if (!this.#body.take(bytes))
      throw tooBusy("The bodies of AWS API calls fill the memory set aside for them.");
  }

  /**
   * Counts the call among those at work, which takes place once its request is in: one that is sent slowly, or never to
   * its end, keeps nobody out. Throws `AwsError` when there are too many.
   */
  begin(): void {
    this.#gate.enter();
    this.#atWork = true;
  }

  /** Gives everything back. */
  release(): void {
    this.#body.release();
    if (this.#atWork) this.#gate.leave();
    this.#atWork = false;
  }
}

const tooBusy = (why: string): AwsError =>
  new AwsError("ServiceUnavailable", `${why} Try again.`, { status: 503, fault: "server" });
