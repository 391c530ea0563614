import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compilePolicy } from "./compile.ts";
import { checkDecisions, deny, federated, grantTo, no, silent, yes } from "./evaluate.fixture.ts";
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
import { anonymousPrincipal, type Principal } from "./principal.ts";

const serviceLinked: Principal = {
  ...roleSession,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway`,
};

describe("identity policies", () => {
  checkDecisions([
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
  checkDecisions([
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
  checkDecisions([
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

describe("VPC endpoint policies", () => {
  const policies = { identityPolicies: [yes] };
  checkDecisions([
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
