import { partitionOf } from "../../../aws/arn.ts";
import { AwsError } from "../../../aws/aws-error.ts";
import type { Clock } from "../../../base/clock.ts";
import { uuid } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";
import type { FunctionInvocation, FunctionOutcome } from "../../../gateway/ports.ts";
import { evaluate } from "../../../policy/evaluate.ts";
import type { PolicyDirectory } from "../../../policy/identity-directory.ts";
import { isIdentity } from "../../../policy/match-principal.ts";
import { type Principal, servicePrincipal } from "../../../policy/principal.ts";
import { requestContext } from "../../../policy/request-context.ts";
import type { SessionIssuer } from "../../sts/port.ts";
import { type FunctionReference, parseFunctionReference, referenceArn } from "../function-reference.ts";
import { functionPolicy } from "../permissions/compiled-policies.ts";
import type { LambdaPort } from "../port.ts";
import { type FoundFunction, findQualified } from "../state/found-function.ts";
import type { LambdaRecords } from "../state/lambda-records.ts";
import { chooseVersion } from "./choose-version.ts";
import type { CallOutcome, FunctionCalls } from "./function-calls.ts";

export interface GatewayCallsDeps {
  readonly records: LambdaRecords;
  readonly calls: FunctionCalls;
  readonly policies: PolicyDirectory;
  readonly sessions: SessionIssuer;
  readonly clock: Clock;
  readonly random: Random;
}

const GATEWAY = "apigateway.amazonaws.com";
/** API Gateway's own calls stand under the function's policy alone. */
const NO_POLICIES = { identityPolicies: [] };

/**
 * Calls functions for API Gateway: as the role that the API names, as the API's own caller, or as API Gateway by the
 * function's policy.
 */
export const gatewayCalls = (deps: GatewayCallsDeps): LambdaPort => ({
  async invoke(invocation) {
    const target = findTarget(invocation, deps);
    if (typeof target === "string") return { kind: "refused", detail: target };
    const refusal = findRefusal(invocation, target, deps);
    if (refusal !== undefined) return { kind: "refused", detail: refusal };
    const requestId = uuid(deps.random);
    const outcome = await within(invocation, deps, (signal) =>
      deps.calls.call({
        found: chooseVersion(target.found, deps.records, deps.random),
        invokedFunctionArn: invocation.functionArn,
        payload: invocation.payload,
        requestId,
        signal,
      }),
    );
    return outcome.kind === "returned" || outcome.kind === "failed" ? { ...outcome, requestId } : outcome;
  },
});

interface Target {
  readonly reference: FunctionReference;
  readonly found: FoundFunction;
}

function findTarget({ functionArn }: FunctionInvocation, deps: GatewayCallsDeps): Target | string {
  const [, , , region = "", accountId = ""] = functionArn.split(":");
  try {
    const reference = parseFunctionReference(functionArn, {
      region,
      accountId,
      partition: partitionOf(region),
    });
    const found = findQualified(deps.records, reference);
    return found ? { reference, found } : `there is no function ${functionArn}`;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

/** Why the call is not permitted; undefined when it is. */
function findRefusal(
  invocation: FunctionInvocation,
  target: Target,
  deps: GatewayCallsDeps,
): string | undefined {
  const caller = findCaller(invocation, target, deps);
  if (typeof caller === "string") return caller;
  const policies = caller.type === "Service" ? NO_POLICIES : deps.policies.findPolicies(caller);
  if (!policies) return `${caller.arn} is gone`;
  const { reference, found } = target;
  const resource = referenceArn(reference, partitionOf(reference.region));
  const resourcePolicy = functionPolicy(found.record, reference.qualifier ?? "");
  const facts = {
    nowMs: deps.clock.nowMs(),
    secureTransport: true,
    requestedRegion: reference.region,
    resourceAccountId: reference.accountId,
    // A role calls for itself; only API Gateway's own calls have a source.
    ...(caller.type === "Service"
      ? { sourceArn: invocation.sourceArn, sourceAccountId: invocation.sourceAccountId }
      : {}),
  };
  const decision = evaluate({
    principal: caller,
    policies,
    action: "lambda:InvokeFunction",
    resource,
    resourceAccountId: reference.accountId,
    ...(resourcePolicy ? { resourcePolicy } : {}),
    context: requestContext(caller, facts),
  });
  if (decision.effect === "Allow") return undefined;
  return `${caller.arn} may not lambda:InvokeFunction on ${resource} for ${invocation.sourceArn} (${decision.effect}, ${decision.layer})`;
}

/** Who the call is made as, or why it cannot be made so. */
function findCaller(
  invocation: FunctionInvocation,
  target: Target,
  deps: GatewayCallsDeps,
): Principal | string {
  const { credentialsRoleArn, caller, sourceArn, sourceAccountId } = invocation;
  if (caller)
    return isIdentity(caller) ? caller : "the API's caller has no credentials to call the function with";
  if (credentialsRoleArn === undefined) return servicePrincipal(GATEWAY);
  try {
    const request = {
      roleArn: credentialsRoleArn,
      serviceName: GATEWAY,
      sessionName: "BackplaneAssumeRoleSession",
    };
    const { region } = target.reference;
    return deps.sessions.issueForService({ ...request, sourceArn, sourceAccountId, region }).principal;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

/** Gives up waiting when the API's own time is over. The function runs on, as in AWS. */
async function within(
  { timeoutMs, signal }: FunctionInvocation,
  { clock }: GatewayCallsDeps,
  call: (signal: AbortSignal) => Promise<CallOutcome>,
): Promise<FunctionOutcome> {
  const late = Promise.withResolvers<undefined>();
  const waiting = new AbortController();
  const giveUp = (): void => {
    waiting.abort();
    late.resolve(undefined);
  };
  const timer = clock.schedule(timeoutMs, giveUp);
  signal.addEventListener("abort", giveUp);
  try {
    const outcome = await Promise.race([call(waiting.signal), late.promise]);
    return outcome ? asGatewayOutcome(outcome) : { kind: "timed-out" };
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", giveUp);
  }
}

function asGatewayOutcome(outcome: CallOutcome): FunctionOutcome {
  switch (outcome.kind) {
    case "returned":
      return { kind: "returned", payload: outcome.payload };
    case "failed":
      return { kind: "failed", payload: outcome.document };
    case "throttled":
      return { kind: "throttled" };
    case "abandoned":
    case "streamed":
      return { kind: "timed-out" };
  }
}
