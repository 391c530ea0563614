import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import type { Principal } from "../../src/policy/principal.ts";
import { apiArn, type Guard, type GuardedApi, owner, policyOf, startGuardedApi } from "./guarded-api.ts";

/** What a resource policy can say of a method and of a request. Each row: a policy, a call, and whether it passes. */

let api: GuardedApi | undefined;
afterEach(async () => {
  await api?.harness.stop();
  api = undefined;
});

const allow = (resource: string, more: object = {}): object =>
  policyOf("Allow", resource, { Principal: "*", ...more });

async function statusOf(
  guard: Guard,
  resourcePolicy: object,
  path = "/pets/7",
  headers: Record<string, string> = {},
  signer?: Partial<Principal>,
): Promise<number> {
  api = await startGuardedApi({
    guard,
    resourcePolicy,
    ...(signer && { signer }),
    identityPolicy: policyOf("Allow", `${apiArn}/none`),
  });
  return (await api.call(path, headers)).status;
}

describe("resources of a resource policy", () => {
  const rows: readonly [resource: string, path: string, status: number][] = [
    ["execute-api:/prod/GET/pets/7", "/pets/7", 200],
    ["execute-api:/prod/GET/pets/*", "/pets/7", 200],
    ["execute-api:/prod/GET/pets/?", "/pets/7", 200],
    ["execute-api:/prod/GET/pets/?", "/pets/77", 403],
    ["execute-api:/prod/*/pets/7", "/pets/7", 200],
    ["execute-api:/*/GET/pets/7", "/pets/7", 200],
    ["execute-api:/p*d/G?T/p*/7", "/pets/7", 200],
    ["execute-api:/*", "/pets/7", 200],
    ["execute-api:/prod/POST/pets/7", "/pets/7", 403],
    ["execute-api:/test/GET/pets/7", "/pets/7", 403],
    ["execute-api:/prod/GET/pets", "/pets/7", 403],
    ["execute-api:/prod/GET/pets/7", "/pets/8", 403],
    [`${apiArn}/prod/GET/pets/7`, "/pets/7", 200],
    [`${apiArn}/*`, "/pets/7", 200],
    [`${apiArn.replace(":abc", ":xyz")}/*`, "/pets/7", 403],
    [`${apiArn.replace("us-east-1", "eu-west-1")}/*`, "/pets/7", 403],
    // The template is not the path: what a policy is asked about is what the client asked for.
    ["execute-api:/prod/GET/{path+}", "/pets/7", 403],
  ];
  for (const [resource, path, status] of rows) {
    test(`${resource} for ${path}: ${status}`, async () => {
      assert.equal(await statusOf("NONE", allow(resource), path), status);
    });
  }
});

describe("condition keys that need no authentication", () => {
  const known = { "User-Agent": "known/1", Referer: "https://shop.example/" };
  const conditions: readonly [condition: object, holds: boolean][] = [
    [{ DateGreaterThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }, true],
    [{ DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }, false],
    [{ NumericGreaterThan: { "aws:EpochTime": "1577836800" } }, true],
    [{ StringEquals: { "aws:Referer": "https://shop.example/" } }, true],
    [{ StringEquals: { "aws:Referer": "https://other.example/" } }, false],
    [{ Bool: { "aws:SecureTransport": "false" } }, true],
    [{ Bool: { "aws:SecureTransport": "true" } }, false],
    [{ IpAddress: { "aws:SourceIp": "127.0.0.0/8" } }, true],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, false],
    [{ StringLike: { "aws:UserAgent": "known/*" } }, true],
    [{ StringLike: { "aws:UserAgent": "other/*" } }, false],
    // Private APIs only: no other request comes from an endpoint.
    [{ StringEquals: { "aws:SourceVpc": "vpc-1" } }, false],
    [{ StringEquals: { "aws:SourceVpce": "vpce-1" } }, false],
    [{ Null: { "aws:SourceVpce": "true" } }, true],
    [{ Null: { "aws:SourceArn": "true" } }, true],
    // Nobody signed.
    [{ Null: { "aws:PrincipalArn": "true", "aws:PrincipalOrgID": "true", "aws:username": "true" } }, true],
    [{ Null: { "aws:TokenIssueTime": "true", "aws:MultiFactorAuthPresent": "true" } }, true],
  ];
  for (const guard of ["NONE", "CUSTOM"] as const) {
    for (const [condition, holds] of conditions) {
      test(`${guard}: ${JSON.stringify(condition)} ${holds ? "holds" : "fails"}`, async () => {
        const policy = allow("execute-api:/*", { Condition: condition });
        assert.equal(await statusOf(guard, policy, "/pets/7", known), holds ? 200 : 403);
      });
    }
  }
});

