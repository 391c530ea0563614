import type { Readable } from "node:stream";

/** What a runtime did. Calls about an event come only between its delivery and its answer. */
export interface RuntimeListener {
  /** It asked for the next event, so whatever came before is over. */
  waiting(): void;
  returned(payload: Buffer): void;
  /** The answer is too large; it was not kept. */
  overflowed(): void;
  streaming(body: Readable, contentType: string): void;
  /** The streamed answer is whole, or ended in `errorDocument`. */
  streamEnded(errorDocument: Buffer | undefined): void;
  /** The function reported an error. */
  failed(errorDocument: Buffer): void;
  initFailed(errorDocument: Buffer): void;
  /** It does not keep to the protocol, and is of no further use. */
  violated(): void;
}
