import { timedOut, withDeadline } from "../integrations/deadline.ts";
import type { IntegrationPorts } from "../integrations/integration.ts";
import { invocationFacts } from "../invocation-facts.ts";
import type { FunctionOutcome } from "../ports.ts";
import { apiArn } from "../resource-policy.ts";
import type { LambdaAuthorizerSnapshot, RestStageSnapshot } from "../snapshot.ts";
import { substituteStageVariables } from "../stage-variables.ts";
import { type Asked, refuse } from "./authorizer.ts";
import { MalformedAnswer, parseAnswer } from "./authorizer-answer.ts";

/** How long an authorizer may take, in milliseconds. Source: API Gateway quotas, "Timeout for Lambda authorizer response". */
const TIMEOUT_MS = 10_000;
/** Largest result of an authorizer, in bytes. Source: API Gateway quotas, "AWS Lambda authorizer result size". */
const RESULT_BYTES_MAX = 8 * 1024;
/** Longest error document that is looked at for "Unauthorized", in bytes. */
const ERROR_BYTES_MAX = 64 * 1024;

/** An authorizer's function. */
export interface AuthorizerFunction {
  readonly accountId: string;
  /** Asks it. Never rejects for what the function does. */
  ask(event: object): Promise<Asked>;
}

/** Compiles how an authorizer's function is called. Throws `StageVariableError`. */
export function compileFunction(
  snapshot: LambdaAuthorizerSnapshot,
  deployment: RestStageSnapshot,
  ports: IntegrationPorts,
): AuthorizerFunction {
  const { variables, accountId: sourceAccountId } = deployment;
  const functionArn = substituteStageVariables(snapshot.functionArn, variables);
  const credentialsRoleArn =
    snapshot.credentials && substituteStageVariables(snapshot.credentials, variables);
  const sourceArn = `${apiArn(deployment)}/authorizers/${snapshot.id}`;
  return {
    accountId: functionArn.split(":")[4] ?? "",
    async ask(event) {
      const payload = Buffer.from(JSON.stringify(event));
      const outcome = await withDeadline(ports, TIMEOUT_MS, (signal) =>
        ports.functions.invoke({
          functionArn,
          payload,
          ...(credentialsRoleArn && { credentialsRoleArn }),
          sourceArn,
          sourceAccountId,
          timeoutMs: TIMEOUT_MS,
          signal,
        }),
      );
      if (outcome === timedOut) return refuse("authorizer_timed_out", `no answer in ${TIMEOUT_MS} ms`);
      return { ...concludeInvocation(outcome, snapshot.name, functionArn), call: invocationFacts(outcome) };
    },
  };
}

function concludeInvocation(outcome: FunctionOutcome, authorizerName: string, functionArn: string): Asked {
  const itsLog = `what ${functionArn.split(":")[6] ?? "it"} logged tells why`;
  switch (outcome.kind) {
    case "returned":
      return readResult(outcome.payload, authorizerName);
    case "failed":
      return isUnauthorized(outcome.payload)
        ? refuse("authorizer_unauthorized", `the authorizer's function said Unauthorized: ${itsLog}`)
        : refuse("authorizer_failed", `the authorizer's function failed: ${itsLog}`);
    case "timed-out":
      return refuse("authorizer_timed_out", "the authorizer's function ran out of time");
    case "throttled":
      return refuse("authorizer_throttled", "the authorizer's function is throttled");
    case "refused":
      return refuse("authorizer_refused", outcome.detail);
  }
}

function readResult(payload: Buffer, authorizerName: string): Asked {
  if (payload.length > RESULT_BYTES_MAX) {
    return refuse("authorizer_response_too_large", `the result is larger than ${RESULT_BYTES_MAX} bytes`);
  }
  try {
    return { kind: "answered", answer: parseAnswer(payload, authorizerName) };
  } catch (error) {
    if (error instanceof MalformedAnswer) return refuse("authorizer_response_malformed", error.message);
    throw error;
  }
}

/** A function refuses its caller with an error whose message is exactly this. Source: API Gateway guide, authorizers. */
function isUnauthorized(payload: Buffer): boolean {
  if (payload.length > ERROR_BYTES_MAX) return false;
  try {
    const document: unknown = JSON.parse(payload.toString("utf8"));
    return (
      typeof document === "object" &&
      document !== null &&
      "errorMessage" in document &&
      document.errorMessage === "Unauthorized"
    );
  } catch {
    return false;
  }
}
