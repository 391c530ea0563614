import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuthorizationRequest, PolicyLayer, PolicySet } from "./authorization.ts";
import { type CompiledPolicy, compilePolicy } from "./compile.ts";
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

const allow = statement("Allow");
const deny = statement("Deny");
const yes = policyOf("identity", allow);
const no = policyOf("identity", deny);
const silent = policyOf("identity", statement("Allow", { Action: "sqs:SendMessage" }));

/** A resource policy with one statement for these principals. */
const grantTo = (principal: unknown, effect: "Allow" | "Deny" = "Allow") =>
  policyOf("resource", statement(effect, { Principal: principal }));

const federated: Principal = {
  ...user,
  type: "FederatedUser",
  arn: `arn:aws:sts::${ACCOUNT}:federated-user/ann`,
};
const serviceLinked: Principal = {
  ...roleSession,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway`,
};
const lambda = servicePrincipal("lambda.amazonaws.com");

interface Case extends Partial<Omit<AuthorizationRequest, "policies">> {
  readonly of: string;
  readonly policies?: Partial<PolicySet>;
  /** `Allow identity`: the effect and the layer that decided. */
  readonly gives: `${"Allow" | "ExplicitDeny" | "ImplicitDeny"} ${PolicyLayer}`;
}

function check(cases: readonly Case[]): void {
  for (const { of, gives, policies, ...parts } of cases) {
    it(`${of}: ${gives}`, () => {
      const decision = evaluate(request({ ...parts, policies: { identityPolicies: [], ...policies } }));
      assert.equal(`${decision.effect} ${decision.layer}`, gives);
    });
  }
}

describe("identity policies", () => {
  check([
    { of: "none", gives: "ImplicitDeny identity" },
    {
      of: "none that speaks of the action",
      policies: { identityPolicies: [silent] },
      gives: "ImplicitDeny identity",
    },
    { of: "one allows", policies: { identityPolicies: [silent, yes] }, gives: "Allow identity" },
    {
      of: "one allows, one denies",
      policies: { identityPolicies: [yes, no] },
      gives: "ExplicitDeny identity",
    },
    { of: "root needs none", principal: root, gives: "Allow identity" },
  ]);

  it("compare actions without case, and resources with it", () => {
    const policy = policyOf("identity", {
      Effect: "Allow",
      Action: "S3:getOBJECT",
      Resource: "arn:aws:s3:::orders/*",
    });
    const policies = { identityPolicies: [policy] };
    assert.equal(evaluate(request({ policies })).effect, "Allow");
    assert.equal(evaluate(request({ policies, resource: "arn:aws:s3:::Orders/1" })).effect, "ImplicitDeny");
  });

  it("except what NotAction and NotResource name", () => {
    const policy = policyOf("identity", {
      Effect: "Allow",
      NotAction: "iam:*",
      NotResource: "arn:aws:s3:::secret/*",
    });
    const ask = (action: string, resource: string) =>
      evaluate(request({ policies: { identityPolicies: [policy] }, action, resource })).effect;
    assert.equal(ask("s3:GetObject", "arn:aws:s3:::orders/1"), "Allow");
    assert.equal(ask("iam:CreateUser", "arn:aws:s3:::orders/1"), "ImplicitDeny");
    assert.equal(ask("s3:GetObject", "arn:aws:s3:::secret/1"), "ImplicitDeny");
  });

  it("are remembered per action without mixing actions up", () => {
    const policy = policyOf("identity", statement("Allow", { Action: "s3:GetObject" }));
    const ask = (action: string) =>
      evaluate(request({ policies: { identityPolicies: [policy] }, action })).effect;
    for (let i = 0; i < 300; i++) assert.equal(ask(`s3:Action${i}`), "ImplicitDeny");
    assert.equal(ask("s3:GetObject"), "Allow");
    assert.equal(ask("s3:GetObject"), "Allow");
  });

  it("name the statement that decided", () => {
    const policy = compilePolicy(JSON.stringify({ Statement: [{ ...deny, Sid: "NoDeletes" }] }), {
      name: "guard",
      kind: "identity",
    });
    assert.deepEqual(evaluate(request({ policies: { identityPolicies: [yes, policy] } })).statement, {
      layer: "identity",
      policy: "guard",
      statement: "NoDeletes",
      effect: "Deny",
    });
  });
});

describe("permissions boundary and session policies", () => {
  const identityPolicies = [yes];
  check([
    {
      of: "boundary silent",
      policies: { identityPolicies, permissionsBoundary: silent },
      gives: "ImplicitDeny permissions-boundary",
    },
    {
      of: "boundary denies",
      policies: { identityPolicies, permissionsBoundary: no },
      gives: "ExplicitDeny permissions-boundary",
    },
    {
      of: "boundary allows",
      policies: { identityPolicies, permissionsBoundary: yes },
      gives: "Allow identity",
    },
    {
      of: "boundary grants nothing itself",
      policies: { permissionsBoundary: yes },
      gives: "ImplicitDeny identity",
    },
    {
      of: "session silent",
      principal: roleSession,
      policies: { identityPolicies, sessionPolicies: [silent] },
      gives: "ImplicitDeny session",
    },
    {
      of: "session passed no policy at all",
      principal: roleSession,
      policies: { identityPolicies, sessionPolicies: [] },
      gives: "ImplicitDeny session",
    },
    {
      of: "session denies",
      principal: roleSession,
      policies: { identityPolicies, sessionPolicies: [yes, no] },
      gives: "ExplicitDeny session",
    },
    {
      of: "one session policy allows",
      principal: roleSession,
      policies: { identityPolicies, sessionPolicies: [silent, yes] },
      gives: "Allow identity",
    },
    {
      of: "session grants nothing itself",
      principal: roleSession,
      policies: { sessionPolicies: [yes] },
      gives: "ImplicitDeny identity",
    },
    {
      of: "role session without session policies",
      principal: roleSession,
      policies: { identityPolicies },
      gives: "Allow identity",
    },
    {
      of: "federated user without session policies",
      principal: federated,
      policies: { identityPolicies },
      gives: "ImplicitDeny session",
    },
  ]);
});

describe("service control policies", () => {
  const identityPolicies = [yes];
  check([
    {
      of: "all levels allow",
      policies: { identityPolicies, serviceControlPolicies: [[yes], [silent, yes]] },
      gives: "Allow identity",
    },
    {
      of: "one level is silent",
      policies: { identityPolicies, serviceControlPolicies: [[yes], [silent]] },
      gives: "ImplicitDeny service-control",
    },
    {
      of: "a level without policies",
      policies: { identityPolicies, serviceControlPolicies: [[yes], []] },
      gives: "ImplicitDeny service-control",
    },
    {
      of: "one level denies",
      policies: { identityPolicies, serviceControlPolicies: [[yes], [yes, no]] },
      gives: "ExplicitDeny service-control",
    },
    {
      of: "root is bound too",
      principal: root,
      policies: { serviceControlPolicies: [[silent]] },
      gives: "ImplicitDeny service-control",
    },
    {
      of: "a direct grant does not help",
      resourcePolicy: grantTo({ AWS: user.arn }),
      policies: { serviceControlPolicies: [[silent]] },
      gives: "ImplicitDeny service-control",
    },
    {
      of: "service-linked roles are free",
      principal: serviceLinked,
      policies: { identityPolicies, serviceControlPolicies: [[no]] },
      gives: "Allow identity",
    },
  ]);
});

describe("resource policies within one account", () => {
  const limited = { permissionsBoundary: silent, sessionPolicies: [silent] };
  check([
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
  check([
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
  check([
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
  check([
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

describe("VPC endpoint policies", () => {
  const policies = { identityPolicies: [yes] };
  check([
    { of: "allowing", policies, vpcEndpointPolicy: grantTo("*"), gives: "Allow identity" },
    { of: "allowing alone", vpcEndpointPolicy: grantTo("*"), gives: "ImplicitDeny identity" },
    {
      of: "naming another",
      policies,
      vpcEndpointPolicy: grantTo({ AWS: OTHER_ACCOUNT }),
      gives: "ImplicitDeny vpc-endpoint",
    },
    { of: "denying", policies, vpcEndpointPolicy: grantTo("*", "Deny"), gives: "ExplicitDeny vpc-endpoint" },
    {
      of: "silent for the anonymous",
      principal: anonymousPrincipal,
      resourcePolicy: grantTo("*"),
      vpcEndpointPolicy: grantTo({ AWS: ACCOUNT }),
      gives: "ImplicitDeny vpc-endpoint",
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
