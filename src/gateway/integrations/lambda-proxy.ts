import type { AuthenticatedExchange, CallFacts } from "../exchange.ts";
import { invocationFacts } from "../invocation-facts.ts";
import { compileBinaryMediaTypes, firstAccepted } from "../media-types.ts";
import type { FunctionOutcome } from "../ports.ts";
import type { LambdaProxyIntegration } from "../snapshot.ts";
import { substituteStageVariables } from "../stage-variables.ts";
import { traceIdOf } from "../trace-id.ts";
import { timedOut, withDeadline } from "./deadline.ts";
import { type Integration, type IntegrationTarget, type IntegrationVerdict, refuse } from "./integration.ts";
import { lambdaProxyEvent } from "./lambda-event.ts";
import { MalformedFunctionResponse, parseLambdaResponse } from "./lambda-response.ts";

/** `AWS_PROXY`: hands the whole request to a function and answers with what it returns. */
export function compileLambdaProxy(
  integration: LambdaProxyIntegration,
  target: IntegrationTarget,
): Integration {
  const { deployment, method, ports } = target;
  const functionArn = substituteStageVariables(integration.functionArn, deployment.variables);
  const credentialsRoleArn =
    integration.credentials && substituteStageVariables(integration.credentials, deployment.variables);
  const isBinary = compileBinaryMediaTypes(deployment.binaryMediaTypes);

  return async (x) => {
    const outcome = await withDeadline(ports, integration.timeoutMs, (signal) =>
      ports.functions.invoke({
        functionArn,
        payload: Buffer.from(JSON.stringify(lambdaProxyEvent(x, isBinary))),
        ...(credentialsRoleArn && { credentialsRoleArn }),
        ...(integration.asCaller && { caller: x.principal }),
        sourceArn: sourceArn(x, method.resourcePath),
        sourceAccountId: deployment.accountId,
        timeoutMs: integration.timeoutMs,
        signal,
      }),
    );
    if (outcome === timedOut)
      return refuse("integration_timed_out", `no answer in ${integration.timeoutMs} ms`);
    const verdict = concludeInvocation(outcome, x, isBinary(firstAccepted(x.request.headers["accept"])));
    return { ...verdict, adds: { integrationCall: callFacts(outcome, verdict) } };
  };
}

/** What the function's permissions see as `aws:SourceArn`: the method's own template, which no client can shape. */
function sourceArn(x: AuthenticatedExchange, resourcePath: string): string {
  const { partition, region, accountId, apiId, stageName } = x.deployment;
  return `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/${stageName}/${x.request.method}${resourcePath}`;
}

const callFacts = (outcome: FunctionOutcome, verdict: IntegrationVerdict): CallFacts => ({
  ...invocationFacts(outcome),
  ...(verdict.kind === "respond" && { status: verdict.response.status }),
});

function concludeInvocation(
  outcome: FunctionOutcome,
  x: AuthenticatedExchange,
  decodesBase64: boolean,
): IntegrationVerdict {
  switch (outcome.kind) {
    case "returned":
      return respond(outcome.payload, x, decodesBase64);
    case "failed":
      return refuse("function_failed", describeFailure(outcome.payload));
    case "timed-out":
      return refuse("integration_timed_out", "the function ran out of time");
    case "throttled":
      return refuse("integration_throttled", "the function is throttled");
    case "refused":
      return refuse("integration_refused", outcome.detail);
  }
}

/** The kind of error, which the function's log tells at length; its message may hold anything, a secret too. */
function describeFailure(payload: Buffer): string {
  const errorType = /"errorType":\s?"([\w.]{1,64})"/.exec(payload.toString("utf8"))?.[1];
  return errorType === undefined
    ? "the function failed"
    : `the function failed: ${errorType}; its log tells more`;
}

function respond(payload: Buffer, x: AuthenticatedExchange, decodesBase64: boolean): IntegrationVerdict {
  try {
    const response = parseLambdaResponse(payload, decodesBase64);
    const headers = [...response.headers, "X-Amzn-Trace-Id", traceIdOf(x)];
    return { kind: "respond", response: { ...response, headers } };
  } catch (error) {
    if (error instanceof MalformedFunctionResponse)
      return refuse("function_response_malformed", error.message);
    throw error;
  }
}
