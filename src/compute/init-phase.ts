import type { Readable } from "node:stream";
import type { Clock } from "../base/clock.ts";
import type { Environment } from "./environment.ts";
import { exitDocument, outputDocument, timeoutDocument } from "./error-documents.ts";
import type { FunctionSpec } from "./function-spec.ts";
import type { FailureCause } from "./invocation.ts";
import type { FunctionProcess } from "./process/function-process.ts";
import type { RuntimeListener } from "./runtime-api/runtime-listener.ts";

/** Why an environment did not come to be. */
export interface StartFailure {
  readonly cause: FailureCause;
  /** For the call that waited for it. */
  readonly document: (requestId: string) => Buffer;
  /** The last 4 KB that the function wrote while it was loaded. */
  readonly logTail?: string;
}

/** Longest that loading a function may take; one with a longer timeout has that long. Source: Lambda's "Init phase". */
const INIT_MS_MAX = 10_000;

/**
 * Hears the runtime until it asks for its first event; from then on passes on what it says to the environment.
 * The start ends in whatever happens first: that request, an error, an exit, or the time being up.
 */
export class InitPhase implements RuntimeListener {
  /** Undefined when the runtime is ready. Never rejects. */
  readonly done: Promise<StartFailure | undefined>;
  readonly #resolve: (failure: StartFailure | undefined) => void;
  #environment: Environment | undefined;

  constructor(spec: FunctionSpec, clock: Clock, signal: AbortSignal) {
    const { promise, resolve } = Promise.withResolvers<StartFailure | undefined>();
    const limitMs = Math.max(INIT_MS_MAX, spec.timeoutMs);
    const timer = clock.schedule(limitMs, () =>
      this.#fail("timeout", (requestId) => timeoutDocument(requestId, limitMs)),
    );
    const stop = (): void =>
      this.#fail("environment", (requestId) => exitDocument(requestId, null, "SIGKILL"));
    signal.addEventListener("abort", stop);
    if (signal.aborted) queueMicrotask(stop);
    this.#resolve = resolve;
    this.done = promise.finally(() => {
      timer.cancel();
      signal.removeEventListener("abort", stop);
    });
  }

  follow(process: FunctionProcess): void {
    void process.exited.then(({ code, signal }) =>
      this.#fail("exit", (requestId) => exitDocument(requestId, code, signal)),
    );
  }

  handOver(environment: Environment): void {
    this.#environment = environment;
  }

  flooded(): void {
    if (this.#environment) this.#environment.end("output");
    else this.#fail("output", outputDocument);
  }

  waiting(): void {
    if (this.#environment) this.#environment.waiting();
    else this.#resolve(undefined);
  }

  returned(payload: Buffer): void {
    this.#environment?.answering?.returned(payload);
  }

  overflowed(): void {
    this.#environment?.answering?.overflowed();
  }

  streaming(body: Readable, contentType: string): void {
    this.#environment?.answering?.streaming(body, contentType);
  }

  streamEnded(errorDocument: Buffer | undefined): void {
    this.#environment?.answering?.streamEnded(errorDocument);
  }

  failed(errorDocument: Buffer): void {
    this.#environment?.answering?.fail("function", errorDocument);
  }

  initFailed(errorDocument: Buffer): void {
    this.#fail("init", () => errorDocument);
  }

  violated(): void {
    if (this.#environment) this.#environment.end("violation");
    else this.#fail("exit", (requestId) => exitDocument(requestId, null, "SIGKILL"));
  }

  #fail(cause: FailureCause, document: (requestId: string) => Buffer): void {
    this.#resolve({ cause, document });
  }
}
