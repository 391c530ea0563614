import type { InvocationRequest, InvocationResponse } from "@aws-sdk/client-lambda";
import { INVOKE, type LambdaCall, type LambdaOperation } from "../dependencies.ts";
import { type FunctionReference, parseFunctionReference, referenceArn } from "../function-reference.ts";
import { serviceFailure, throttled } from "../lambda-errors.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireQualified } from "../state/find-function.ts";
import type { FoundFunction } from "../state/found-function.ts";
import { chooseVersion } from "./choose-version.ts";
import type { CallOutcome } from "./function-calls.ts";
import { clientContextOf, eventOf } from "./invocation-input.ts";

export const invoke: LambdaOperation<InvocationRequest, InvocationResponse> = {
  name: "Invoke",
  permits: (input, call) => [
    functionCheck(call, "InvokeFunction", parseFunctionReference(input.FunctionName, call, input.Qualifier)),
  ],
  audit: INVOKE,
  refuses: [{ member: "DurableExecutionName" }, { member: "TenantId" }],
  handle: (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call, input.Qualifier);
    const found = chooseVersion(requireQualified(call, reference), call.deps.records, call.deps.random);
    switch (input.InvocationType) {
      case "DryRun":
        return { StatusCode: 204 };
      case "Event":
        return invokeLater(input, call, reference);
      default:
        return invokeNow(input, call, reference, found);
    }
  },
};

async function invokeLater(
  input: InvocationRequest,
  call: LambdaCall,
  reference: FunctionReference,
): Promise<InvocationResponse> {
  const clientContext = clientContextOf(input.ClientContext);
  await call.deps.asyncEvents.enqueue({
    reference,
    invokedFunctionArn: referenceArn(reference, call.partition),
    payload: eventOf(input.Payload, "Event"),
    requestId: call.requestId,
    ...(clientContext === undefined ? {} : { clientContext }),
  });
  return { StatusCode: 202 };
}

async function invokeNow(
  input: InvocationRequest,
  call: LambdaCall,
  reference: FunctionReference,
  found: FoundFunction,
): Promise<InvocationResponse> {
  const clientContext = clientContextOf(input.ClientContext);
  const traceId = call.http?.headers["x-amzn-trace-id"];
  const outcome = await call.deps.calls.call({
    found,
    invokedFunctionArn: referenceArn(reference, call.partition),
    payload: eventOf(input.Payload, "RequestResponse"),
    requestId: call.requestId,
    signal: call.signal,
    wantsLogTail: input.LogType === "Tail",
    ...(clientContext === undefined ? {} : { clientContext }),
    ...(traceId === undefined ? {} : { traceId }),
  });
  return answer(outcome, found.version.version, input.LogType === "Tail");
}

async function answer(
  outcome: CallOutcome,
  version: string,
  wantsTail: boolean,
): Promise<InvocationResponse> {
  switch (outcome.kind) {
    case "throttled":
      throw throttled(outcome.reason);
    case "abandoned":
    case "streamed":
      throw serviceFailure("The call was given up.");
    case "returned":
    case "failed": {
      if (outcome.kind === "failed" && outcome.cause === "environment") {
        throw serviceFailure(String(JSON.parse(outcome.document.toString()).errorMessage));
      }
      const tail = wantsTail ? (await outcome.report).logTail : "";
      return {
        StatusCode: 200,
        ExecutedVersion: version,
        Payload: outcome.kind === "returned" ? outcome.payload : outcome.document,
        ...(outcome.kind === "failed" ? { FunctionError: "Unhandled" } : {}),
        ...(wantsTail ? { LogResult: Buffer.from(tail).toString("base64") } : {}),
      };
    }
  }
}