describe("condition keys of signed requests", () => {
  const signer: Partial<Principal> = {
    type: "AssumedRole",
    arn: `arn:aws:sts::${owner}:assumed-role/Clerk/monday`,
    roleArn: `arn:aws:iam::${owner}:role/Clerk`,
    userId: "AROACLERK:monday",
    tags: { Team: "blue" },
    tokenIssuedAtMs: Date.UTC(2026, 0, 1),
    mfaAuthenticatedAtMs: Date.now() - 60_000,
    organizationId: "o-1",
    organizationPaths: ["o-1/r-1/ou-1/"],
  };
  const conditions: readonly [condition: object, holds: boolean][] = [
    [{ ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${owner}:role/Clerk` } }, true],
    [{ ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${owner}:role/Other` } }, false],
    [{ StringEquals: { "aws:PrincipalAccount": owner } }, true],
    [{ StringEquals: { "aws:PrincipalType": "AssumedRole" } }, true],
    [{ StringEquals: { "aws:PrincipalTag/Team": "blue" } }, true],
    [{ StringEquals: { "aws:PrincipalTag/Team": "red" } }, false],
    [{ StringEquals: { "aws:PrincipalOrgID": "o-1" } }, true],
    [{ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1/r-1/*" } }, true],
    [{ DateGreaterThan: { "aws:TokenIssueTime": "2025-12-31T00:00:00Z" } }, true],
    [{ Bool: { "aws:MultiFactorAuthPresent": "true" } }, true],
    [{ NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } }, true],
    [{ NumericLessThan: { "aws:MultiFactorAuthAge": "10" } }, false],
    [{ StringEquals: { "aws:userid": "AROACLERK:monday" } }, true],
    [{ Null: { "aws:username": "true" } }, true],
  ];
  for (const [condition, holds] of conditions) {
    test(`${JSON.stringify(condition)} ${holds ? "holds" : "fails"}`, async () => {
      const policy = allow("execute-api:/*", { Condition: condition });
      assert.equal(await statusOf("AWS_IAM", policy, "/pets/7", {}, signer), holds ? 200 : 403);
    });
  }

  const principals: readonly [principal: unknown, status: number][] = [
    [{ AWS: `arn:aws:iam::${owner}:role/Clerk` }, 200],
    [{ AWS: `arn:aws:sts::${owner}:assumed-role/Clerk/monday` }, 200],
    [{ AWS: `arn:aws:iam::${owner}:role/Other` }, 403],
    // Names the account, whose own policies then decide: this session's allow nothing here.
    [{ AWS: owner }, 403],
  ];
  for (const [Principal, status] of principals) {
    test(`Principal ${JSON.stringify(Principal)}: ${status}`, async () => {
      const policy = policyOf("Allow", "execute-api:/*", { Principal });
      assert.equal(
        await statusOf("AWS_IAM", policy, "/pets/7", {}, { ...signer, mfaAuthenticatedAtMs: 1 }),
        status,
      );
    });
  }

  test("names nobody where a Lambda authorizer vouches", async () => {
    const policy = policyOf("Allow", "execute-api:/*", { Principal: { AWS: owner } });
    assert.equal(await statusOf("CUSTOM", policy), 403);
  });
});
