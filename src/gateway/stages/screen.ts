import type { Decision } from "../../policy/authorization.ts";
import { consult, type Question } from "../../policy/consult.ts";
import { explainDecision } from "../../policy/explain.ts";
import type { AuthenticatedExchange } from "../exchange.ts";
import { isTooLong, tooLong } from "../method-arn.ts";
import type { MethodTarget } from "../method-target.ts";
import type { RejectionCode } from "../rejections.ts";
import type { Stage } from "../stage.ts";
import { accessQuestion, denyCaller } from "./access-question.ts";

const rejects = [
  "method_arn_too_long",
  "access_denied_explicitly",
] as const satisfies readonly RejectionCode[];

/** What screening adds for the second phase. */
export interface Screened {
  /** What policies are asked about the request. */
  readonly question?: Question;
  /** What the API's resource policy, by itself, says of it. */
  readonly resourceDecision?: Decision;
}

/**
 * The first of two phases in which a resource policy meets a Lambda authorizer: whom it denies is refused before the
 * function is asked. The second is `authorize`. Source: API Gateway guide, "Lambda authorizer and resource policy".
 */
export const screen: Stage<AuthenticatedExchange, Screened, (typeof rejects)[number], MethodTarget> = {
  name: "screen",
  rejects,
  compile: ({ method, resourcePolicy, ports }) => {
    if (method.authorization.type !== "CUSTOM") return { kind: "constant", adds: {} };
    return {
      kind: "run",
      run: (x) => {
        const question = accessQuestion(x, ports.policies);
        if (isTooLong(question.resource)) return tooLong;
        if (!resourcePolicy) return { kind: "continue", adds: { question } };
        const resourceDecision = consult(resourcePolicy, "resource", question);
        if (resourceDecision.effect !== "ExplicitDeny")
          return { kind: "continue", adds: { question, resourceDecision } };
        const explanation = explainDecision(resourceDecision, [["resource", [resourcePolicy]]], question);
        return { ...denyCaller(x, question.resource, explanation), code: "access_denied_explicitly" };
      },
    };
  },
};
