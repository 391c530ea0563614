import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CompiledPolicy } from "./compile.ts";
import { checkDecisions, federated, grantTo, no, silent, yes } from "./evaluate.fixture.ts";
import { evaluate } from "./evaluate.ts";
import {
  ACCOUNT,
  OTHER_ACCOUNT,
  policyOf,
  request,
  roleSession,
  root,
  statement,
  user,
} from "./policy.fixture.ts";
import { anonymousPrincipal, type Principal, servicePrincipal } from "./principal.ts";

const lambda = servicePrincipal("lambda.amazonaws.com");

describe("resource policies within one account", () => {
  const limited = { permissionsBoundary: silent, sessionPolicies: [silent] };
  checkDecisions([
    {
      of: "naming the user",
      resourcePolicy: grantTo({ AWS: user.arn }),
      policies: limited,
      gives: "Allow resource",
    },
    {
      of: "naming the session",
      principal: roleSession,
      resourcePolicy: grantTo({ AWS: roleSession.arn }),
      policies: limited,
      gives: "Allow resource",
    },
    {
      of: "naming everyone",
      principal: roleSession,
      resourcePolicy: grantTo("*"),
      policies: limited,
      gives: "Allow resource",
    },
    {
      of: "naming the role",
      principal: roleSession,
      resourcePolicy: grantTo({ AWS: roleSession.roleArn }),
      gives: "Allow resource",
    },
    {
      of: "naming the role, boundary silent",
      principal: roleSession,
      resourcePolicy: grantTo({ AWS: roleSession.roleArn }),
      policies: { permissionsBoundary: silent },
      gives: "ImplicitDeny permissions-boundary",
    },
    {
      of: "naming the role, session silent",
      principal: roleSession,
      resourcePolicy: grantTo({ AWS: roleSession.roleArn }),
      policies: { sessionPolicies: [silent] },
      gives: "ImplicitDeny session",
    },
    {
      of: "naming the account leaves it to identity policies",
      resourcePolicy: grantTo({ AWS: ACCOUNT }),
      gives: "ImplicitDeny identity",
    },
    {
      of: "naming the account, identity allows",
      resourcePolicy: grantTo({ AWS: ACCOUNT }),
      policies: { identityPolicies: [yes] },
      gives: "Allow identity",
    },
    {
      of: "naming the account, root itself",
      principal: root,
      resourcePolicy: grantTo({ AWS: ACCOUNT }),
      gives: "Allow resource",
    },
    {
      of: "naming another",
      resourcePolicy: grantTo({ AWS: OTHER_ACCOUNT }),
      policies: { identityPolicies: [yes] },
      gives: "Allow identity",
    },
    {
      of: "denying",
      resourcePolicy: grantTo({ AWS: user.arn }, "Deny"),
      policies: { identityPolicies: [yes] },
      gives: "ExplicitDeny resource",
    },
    {
      of: "denying even root",
      principal: root,
      resourcePolicy: grantTo("*", "Deny"),
      gives: "ExplicitDeny resource",
    },
    {
      of: "allowing does not outweigh a Deny elsewhere",
      resourcePolicy: grantTo({ AWS: user.arn }),
      policies: { identityPolicies: [no] },
      gives: "ExplicitDeny identity",
    },
  ]);

  it("naming the user who federated a session are limited by its session policies", () => {
    const session: Principal = { ...federated, federatedBy: { arn: user.arn, userId: user.userId } };
    const resourcePolicy = grantTo({ AWS: user.arn });
    const ask = (sessionPolicies: readonly CompiledPolicy[]) =>
      evaluate(
        request({ principal: session, resourcePolicy, policies: { identityPolicies: [], sessionPolicies } }),
      );
    assert.equal(ask([silent]).layer, "session");
    assert.equal(ask([yes]).effect, "Allow");
    const direct = request({ principal: session, resourcePolicy: grantTo({ AWS: session.arn }) });
    assert.equal(evaluate(direct).effect, "Allow");
  });

  it("take the most direct of several grants", () => {
    const resourcePolicy = policyOf(
      "resource",
      statement("Allow", { Principal: { AWS: ACCOUNT } }),
      statement("Allow", { Principal: { AWS: roleSession.roleArn } }),
      statement("Allow", { Principal: { AWS: roleSession.arn } }),
    );
    const policies = { identityPolicies: [], permissionsBoundary: silent };
    assert.equal(evaluate(request({ principal: roleSession, resourcePolicy, policies })).effect, "Allow");
  });
});

