import type { IncomingMessage } from "node:http";
import { noBody } from "./http-message.ts";

/** A body is longer than it may be. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/**
 * Collects a request's body of at most `bytesMax` bytes, then calls `done`; or `failed`, once, when it is too large or
 * the client went away. A request that has none calls `done` at once.
 */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  done: (body: Buffer) => void,
  failed: (error: Error) => void,
): void {
  const declared = request.headers["content-length"];
  if (declared === undefined && request.headers["transfer-encoding"] === undefined) {
    done(noBody);
    return;
  }
  if (Number(declared ?? 0) > bytesMax) {
    failed(new BodyTooLargeError());
    return;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  const stop = (): void => {
    request.off("data", onData);
    request.off("end", onEnd);
    request.off("error", onError);
    request.off("close", onClose);
  };
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    if (length <= bytesMax) {
      chunks.push(chunk);
      return;
    }
    stop();
    failed(new BodyTooLargeError());
  };
  const onEnd = (): void => {
    stop();
    done(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length));
  };
  const onError = (error: Error): void => {
    stop();
    failed(error);
  };
  const onClose = (): void => onError(new Error("the client went away"));
  request.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose);
}
