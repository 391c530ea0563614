import type { Readable } from "node:stream";
import type {
  InvokeWithResponseStreamRequest,
  InvokeWithResponseStreamResponse,
  InvokeWithResponseStreamResponseEvent,
} from "@aws-sdk/client-lambda";
import { INVOKE, type LambdaCall, type LambdaOperation } from "../dependencies.ts";
import { parseFunctionReference, referenceArn } from "../function-reference.ts";
import { serviceFailure, throttled } from "../lambda-errors.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireQualified } from "../state/find-function.ts";
import { chooseVersion } from "./choose-version.ts";
import type { CallOutcome } from "./function-calls.ts";
import { clientContextOf, eventOf } from "./invocation-input.ts";

export const invokeWithResponseStream: LambdaOperation<
  InvokeWithResponseStreamRequest,
  InvokeWithResponseStreamResponse
> = {
  name: "InvokeWithResponseStream",
  permits: (input, call) => [
    functionCheck(call, "InvokeFunction", parseFunctionReference(input.FunctionName, call, input.Qualifier)),
  ],
  audit: INVOKE,
  refuses: [{ member: "TenantId" }],
  handle: async (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call, input.Qualifier);
    const found = chooseVersion(requireQualified(call, reference), call.deps.records, call.deps.random);
    if (input.InvocationType === "DryRun") return { StatusCode: 204 };
    const clientContext = clientContextOf(input.ClientContext);
    const began = Promise.withResolvers<Began>();
    const outcome = call.deps.calls.call({
      found,
      invokedFunctionArn: referenceArn(reference, call.partition),
      payload: eventOf(input.Payload, "RequestResponse"),
      requestId: call.requestId,
      signal: call.signal,
      wantsLogTail: input.LogType === "Tail",
      ...(clientContext === undefined ? {} : { clientContext }),
      onStream: (body, contentType) => began.resolve({ body, contentType }),
    });
    const first = await Promise.race([began.promise, outcome]);
    if ("kind" in first) refuseUnbegun(first);
    return {
      StatusCode: 200,
      ExecutedVersion: found.version.version,
      ResponseStreamContentType: "kind" in first ? "application/json" : first.contentType,
      EventStream: events("kind" in first ? undefined : first.body, outcome, input, call),
    };
  },
};

/** A streamed answer's beginning. */
interface Began {
  readonly body: Readable;
  readonly contentType: string;
}

function refuseUnbegun(outcome: CallOutcome): void {
  if (outcome.kind === "throttled") throw throttled(outcome.reason);
  if (outcome.kind === "abandoned") throw serviceFailure("The call was given up.");
}

/** The answer's pieces, then how it ended. A handler that does not stream gives one piece. */
async function* events(
  body: Readable | undefined,
  outcome: Promise<CallOutcome>,
  input: InvokeWithResponseStreamRequest,
  call: LambdaCall,
): AsyncGenerator<InvokeWithResponseStreamResponseEvent> {
  try {
    for await (const piece of body ?? []) yield { PayloadChunk: { Payload: piece as Buffer } };
  } catch (error) {
    // How it failed is told by the outcome.
    call.deps.logger.info("A streamed answer was cut short", { reason: (error as Error).message });
  }
  const ended = await outcome;
  if (ended.kind === "returned") yield { PayloadChunk: { Payload: ended.payload } };
  const LogResult = "report" in ended && input.LogType === "Tail" ? (await ended.report).logTail : undefined;
  yield {
    InvokeComplete: {
      ...(ended.kind === "failed" ? { ErrorCode: "Unhandled", ErrorDetails: ended.document.toString() } : {}),
      ...(LogResult === undefined ? {} : { LogResult: Buffer.from(LogResult).toString("base64") }),
    },
  };
}
