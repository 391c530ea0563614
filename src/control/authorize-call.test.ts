import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compilePolicy } from "../policy/compile.ts";
import type { Principal } from "../policy/principal.ts";
import type { AccessDeniedError } from "./access-denied.ts";
import { authorizeCall } from "./authorize-call.ts";

const account = "111122223333";
const ann: Principal = {
  type: "User",
  accountId: account,
  arn: `arn:aws:iam::${account}:user/ann`,
  userId: "AIDAANN",
  userName: "ann",
  tags: {},
};
const origin = { sourceIp: "198.51.100.7", userAgent: "test", secureTransport: true, host: "" };
const call = { principal: ann, accountId: account, region: "eu-west-1", nowMs: 0, origin };

function directory(...statements: object[]) {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const policy = compilePolicy(text, { name: "desk", kind: "identity" });
  return { findPolicies: () => ({ identityPolicies: statements.length > 0 ? [policy] : [] }) };
}

const read = { action: "ssm:GetParameter", resource: `arn:aws:ssm:eu-west-1:${account}:parameter/a` };
const allowRead = { Sid: "Read", Effect: "Allow", Action: "ssm:GetParameter", Resource: "*" };

test("every check of a call must pass, not only the first", () => {
  const write = { action: "ssm:PutParameter", resource: read.resource };
  assert.doesNotThrow(() => authorizeCall("ssm", [read], call, directory(allowRead)));
  assert.throws(() => authorizeCall("ssm", [read, write], call, directory(allowRead)), /ssm:PutParameter/);
});

test("a refusal names caller, action, resource and layer; why, and what would help, is for the audit alone", () => {
  const office = { ...allowRead, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } };
  assert.throws(
    () => authorizeCall("ssm", [read], call, directory(office)),
    (error: AccessDeniedError) => {
      const who = `User: ${ann.arn} is not authorized to perform: ssm:GetParameter on resource: ${read.resource}`;
      assert.equal(
        error.message,
        `${who} because no identity-based policy allows the ssm:GetParameter action`,
      );
      assert.deepEqual([error.code, error.status], ["AccessDeniedException", 400]);
      assert.equal(
        error.wayIn,
        `an identity policy of ${ann.arn} must allow ssm:GetParameter on ${read.resource}; or fulfil the condition that fails above`,
      );
      assert.match(error.why, /"Read" of policy "desk".*aws:SourceIp wants 10\.0\.0\.0\/8/);
      return true;
    },
  );
});

test("an explicit deny says so", () => {
  const deny = { Effect: "Deny", Action: "ssm:*", Resource: "*" };
  assert.throws(
    () => authorizeCall("iam", [read], call, directory(allowRead, deny)),
    /with an explicit deny in an identity-based policy/,
  );
});

test("a principal that is gone may do nothing", () => {
  assert.throws(
    () => authorizeCall("ssm", [read], call, { findPolicies: () => undefined }),
    /not authorized/,
  );
});

test("another account's resource needs its own policy as well", () => {
  const foreign = { action: "s3:GetObject", resource: "arn:aws:s3:::b/k", resourceAccountId: "444455556666" };
  const own = directory({ Effect: "Allow", Action: "s3:*", Resource: "*" });
  assert.throws(() => authorizeCall("s3", [foreign], call, own), /no resource-based policy allows/);
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { AWS: ann.arn },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::b/*",
    },
  });
  const resourcePolicy = compilePolicy(text, { name: "bucket", kind: "resource" });
  assert.doesNotThrow(() => authorizeCall("s3", [{ ...foreign, resourcePolicy }], call, own));
});

test("a service that calls for somebody does not lend its address", () => {
  const office = { ...allowRead, Condition: { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } } };
  assert.doesNotThrow(() => authorizeCall("ssm", [read], call, directory(office)));
  const via = { ...call, origin: { ...origin, calledVia: ["cloudformation.amazonaws.com"] } };
  assert.throws(() => authorizeCall("ssm", [read], via, directory(office)), /not authorized/);
});

describe("a condition sees the call as it is:", () => {
  const organization = { organizationId: "o-1", path: "o-1/r-1/ou-1/" };
  const via = ["cloudformation.amazonaws.com"];
  const there = { ...read, resourceRegion: "us-west-2" };
  const rows: readonly (readonly [what: string, Condition: object, check: object, origin: object])[] = [
    ["plain HTTP", { Bool: { "aws:SecureTransport": "false" } }, read, { secureTransport: false }],
    ["TLS", { Bool: { "aws:SecureTransport": "true" } }, read, { secureTransport: true }],
    ["the user agent", { StringEquals: { "aws:UserAgent": "tool/1" } }, read, { userAgent: "tool/1" }],
    ["the region that was called", { StringEquals: { "aws:RequestedRegion": "eu-west-1" } }, read, {}],
    ["the region of the resource", { StringEquals: { "aws:RequestedRegion": "us-west-2" } }, there, {}],
    ["who passed it on", { StringEquals: { "aws:CalledViaFirst": via[0] } }, read, { calledVia: via }],
    ["the resource's organization", { StringEquals: { "aws:ResourceOrgID": "o-1" } }, read, {}],
    ["the resource's account", { StringEquals: { "aws:ResourceAccount": account } }, read, {}],
  ];
  const judge = (check: object, more: object, ...statements: object[]) => {
    const policies = { ...directory(...statements), findOrganization: () => organization };
    authorizeCall("ssm", [check as typeof read], { ...call, origin: { ...origin, ...more } }, policies);
  };
  for (const [what, Condition, check, more] of rows) {
    test(what, () => {
      judge(check, more, { ...allowRead, Condition });
      const deny = { ...allowRead, Sid: "Not", Effect: "Deny", Condition };
      assert.throws(() => judge(check, more, allowRead, deny), /with an explicit deny/);
    });
  }
});

test("a resource whose policy alone opens the door is closed to whoever has only a policy of his own", () => {
  const closed = { ...read, resourcePolicyRequired: true };
  assert.throws(() => authorizeCall("ssm", [closed], call, directory(allowRead)), /not authorized/);
});
