import type { AuthorizationRequest } from "./authorization.ts";
import { type CompiledPolicy, compilePolicy } from "./compile.ts";
import type { PolicyKind } from "./policy-kind.ts";
import type { Principal } from "./principal.ts";

/** The account of the tests' resources and, unless a test says otherwise, of their callers. */
export const ACCOUNT = "111122223333";
export const OTHER_ACCOUNT = "444455556666";

export const user: Principal = {
  type: "User",
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
  userId: "AIDAANNANNANNANNANNA1",
  userName: "ann",
  tags: { Team: "blue" },
};

export const roleSession: Principal = {
  type: "AssumedRole",
  accountId: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Clerk/monday`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/desk/Clerk`,
  userId: "AROACLERKCLERKCLERK12:monday",
  tags: {},
  tokenIssuedAtMs: Date.UTC(2026, 0, 1),
};

export const root: Principal = {
  type: "Root",
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  tags: {},
};

/** A statement that fits every request of the tests unless it says otherwise. */
export const statement = (effect: "Allow" | "Deny", elements: object = {}): object => ({
  Effect: effect,
  Action: "*",
  Resource: "*",
  ...elements,
});

/** Compiles statements as a policy of version 2012-10-17. */
export function policyOf(kind: PolicyKind, ...statements: readonly object[]): CompiledPolicy {
  return compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), {
    name: kind,
    kind,
  });
}

/** A request by {@link user} without any policy. */
export const request = (parts: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  principal: user,
  policies: { identityPolicies: [] },
  action: "s3:GetObject",
  resource: "arn:aws:s3:::orders/2026/1.json",
  resourceAccountId: ACCOUNT,
  context: new Map(),
  ...parts,
});
