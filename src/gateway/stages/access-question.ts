import type { ConditionContext } from "../../policy/condition-context.ts";
import type { Question } from "../../policy/consult.ts";
import { describeExplanation } from "../../policy/describe-explanation.ts";
import { digestExplanation } from "../../policy/digest-explanation.ts";
import type { Explanation } from "../../policy/explain.ts";
import type { PolicyDirectory } from "../../policy/identity-directory.ts";
import type { Principal } from "../../policy/principal.ts";
import { requestContext } from "../../policy/request-context.ts";
import { wayIn } from "../../policy/way-in.ts";
import type { AuthenticatedExchange } from "../exchange.ts";
import { methodArn } from "../method-arn.ts";
import type { Reject } from "../stage.ts";

const INVOKE = "execute-api:Invoke";

export type AccessDenial = Reject<"access_denied" | "access_denied_explicitly">;

/** What policies are asked about a request: may its caller invoke its method? */
export const accessQuestion = (x: AuthenticatedExchange, directory: PolicyDirectory): Question => ({
  principal: x.principal,
  action: INVOKE,
  resource: methodArn(x),
  context: conditionContext(x, directory),
});

function conditionContext(x: AuthenticatedExchange, directory: PolicyDirectory): ConditionContext {
  const { headers, connection } = x.request;
  return requestContext(x.principal, {
    nowMs: x.receivedAtMs,
    sourceIp: connection.sourceIp,
    secureTransport: connection.tls !== undefined,
    userAgent: headers["user-agent"],
    referer: headers["referer"],
    requestedRegion: x.deployment.region,
    resourceAccountId: x.deployment.accountId,
    resourceOrganization: directory.findOrganization?.(x.deployment.accountId),
  });
}

/** The refusal that IAM's and the API's own policies lead to, which names the caller and the method. */
export function denyCaller(
  x: AuthenticatedExchange,
  resource: string,
  explanation: Explanation,
): AccessDenial {
  const message =
    `User: ${callerName(x.principal)} is not authorized to perform: execute-api:Invoke on resource: ` +
    maskAccount(resource, x.deployment.accountId);
  return denial(x, resource, explanation, message);
}

/** The refusal that a Lambda authorizer's policy leads to, which names nobody. */
export const denyUser = (
  x: AuthenticatedExchange,
  resource: string,
  explanation: Explanation,
): AccessDenial => denial(x, resource, explanation, "User is not authorized to access this resource");

/** Only a refusal is worth the time that explaining takes. */
function denial(
  x: AuthenticatedExchange,
  resource: string,
  explanation: Explanation,
  message: string,
): AccessDenial {
  const { decision } = explanation;
  const explicit = decision.effect === "ExplicitDeny";
  return {
    kind: "reject",
    code: explicit ? "access_denied_explicitly" : "access_denied",
    detail: describeExplanation(explanation, resource),
    message: explicit ? `${message} with an explicit deny` : message,
    ...(decision.statement && { statement: decision.statement }),
    policies: digestExplanation(explanation),
    wayIn: wayIn(explanation, {
      ...{ principal: x.principal, action: INVOKE, resource },
      resourceAccountId: x.deployment.accountId,
      resourcePolicyName: "the API's resource policy",
    }),
  };
}

const callerName = (principal: Principal): string =>
  principal.type === "Anonymous" ? "anonymous" : principal.arn;

/** An API's owner is not told to its callers: `********9012`. */
const maskAccount = (arn: string, accountId: string): string =>
  arn.replace(`:${accountId}:`, `:********${accountId.slice(-4)}:`);
