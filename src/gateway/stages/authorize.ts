import type { Decision, PolicySet } from "../../policy/authorization.ts";
import type { CompiledPolicy } from "../../policy/compile.ts";
import { evaluate } from "../../policy/evaluate.ts";
import type { Principal } from "../../policy/principal.ts";
import { requestContext } from "../../policy/request-context.ts";
import type { AuthenticatedExchange } from "../exchange.ts";
import type { MethodTarget } from "../method-target.ts";
import type { RejectionCode } from "../rejections.ts";
import { apiArn } from "../resource-policy.ts";
import { pass, type Reject, type Stage, type Verdict } from "../stage.ts";

const rejects = [
  "method_arn_too_long",
  "principal_deleted",
  "access_denied",
  "access_denied_explicitly",
] as const satisfies readonly RejectionCode[];

type AuthorizationRejection = (typeof rejects)[number];

/** Longest ARN of a method with authorization, in bytes. Source: API Gateway quotas. */
const METHOD_ARN_BYTES_MAX = 1600;

const noPolicies: PolicySet = { identityPolicies: [] };

/**
 * Asks the policies whether the caller may invoke the method: the API's resource policy alone for anonymous callers,
 * together with the caller's own policies for signed ones. Without authorization and without a resource policy there is
 * nothing to ask. Source: API Gateway guide, "How API Gateway resource policies affect authorization workflow".
 */
export const authorize: Stage<AuthenticatedExchange, object, AuthorizationRejection, MethodTarget> = {
  name: "authorize",
  rejects,
  compile: ({ method, resourcePolicy, ports }) => {
    if (method.authorization.type === "NONE") {
      if (!resourcePolicy) return { kind: "constant", adds: {} };
      return { kind: "run", run: (x) => ask(x, noPolicies, resourcePolicy) };
    }
    return {
      kind: "run",
      run: (x) => {
        const policies = ports.policies.findPolicies(x.principal);
        if (policies) return ask(x, policies, resourcePolicy);
        return { kind: "reject", code: "principal_deleted", detail: "the signer no longer exists" };
      },
    };
  },
};

function ask(
  x: AuthenticatedExchange,
  policies: PolicySet,
  resourcePolicy: CompiledPolicy | undefined,
): Verdict<object, AuthorizationRejection> {
  const { deployment, principal } = x;
  const resource = methodArn(x);
  if (Buffer.byteLength(resource) > METHOD_ARN_BYTES_MAX) {
    return {
      kind: "reject",
      code: "method_arn_too_long",
      detail: "the method's ARN is longer than 1600 bytes",
    };
  }
  const decision = evaluate({
    principal,
    policies,
    action: "execute-api:Invoke",
    resource,
    resourceAccountId: deployment.accountId,
    ...(resourcePolicy && { resourcePolicy }),
    context: conditionContext(x),
  });
  if (decision.effect !== "Allow") return deny(x, resource, decision);
  return decision.statement ? { kind: "continue", adds: {}, statement: decision.statement } : pass();
}

/** `arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/GET/pets/7`: the actual path, in its canonical spelling. */
const methodArn = (x: AuthenticatedExchange): string =>
  `${apiArn(x.deployment)}/${x.deployment.stageName}/${x.request.method}${x.path.canonical}`;

function conditionContext(x: AuthenticatedExchange) {
  const { headers, connection } = x.request;
  return requestContext(x.principal, {
    nowMs: x.receivedAtMs,
    sourceIp: connection.sourceIp,
    secureTransport: connection.tls !== undefined,
    ...(headers["user-agent"] !== undefined && { userAgent: headers["user-agent"] }),
    ...(headers["referer"] !== undefined && { referer: headers["referer"] }),
    requestedRegion: x.deployment.region,
    resourceAccountId: x.deployment.accountId,
  });
}

function deny(
  x: AuthenticatedExchange,
  resource: string,
  decision: Decision,
): Reject<AuthorizationRejection> {
  const explicit = decision.effect === "ExplicitDeny";
  const message =
    `User: ${callerName(x.principal)} is not authorized to perform: execute-api:Invoke on resource: ` +
    maskAccount(resource, x.deployment.accountId) +
    (explicit ? " with an explicit deny" : "");
  return {
    kind: "reject",
    code: explicit ? "access_denied_explicitly" : "access_denied",
    detail: explicit
      ? `a ${decision.layer} policy denies ${resource}`
      : `no ${decision.layer} policy allows ${resource}`,
    message,
    ...(decision.statement && { statement: decision.statement }),
  };
}

const callerName = (principal: Principal): string =>
  principal.type === "Anonymous" ? "anonymous" : principal.arn;

/** An API's owner is not told to its callers: `********9012`. */
const maskAccount = (arn: string, accountId: string): string =>
  arn.replace(`:${accountId}:`, `:********${accountId.slice(-4)}:`);
