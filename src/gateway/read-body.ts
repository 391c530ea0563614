import type { IncomingMessage } from "node:http";
import type { BodyShare } from "../base/body-budget.ts";
import { GatheredBody } from "./gathered-body.ts";
import { noBody } from "./http-message.ts";
import type { RejectionCode } from "./rejections.ts";

/** Why a body was not read to its end. */
export type BodyRefusal = Extract<RejectionCode, "body_too_large" | "overloaded"> | "client-gone";

/**
 * Collects a request's body of at most `bytesMax` bytes, taken from `share`, then calls `done`; or `refused`, once. A
 * request that has none calls `done` at once.
 */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  share: BodyShare,
  done: (body: Buffer) => void,
  refused: (why: BodyRefusal) => void,
): void {
  const declared = request.headers["content-length"];
  if (declared === undefined && request.headers["transfer-encoding"] === undefined) {
    done(noBody);
    return;
  }
  if (Number(declared ?? 0) > bytesMax) {
    refused("body_too_large");
    return;
  }
  const body = new GatheredBody();
  const stop = (): void => {
    request.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
  };
  const refuse = (why: BodyRefusal): void => {
    stop();
    refused(why);
  };
  const onData = (chunk: Buffer): void => {
    if (body.length + chunk.length > bytesMax) refuse("body_too_large");
    else if (!share.take(chunk.length)) refuse("overloaded");
    else body.add(chunk);
  };
  const onEnd = (): void => {
    stop();
    done(body.bytes());
  };
  const onGone = (): void => refuse("client-gone");
  request.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
}
