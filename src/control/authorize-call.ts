import { parseArn } from "../aws/arn.ts";
import type { AuthorizationRequest, Decision } from "../policy/authorization.ts";
import { describeExplanation } from "../policy/describe-explanation.ts";
import { evaluate } from "../policy/evaluate.ts";
import { type Explanation, explain } from "../policy/explain.ts";
import type { PolicyDirectory } from "../policy/identity-directory.ts";
import { requestContext } from "../policy/request-context.ts";
import { wayIn } from "../policy/way-in.ts";
import type { Call, IamCheck } from "../services/operation.ts";
import { accessDenied, accessDeniedShape } from "./access-denied.ts";

/** The facts of a call that its permissions are judged by. */
export type AuthorizedCall = Pick<Call<unknown>, "principal" | "accountId" | "region" | "nowMs" | "origin">;

/** A principal that vanished between authentication and now holds no policies: nothing speaks for it. */
const vanished: Decision = { effect: "ImplicitDeny", layer: "identity" };

function toRequest(
  check: IamCheck,
  call: AuthorizedCall,
  directory: PolicyDirectory,
): AuthorizationRequest | undefined {
  const policies = directory.findPolicies(call.principal);
  if (!policies) return undefined;
  const resourceAccountId = check.resourceAccountId || parseArn(check.resource)?.accountId || call.accountId;
  return {
    principal: call.principal,
    policies,
    action: check.action,
    resource: check.resource,
    resourceAccountId,
    resourcePolicy: check.resourcePolicy,
    resourcePolicyRequired: check.resourcePolicyRequired,
    context: requestContext(
      call.principal,
      {
        nowMs: call.nowMs,
        // A service that calls for somebody has an address of its own, which says nothing about the caller.
        sourceIp: call.origin.calledVia ? undefined : call.origin.sourceIp,
        calledVia: call.origin.calledVia,
        secureTransport: call.origin.secureTransport,
        userAgent: call.origin.userAgent,
        requestedRegion: check.resourceRegion ?? call.region,
        resourceAccountId,
        resourceOrganization: directory.findOrganization?.(resourceAccountId),
      },
      check.context,
    ),
  };
}

function wayInOf(explanation: Explanation, request: AuthorizationRequest): string {
  const { principal, action, resource, resourceAccountId, resourcePolicy } = request;
  return wayIn(explanation, {
    ...{ principal, action, resource, resourceAccountId },
    ...(resourcePolicy && { resourcePolicyName: "the resource's policy" }),
  });
}

/** Every permission that the call needs, each judged on its own; the first that is missing refuses the call. */
export function authorizeCall(
  serviceId: string,
  checks: readonly IamCheck[],
  call: AuthorizedCall,
  directory: PolicyDirectory,
): void {
  for (const check of checks) {
    const request = toRequest(check, call, directory);
    const decision = request ? evaluate(request) : vanished;
    if (decision.effect === "Allow") continue;
    const explanation = request && explain(request);
    throw accessDenied(accessDeniedShape(serviceId), call.principal, check.action, check.resource, decision, {
      why: explanation ? describeExplanation(explanation) : "the principal no longer exists",
      ...(request && explanation && { wayIn: wayInOf(explanation, request) }),
    });
  }
}
