import type { PolicySet } from "../../policy/authorization.ts";
import { consult } from "../../policy/consult.ts";
import { evaluate } from "../../policy/evaluate.ts";
import { type Explanation, explain, explainDecision, type PolicyLayerEntry } from "../../policy/explain.ts";
import { findAuthorizer } from "../authorizers/find-authorizer.ts";
import { CompileError } from "../compile-error.ts";
import type { AuthenticatedExchange } from "../exchange.ts";
import { isTooLong, tooLong } from "../method-arn.ts";
import type { MethodTarget } from "../method-target.ts";
import type { RejectionCode } from "../rejections.ts";
import { pass, type Run, type Stage, type Verdict } from "../stage.ts";
import { accessQuestion, denyCaller, denyUser } from "./access-question.ts";
import { combine } from "./combine.ts";
import type { Screened } from "./screen.ts";

const rejects = [
  "method_arn_too_long",
  "principal_deleted",
  "access_denied",
  "access_denied_explicitly",
] as const satisfies readonly RejectionCode[];

type AuthorizationRejection = (typeof rejects)[number];
type ScreenedExchange = AuthenticatedExchange & Screened;
type Authorization = Run<ScreenedExchange, object, AuthorizationRejection>;

const noPolicies: PolicySet = { identityPolicies: [] };

const unanswered: Explanation = { decision: { effect: "ImplicitDeny", layer: "authorizer" }, layers: [] };

/**
 * Asks the policies whether the caller may invoke the method: the API's resource policy alone for anonymous callers,
 * together with the caller's own policies for signed ones, together with the policy that a Lambda authorizer returned.
 * Without authorization and without a resource policy there is nothing to ask.
 * Source: API Gateway guide, "How API Gateway resource policies affect authorization workflow".
 */
export const authorize: Stage<ScreenedExchange, object, AuthorizationRejection, MethodTarget> = {
  name: "authorize",
  rejects,
  compile: (target) => {
    const { type } = target.method.authorization;
    switch (type) {
      case "NONE": {
        if (!target.resourcePolicy) return { kind: "constant", adds: {} };
        return { kind: "run", run: (x) => ask(x, noPolicies, target) };
      }
      case "AWS_IAM":
        return { kind: "run", run: authorizeSigner(target) };
      case "CUSTOM":
        return { kind: "run", run: authorizeByAnswer(target) };
      default:
        throw new CompileError(`the authorization type ${type satisfies never} is not known`);
    }
  },
};

const authorizeSigner =
  (target: MethodTarget): Authorization =>
  (x) => {
    const policies = target.ports.policies.findPolicies(x.principal);
    if (policies) return ask(x, policies, target);
    return { kind: "reject", code: "principal_deleted", detail: "the signer no longer exists" };
  };

function authorizeByAnswer(target: MethodTarget): Authorization {
  const sameAccount = findAuthorizer(target)?.accountId === target.deployment.accountId;
  return (x) => {
    const question = x.question ?? accessQuestion(x, target.ports.policies);
    // Without an answer there is no policy, and nobody is let in.
    if (!x.authorizer) return denyUser(x, question.resource, unanswered);
    const own = consult(x.authorizer.answer.policy, "authorizer", question);
    const decision = combine(own, x.resourceDecision, sameAccount);
    if (decision.effect !== "Allow") {
      const layers: PolicyLayerEntry[] = [["authorizer", [x.authorizer.answer.policy]]];
      if (target.resourcePolicy) layers.push(["resource", [target.resourcePolicy]]);
      return denyUser(x, question.resource, explainDecision(decision, layers, question));
    }
    return { kind: "continue", adds: {}, ...(decision.statement && { statement: decision.statement }) };
  };
}

function ask(
  x: AuthenticatedExchange,
  policies: PolicySet,
  { ports, resourcePolicy }: MethodTarget,
): Verdict<object, AuthorizationRejection> {
  const question = accessQuestion(x, ports.policies);
  if (isTooLong(question.resource)) return tooLong;
  const { principal, action, resource, context } = question;
  const resourceAccountId = x.deployment.accountId;
  const request = { principal, action, resource, context, policies, resourceAccountId, resourcePolicy };
  const decision = evaluate(request);
  if (decision.effect !== "Allow") {
    return denyCaller(x, question.resource, explain(request));
  }
  return decision.statement ? { kind: "continue", adds: {}, statement: decision.statement } : pass();
}