describe("resource policies that must allow", () => {
  const required = { resourcePolicyRequired: true, policies: { identityPolicies: [yes] } };
  checkDecisions([
    { of: "absent", ...required, gives: "ImplicitDeny resource" },
    {
      of: "naming another",
      ...required,
      resourcePolicy: grantTo({ AWS: roleSession.roleArn }),
      gives: "ImplicitDeny resource",
    },
    { of: "absent, even root", principal: root, ...required, gives: "ImplicitDeny resource" },
    {
      of: "naming the account, identity allows",
      ...required,
      resourcePolicy: grantTo({ AWS: ACCOUNT }),
      gives: "Allow identity",
    },
    {
      of: "naming the account, identity silent",
      ...required,
      policies: {},
      resourcePolicy: grantTo({ AWS: ACCOUNT }),
      gives: "ImplicitDeny identity",
    },
    {
      of: "naming the user, identity silent",
      ...required,
      policies: {},
      resourcePolicy: grantTo({ AWS: user.arn }),
      gives: "Allow resource",
    },
  ]);
});

describe("callers from another account", () => {
  const from = (principal: Principal): Principal => ({ ...principal, accountId: OTHER_ACCOUNT });
  const stranger = from(user);
  const identityPolicies = [yes];
  checkDecisions([
    {
      of: "no resource policy",
      principal: stranger,
      policies: { identityPolicies },
      gives: "ImplicitDeny resource",
    },
    {
      of: "only the resource's side allows",
      principal: stranger,
      resourcePolicy: grantTo("*"),
      gives: "ImplicitDeny identity",
    },
    {
      of: "only the resource's side allows, naming the caller's role",
      principal: from(roleSession),
      resourcePolicy: grantTo({ AWS: roleSession.roleArn }),
      gives: "ImplicitDeny identity",
    },
    {
      of: "both sides allow",
      principal: stranger,
      policies: { identityPolicies },
      resourcePolicy: grantTo({ AWS: OTHER_ACCOUNT }),
      gives: "Allow identity",
    },
    {
      of: "both sides allow, boundary silent",
      principal: stranger,
      policies: { identityPolicies, permissionsBoundary: silent },
      resourcePolicy: grantTo({ AWS: user.arn }),
      gives: "ImplicitDeny permissions-boundary",
    },
    {
      of: "both sides allow, session silent",
      principal: from(roleSession),
      policies: { identityPolicies, sessionPolicies: [silent] },
      resourcePolicy: grantTo({ AWS: roleSession.roleArn }),
      gives: "ImplicitDeny session",
    },
    {
      of: "the other root",
      principal: from(root),
      resourcePolicy: grantTo({ AWS: OTHER_ACCOUNT }),
      gives: "Allow identity",
    },
    { of: "the other root without a grant", principal: from(root), gives: "ImplicitDeny resource" },
    {
      of: "their own organization denies",
      principal: stranger,
      policies: { identityPolicies, serviceControlPolicies: [[no]] },
      resourcePolicy: grantTo("*"),
      gives: "ExplicitDeny service-control",
    },
  ]);
});

describe("callers without an account", () => {
  checkDecisions([
    { of: "anonymous, no policy", principal: anonymousPrincipal, gives: "ImplicitDeny resource" },
    {
      of: "anonymous, everyone allowed",
      principal: anonymousPrincipal,
      resourcePolicy: grantTo("*"),
      gives: "Allow resource",
    },
    {
      of: "anonymous, account allowed",
      principal: anonymousPrincipal,
      resourcePolicy: grantTo({ AWS: ACCOUNT }),
      gives: "ImplicitDeny resource",
    },
    {
      of: "a service, named",
      principal: lambda,
      resourcePolicy: grantTo({ Service: "lambda.amazonaws.com" }),
      gives: "Allow resource",
    },
    {
      of: "a service, another named",
      principal: lambda,
      resourcePolicy: grantTo({ Service: "sns.amazonaws.com" }),
      gives: "ImplicitDeny resource",
    },
    {
      of: "a service, denied",
      principal: lambda,
      resourcePolicy: grantTo("*", "Deny"),
      gives: "ExplicitDeny resource",
    },
  ]);
});

describe("the confused deputy", () => {
  const resourcePolicy = policyOf(
    "resource",
    statement("Allow", {
      Principal: { Service: "lambda.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": `arn:aws:lambda:*:${ACCOUNT}:function:f` } },
    }),
  );
  const ask = (context: ReadonlyMap<string, readonly string[]>) =>
    evaluate(request({ principal: lambda, resourcePolicy, context })).effect;

  it("is refused unless the service acts for the named resource", () => {
    assert.equal(
      ask(new Map([["aws:sourcearn", [`arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`]]])),
      "Allow",
    );
    assert.equal(
      ask(new Map([["aws:sourcearn", [`arn:aws:lambda:eu-west-1:${OTHER_ACCOUNT}:function:f`]]])),
      "ImplicitDeny",
    );
    assert.equal(ask(new Map()), "ImplicitDeny");
  });
});
