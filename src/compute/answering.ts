import type { Readable } from "node:stream";
import { tooLargeDocument } from "./error-documents.ts";
import {
  type FailureCause,
  type InvocationOutcome,
  type InvocationReport,
  type InvocationRequest,
  PAYLOAD_BYTES_MAX,
} from "./invocation.ts";
import { BodyCollector } from "./runtime-api/body-collector.ts";

/** The answer to one call, as it comes about. The first word counts. */
export class Answering {
  readonly request: InvocationRequest;
  readonly outcome: Promise<InvocationOutcome>;
  readonly #resolve: (outcome: InvocationOutcome) => void;
  readonly #report: Promise<InvocationReport>;
  readonly #resolveReport: (report: InvocationReport) => void;
  /** A streamed answer that nobody takes as a stream. */
  #collected: { readonly collector: BodyCollector; readonly end: Promise<void> } | undefined;

  constructor(request: InvocationRequest) {
    this.request = request;
    const outcome = Promise.withResolvers<InvocationOutcome>();
    this.outcome = outcome.promise;
    this.#resolve = outcome.resolve;
    const report = Promise.withResolvers<InvocationReport>();
    this.#report = report.promise;
    this.#resolveReport = report.resolve;
  }

  returned(payload: Buffer): void {
    this.#resolve({ kind: "returned", payload, report: this.#report });
  }

  fail(cause: FailureCause, document: Buffer): void {
    this.#resolve({ kind: "failed", cause, document, report: this.#report });
  }

  overflowed(): void {
    this.fail("too-large", tooLargeDocument(PAYLOAD_BYTES_MAX));
  }

  streaming(body: Readable, contentType: string): void {
    if (this.request.onStream) {
      this.request.onStream(body, contentType);
      return;
    }
    const collector = new BodyCollector(PAYLOAD_BYTES_MAX);
    body.on("data", (piece: Buffer) => collector.add(piece));
    this.#collected = { collector, end: new Promise((resolve) => void body.once("close", resolve)) };
  }

  /** The streamed answer is whole, unless the function reported an error. */
  streamEnded(errorDocument: Buffer | undefined): void {
    if (errorDocument) this.fail("function", errorDocument);
    else if (!this.#collected) this.#resolve({ kind: "streamed", report: this.#report });
    else {
      const { collector, end } = this.#collected;
      void end.then(() => {
        if (collector.overflowed) this.overflowed();
        else this.returned(collector.take());
      });
    }
  }

  settle(report: InvocationReport): void {
    this.#resolveReport(report);
  }
}
