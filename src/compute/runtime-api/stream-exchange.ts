import { Readable } from "node:stream";
import { STREAM_BYTES_MAX } from "../invocation.ts";
import type { RequestHead } from "./request-reader.ts";
import type { Exchange, RuntimeConnection } from "./runtime-connection.ts";
import type { RuntimeListener } from "./runtime-listener.ts";

/** How a streamed answer was cut short. */
class StreamFailedError extends Error {
  override readonly name = "StreamFailedError";
}

/**
 * Passes a streamed answer on as it arrives, no faster than it is taken. A function that fails midway says so in the
 * trailers: `Lambda-Runtime-Function-Error-Type` and, base64, `Lambda-Runtime-Function-Error-Body`.
 */
export function streamBody(
  head: RequestHead,
  connection: RuntimeConnection,
  listener: RuntimeListener,
  answered: () => void,
): Exchange {
  // A reader that went away stops nothing: the function runs to its end, as in Lambda.
  let taken = true;
  const readable = new Readable({
    read: () => connection.resume(),
    destroy(error, done) {
      taken = false;
      connection.resume();
      done(error);
    },
  });
  // Readers see the error through their own listeners; without one it must not end this process.
  readable.on("error", () => {});
  let bytesSeen = 0;
  const fail = (document: Buffer | undefined, why: string): void => {
    readable.destroy(new StreamFailedError(why));
    listener.streamEnded(document);
  };
  listener.streaming(readable, head.headers.get("content-type") ?? "application/octet-stream");
  return {
    body(piece) {
      bytesSeen += piece.length;
      if (bytesSeen > STREAM_BYTES_MAX)
        readable.destroy(new StreamFailedError("The streamed answer is too large"));
      else if (taken && !readable.push(piece)) connection.pause();
    },
    end(trailers) {
      answered();
      connection.reply(202, `{"status":"OK"}\n`);
      if (bytesSeen > STREAM_BYTES_MAX) listener.overflowed();
      else if (trailers.has("lambda-runtime-function-error-type")) {
        fail(errorDocument(trailers), "The function failed while it answered");
      } else {
        if (taken) readable.push(null);
        listener.streamEnded(undefined);
      }
    },
    abort: () => void readable.destroy(new StreamFailedError("The function ended while it answered")),
  };
}

function errorDocument(trailers: ReadonlyMap<string, string>): Buffer {
  const body = Buffer.from(trailers.get("lambda-runtime-function-error-body") ?? "", "base64");
  if (body.length > 0) return body;
  return Buffer.from(JSON.stringify({ errorType: trailers.get("lambda-runtime-function-error-type") }));
}
