import { dirname } from "node:path";
import { captureConsole, writeAtOnce, writeLine } from "./console-lines.ts";
import { errorDocument, errorLogEntry, RuntimeError } from "./error-document.ts";
import { loadHandler, type UserHandler } from "./handler-loader.ts";
import { type Handled, handlerStyle } from "./handler-styles.ts";
import { confineModuleSearch, offerSdk } from "./module-resolution.ts";
import { guardProcess } from "./process-guard.ts";
import { offerStreaming } from "./response-stream.ts";
import { RuntimeClient, type RuntimeEvent } from "./runtime-client.ts";
import { aliasTmp } from "./tmp-alias.ts";

/** Lambda's own codes for a process that ends on an error nobody caught. */
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

const { env } = process;
let current: RuntimeEvent | undefined;
let handle: (event: RuntimeEvent) => Handled;
let whenIdle: (() => void) | undefined;

const client = new RuntimeClient(take("SALLYPORT_RUNTIME_SOCKET"), (event) => begin(event));
const packagesRoot = take("SALLYPORT_PACKAGES");
const runtime = take("SALLYPORT_RUNTIME");

guardProcess();
writeAtOnce();
captureConsole(() => current?.requestId);
if (env["HOME"] !== "/tmp") {
  aliasTmp(env["HOME"]!, ownRoots());
  confineModuleSearch(ownRoots());
}
offerSdk(packagesRoot);
offerStreaming();

process.on("beforeExit", () => whenIdle?.());
process.on("uncaughtException", (error) => endOn(error, "Uncaught Exception", EXIT_UNCAUGHT_EXCEPTION));
process.on("unhandledRejection", (reason) => {
  const rejection = new RuntimeError("Runtime.UnhandledPromiseRejection", String(reason));
  if (reason instanceof Error) rejection.stack = `Runtime.UnhandledPromiseRejection: ${reason.stack}`;
  endOn(rejection, "Unhandled Promise Rejection", EXIT_UNHANDLED_REJECTION);
});

try {
  const handler: UserHandler = await loadHandler(env["LAMBDA_TASK_ROOT"]!, env["_HANDLER"]!);
  handle = handlerStyle(handler, client, runtime);
  client.next();
} catch (error) {
  endOn(error, "Uncaught Exception", 1);
}

/** Reads a variable that is between Sallyport and this program, and hides it from the function. */
function take(name: string): string {
  const value = env[name]!;
  delete env[name];
  return value;
}

/** The folders that the function's files, the runtime and the SDK are in. */
function ownRoots(): string[] {
  const taskRoot = env["LAMBDA_TASK_ROOT"]!;
  return [dirname(taskRoot), env["LAMBDA_RUNTIME_DIR"]!, env["HOME"]!, packagesRoot];
}

/** Handles one event. While it runs, the connection does not keep the process busy: an idle loop can be noticed. */
function begin(event: RuntimeEvent): void {
  current = event;
  const traceId = event.headers.get("lambda-runtime-trace-id");
  if (traceId === undefined) delete env["_X_AMZN_TRACE_ID"];
  else env["_X_AMZN_TRACE_ID"] = traceId;
  client.keepsAlive = false;
  const handled = handle(event);
  whenIdle = handled.whenIdle;
  handled.onceDone(() => {
    whenIdle = undefined;
    client.keepsAlive = true;
  });
}

/** Reports an error that nobody caught and ends the process. */
function endOn(error: unknown, what: string, exitCode: number): void {
  writeLine(`${new Date().toISOString()}\t${current?.requestId}\tERROR\t${what} \t${errorLogEntry(error)}`);
  const document = errorDocument(error);
  client.failAndExit(current?.requestId, document.errorType, JSON.stringify(document), exitCode);
}
