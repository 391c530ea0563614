import { BodyCollector } from "./body-collector.ts";
import type { Exchange } from "./runtime-connection.ts";

/** A request's body, unless it was longer than allowed. */
export interface BodyKept {
  readonly bytes: Buffer;
  readonly overflowed: boolean;
}

/** Collects a body of at most `bytesMax` bytes and hands it over once it is whole. */
export function collectBody(bytesMax: number, done: (body: BodyKept) => void): Exchange {
  const collector = new BodyCollector(bytesMax);
  return {
    body: (piece) => collector.add(piece),
    end: () => done({ bytes: collector.take(), overflowed: collector.overflowed }),
    // The process behind it is gone too, and that is told elsewhere.
    abort: () => {},
  };
}
