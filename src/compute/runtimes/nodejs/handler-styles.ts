import { writeLine } from "./console-lines.ts";
import { errorDocument, errorLogEntry, RuntimeError } from "./error-document.ts";
import type { UserHandler } from "./handler-loader.ts";
import { type InvocationContext, invocationContext } from "./invocation-context.ts";
import { ResponseStream, streams } from "./response-stream.ts";
import type { RuntimeClient, RuntimeEvent } from "./runtime-client.ts";

/** One event under way. */
export interface Handled {
  /** Calls back once the event is answered; at once when it is already. */
  readonly onceDone: (done: () => void) => void;
  /** The process has nothing left to do. */
  readonly whenIdle: () => void;
}

const NEVER_SETTLED =
  "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that " +
  "was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes";
const NO_CALLBACKS =
  "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify " +
  "this function to use a supported handler signature to use Node.js 24 or later.";

/** How this handler wants to be called: streaming, or answering by promise, callback or context. */
export function handlerStyle(
  handler: UserHandler,
  client: RuntimeClient,
  runtime: string,
): (event: RuntimeEvent) => Handled {
  if (streams(handler)) return (event) => handleStreaming(handler, client, event);
  if (handler.length >= 3 && runtime === "nodejs24.x") {
    throw new RuntimeError("Runtime.CallbackHandlerDeprecated", NO_CALLBACKS);
  }
  const isAsync = handler.constructor.name === "AsyncFunction";
  return (event) => handleBuffered(handler, client, event, isAsync);
}

/** Answers an event once, whoever comes first. */
class Answer {
  #answered = false;
  #done: (() => void) | undefined;

  once(send: () => void): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#done?.();
    send();
  }

  readonly onceDone = (done: () => void): void => {
    if (this.#answered) done();
    else this.#done = done;
  };
}

function handleBuffered(
  handler: UserHandler,
  client: RuntimeClient,
  event: RuntimeEvent,
  isAsync: boolean,
): Handled {
  const answer = new Answer();
  const fail = (error: unknown): void => answer.once(() => reportError(client, event, error));
  const succeed = (result: unknown): void => {
    const json = serialize(result);
    if (json instanceof Error) fail(json);
    else answer.once(() => client.respond(event.requestId, json));
  };
  // A result given by callback waits for the event loop to be empty, unless the function says otherwise.
  let whenIdle = (): void =>
    isAsync ? fail(new RuntimeError("Runtime.NodeJsExit", NEVER_SETTLED)) : succeed(null);
  const callback = (error?: unknown, result?: unknown): void => {
    const settle = (): void => (error !== undefined && error !== null ? fail(error) : succeed(result));
    if (context.callbackWaitsForEmptyEventLoop) whenIdle = settle;
    else settle();
  };
  const context: InvocationContext = invocationContext(event, callback);
  try {
    const result = handler(JSON.parse(event.body), context, callback);
    if (isThenable(result)) result.then(succeed, fail);
  } catch (error) {
    fail(error);
  }
  return { onceDone: answer.onceDone, whenIdle: () => whenIdle() };
}

function handleStreaming(handler: UserHandler, client: RuntimeClient, event: RuntimeEvent): Handled {
  const answer = new Answer();
  const stream = new ResponseStream(client, event.requestId);
  const fail = (error: unknown): void =>
    answer.once(() => {
      if (!stream.begun) return reportError(client, event, error);
      logError(event, error);
      const document = errorDocument(error);
      client.endStream({
        type: document.errorType.replace(/[^\x21-\x7e]/g, "_"),
        json: JSON.stringify(document),
      });
    });
  const finish = (): void => answer.once(() => client.endStream());
  stream.on("finish", finish);
  stream.on("error", fail);
  const context = invocationContext(event, () => {});
  try {
    const result = handler(JSON.parse(event.body), stream, context);
    Promise.resolve(result).then(() => stream.writableEnded || stream.end(), fail);
  } catch (error) {
    fail(error);
  }
  return {
    onceDone: answer.onceDone,
    whenIdle: () => fail(new RuntimeError("Runtime.NodeJsExit", NEVER_SETTLED)),
  };
}

/** JSON, or the error that Lambda reports for a result that cannot be JSON. */
function serialize(result: unknown): string | RuntimeError {
  try {
    return JSON.stringify(result) ?? "null";
  } catch {
    return new RuntimeError("Runtime.MarshalError", "Unable to stringify response body");
  }
}

function reportError(client: RuntimeClient, event: RuntimeEvent, error: unknown): void {
  logError(event, error);
  const document = errorDocument(error);
  client.fail(event.requestId, document.errorType, JSON.stringify(document));
}

const logError = (event: RuntimeEvent, error: unknown): void =>
  writeLine(`${new Date().toISOString()}\t${event.requestId}\tERROR\tInvoke Error \t${errorLogEntry(error)}`);

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
