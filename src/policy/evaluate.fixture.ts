import assert from "node:assert/strict";
import { it } from "node:test";
import type { AuthorizationRequest, PolicyLayer, PolicySet } from "./authorization.ts";
import { evaluate } from "./evaluate.ts";
import { ACCOUNT, policyOf, request, statement, user } from "./policy.fixture.ts";
import type { Principal } from "./principal.ts";

export const deny = statement("Deny");
export const yes = policyOf("identity", statement("Allow"));
export const no = policyOf("identity", deny);
export const silent = policyOf("identity", statement("Allow", { Action: "sqs:SendMessage" }));

/** A resource policy with one statement for these principals. */
export const grantTo = (principal: unknown, effect: "Allow" | "Deny" = "Allow") =>
  policyOf("resource", statement(effect, { Principal: principal }));

export const federated: Principal = {
  ...user,
  type: "FederatedUser",
  arn: `arn:aws:sts::${ACCOUNT}:federated-user/ann`,
};

interface DecisionCase extends Partial<Omit<AuthorizationRequest, "policies">> {
  readonly of: string;
  readonly policies?: Partial<PolicySet>;
  /** `Allow identity`: the effect and the layer that decided. */
  readonly gives: `${"Allow" | "ExplicitDeny" | "ImplicitDeny"} ${PolicyLayer}`;
}

/** One test for each row. */
export function checkDecisions(cases: readonly DecisionCase[]): void {
  for (const { of, gives, policies, ...parts } of cases) {
    it(`${of}: ${gives}`, () => {
      const decision = evaluate(request({ ...parts, policies: { identityPolicies: [], ...policies } }));
      assert.equal(`${decision.effect} ${decision.layer}`, gives);
    });
  }
}
