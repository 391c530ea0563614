import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../base/clock.ts";
import { compilePolicy } from "../../policy/compile.ts";
import type { PolicyDirectory } from "../../policy/identity-directory.ts";
import { anonymousPrincipal, type Principal } from "../../policy/principal.ts";
import { exchange } from "../exchange.fixture.ts";
import { method, restStage } from "../gateway.fixture.ts";
import { compileResourcePolicy } from "../resource-policy.ts";
import { UpstreamClient } from "../upstream/upstream-client.ts";
import { authorize } from "./authorize.ts";

const user = (accountId: string): Principal => ({
  type: "User",
  accountId,
  arn: `arn:aws:iam::${accountId}:user/ann`,
  userId: "AIDAANN",
  userName: "ann",
  tags: {},
});
const same = user("123456789012");
const other = user("999999999999");

type Effect = "Allow" | "Deny" | "silent";

const statement = (effect: string, resource: string, more = {}) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: effect, Action: "execute-api:Invoke", Resource: resource, ...more }],
  });

const identityPolicy = (effect: Effect) =>
  compilePolicy(
    effect === "silent"
      ? statement("Allow", "arn:aws:execute-api:us-east-1:123456789012:other/*")
      : statement(effect, "arn:aws:execute-api:us-east-1:123456789012:abc/prod/GET/pets/*"),
    { name: "identity", kind: "identity" },
  );

const resourceText = (effect: Effect): string =>
  effect === "silent"
    ? statement("Allow", "execute-api:/other/*", { Principal: "*" })
    : statement(effect, "execute-api:/prod/GET/pets/*", { Principal: "*" });

interface Situation {
  readonly type: "NONE" | "AWS_IAM";
  readonly principal: Principal;
  readonly identity?: Effect;
  readonly resourcePolicy?: string;
  readonly path?: string;
  readonly policies?: PolicyDirectory;
}

async function ask(situation: Situation) {
  const deployment = restStage(situation.resourcePolicy ? { resourcePolicy: situation.resourcePolicy } : {});
  const compiled = authorize.compile({
    deployment,
    resourcePolicy: compileResourcePolicy(deployment),
    authorizers: new Map(),
    method: method({ authorization: { type: situation.type } }),
    ports: {
      credentials: { findCredential: () => "unknown-access-key" },
      policies: situation.policies ?? {
        findPolicies: () => ({ identityPolicies: [identityPolicy(situation.identity ?? "silent")] }),
      },
      functions: { invoke: () => assert.fail() },
      webAcls: { find: () => undefined },
      accessLogs: { write: () => {} },
      upstream: new UpstreamClient({ clock: systemClock }),
      clock: systemClock,
      stopping: new AbortController().signal,
    },
  });
  if (compiled.kind === "constant") return { kind: "continue" } as const;
  return compiled.run({
    ...exchange({ path: situation.path ?? "/pets/7", principal: situation.principal }),
    deployment,
  });
}

/** Tables A and B of "How API Gateway resource policies affect authorization workflow". */
const table: readonly [identity: Effect, resource: Effect, sameAccount: string, crossAccount: string][] = [
  ["Allow", "Allow", "continue", "continue"],
  ["Allow", "silent", "continue", "access_denied"],
  ["Allow", "Deny", "access_denied_explicitly", "access_denied_explicitly"],
  ["silent", "Allow", "continue", "access_denied"],
  ["silent", "silent", "access_denied", "access_denied"],
  ["silent", "Deny", "access_denied_explicitly", "access_denied_explicitly"],
  ["Deny", "Allow", "access_denied_explicitly", "access_denied_explicitly"],
  ["Deny", "silent", "access_denied_explicitly", "access_denied_explicitly"],
  ["Deny", "Deny", "access_denied_explicitly", "access_denied_explicitly"],
];
const resultOf = (verdict: { readonly kind: string; readonly code?: string }) => verdict.code ?? verdict.kind;

for (const [identity, resource, sameAccount, crossAccount] of table) {
  test(`identity ${identity}, resource ${resource}: ${sameAccount} in the account, ${crossAccount} across`, async () => {
    const resourcePolicy = resourceText(resource);
    for (const [principal, expected] of [
      [same, sameAccount],
      [other, crossAccount],
    ] as const) {
      assert.equal(resultOf(await ask({ type: "AWS_IAM", principal, identity, resourcePolicy })), expected);
    }
  });
}

const open: readonly [resource: Effect | undefined, expected: string][] = [
  [undefined, "continue"],
  ["Allow", "continue"],
  ["silent", "access_denied"],
  ["Deny", "access_denied_explicitly"],
];
for (const [resource, expected] of open) {
  test(`without authorization, resource policy ${resource}: ${expected}`, async () => {
    const resourcePolicy = resource && resourceText(resource);
    const verdict = await ask({
      type: "NONE",
      principal: anonymousPrincipal,
      ...(resourcePolicy && { resourcePolicy }),
    });
    assert.equal(resultOf(verdict), expected);
  });
}

test("a refusal is told once, with the policy by its own name", async () => {
  const details: readonly [identity: Effect, resource: Effect, detail: RegExp][] = [
    [
      "silent",
      "silent",
      /^no identity policy allows arn:aws:execute-api:[^ ]+\/prod\/GET\/pets\/7(; nearest|$)/,
    ],
    ["Allow", "Deny", /^"[^"]+" of resource policy of API \w+ denies arn:aws:execute-api:[^ ]+$/],
  ];
  for (const [identity, effect, detail] of details) {
    const verdict = await ask({
      type: "AWS_IAM",
      principal: same,
      identity,
      resourcePolicy: resourceText(effect),
    });
    assert.ok(verdict.kind === "reject");
    assert.match(verdict.detail, detail);
  }
});

test("a signer without policies of their own is refused, and one that is gone", async () => {
  assert.equal(resultOf(await ask({ type: "AWS_IAM", principal: same })), "access_denied");
  const gone = { findPolicies: () => undefined };
  assert.equal(
    resultOf(await ask({ type: "AWS_IAM", principal: same, policies: gone })),
    "principal_deleted",
  );
});

test("the client reads AWS's words with the account masked", async () => {
  const denied = await ask({ type: "AWS_IAM", principal: same });
  assert.equal(
    denied.kind === "reject" && denied.message,
    "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: execute-api:Invoke on resource: " +
      "arn:aws:execute-api:us-east-1:********9012:abc/prod/GET/pets/7",
  );
  const anonymous = await ask({
    type: "NONE",
    principal: anonymousPrincipal,
    resourcePolicy: resourceText("Deny"),
  });
  assert.match(
    (anonymous.kind === "reject" && anonymous.message) || "",
    /^User: anonymous .* with an explicit deny$/,
  );
});

test("the record names the statement that decided", async () => {
  const denied = await ask({ type: "AWS_IAM", principal: same, identity: "Deny" });
  assert.equal(denied.kind === "reject" && denied.statement?.effect, "Deny");
  const allowed = await ask({ type: "AWS_IAM", principal: same, identity: "Allow" });
  assert.equal(
    allowed.kind === "continue" && "statement" in allowed && allowed.statement?.policy,
    "identity",
  );
});

/** Spellings of `/pets/7`, which the policy denies; were the path taken as sent, each would be let in. */
for (const path of ["/pets/7", "/pets/7/", "/%70ets/7", "/pets/%37"]) {
  test(`a Deny of /pets/7 holds for ${path}`, async () => {
    const Statement = [
      { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: "execute-api:/prod/GET/pets/7",
      },
    ];
    const resourcePolicy = JSON.stringify({ Version: "2012-10-17", Statement });
    const verdict = await ask({ type: "NONE", principal: anonymousPrincipal, resourcePolicy, path });
    assert.equal(resultOf(verdict), "access_denied_explicitly");
  });
}

test("an encoded slash does not lead into another resource's permission", async () => {
  const resourcePolicy = statement("Allow", "execute-api:/prod/GET/public/*", { Principal: "*" });
  const verdict = await ask({
    type: "NONE",
    principal: anonymousPrincipal,
    resourcePolicy,
    path: "/public%2Fsecret",
  });
  assert.equal(resultOf(verdict), "access_denied");
});

test("conditions see the request", async () => {
  const condition = {
    IpAddress: { "aws:SourceIp": "203.0.113.0/24" },
    Bool: { "aws:SecureTransport": "true" },
  };
  const allowed = statement("Allow", "execute-api:/*", { Principal: "*", Condition: condition });
  assert.equal(
    resultOf(await ask({ type: "NONE", principal: anonymousPrincipal, resourcePolicy: allowed })),
    "continue",
  );
  const elsewhere = allowed.replace("203.0.113.0", "198.51.100.0");
  assert.equal(
    resultOf(await ask({ type: "NONE", principal: anonymousPrincipal, resourcePolicy: elsewhere })),
    "access_denied",
  );
});

test("a method ARN of more than 1,600 bytes is refused", async () => {
  const path = `/${"a".repeat(1_600)}`;
  assert.equal(resultOf(await ask({ type: "AWS_IAM", principal: same, path })), "method_arn_too_long");
});

test("the record of a refusal has each layer and the condition that failed with the value seen; an Allow has none", async () => {
  const condition = { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } };
  const resourcePolicy = statement("Allow", "execute-api:/*", { Principal: "*", Condition: condition });
  const denied = await ask({ type: "AWS_IAM", principal: same, identity: "silent", resourcePolicy });
  assert.ok(denied.kind === "reject" && denied.policies);
  assert.deepEqual(
    denied.policies.map(({ layer, outcome }) => [layer, outcome]),
    [
      ["resource", "ImplicitDeny"],
      ["identity", "ImplicitDeny"],
    ],
  );
  const [failed] = denied.policies[0]!.statements[0]!.conditions;
  assert.deepEqual([failed?.key, failed?.seen], ["aws:SourceIp", ["203.0.113.9"]]);
  const allowed = await ask({ type: "AWS_IAM", principal: same, identity: "Allow", resourcePolicy });
  assert.ok(allowed.kind === "continue" && !("policies" in allowed));
});

const GET_PET = "execute-api:Invoke on arn:aws:execute-api:us-east-1:123456789012:abc/prod/GET/pets/7";
/** Who is refused by what, and what would let them in: exactly what was asked for, by those who must allow it. */
const WAYS: readonly [what: string, situation: Situation, wayIn: string][] = [
  [
    "by no policy, in the account",
    { type: "AWS_IAM", principal: same },
    `an identity policy of ${same.arn}, or the API's resource policy for it, must allow ${GET_PET}`,
  ],
  [
    "from another account, by neither side",
    { type: "AWS_IAM", principal: other, resourcePolicy: resourceText("silent") },
    `the API's resource policy, for ${other.arn}, and an identity policy of ${other.arn} must allow ${GET_PET}`,
  ],
  [
    "from another account, by its own side",
    { type: "AWS_IAM", principal: other, resourcePolicy: resourceText("Allow") },
    `an identity policy of ${other.arn} must allow ${GET_PET}`,
  ],
  [
    "without a signature",
    { type: "NONE", principal: anonymousPrincipal, resourcePolicy: resourceText("silent") },
    `the API's resource policy, for callers without a signature, must allow ${GET_PET}`,
  ],
  [
    "by a Deny",
    { type: "AWS_IAM", principal: same, identity: "Deny" },
    "narrow Statement[0] of the identity policy identity: no Allow outweighs its Deny",
  ],
];
for (const [what, situation, wayIn] of WAYS) {
  test(`a refusal ${what} says what would let the caller in`, async () => {
    const verdict = await ask(situation);
    assert.ok(verdict.kind === "reject");
    assert.equal(verdict.wayIn, wayIn);
  });
}

test("where a condition alone fails, fulfilling it is another way in", async () => {
  const condition = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
  const office = statement("Allow", "*", { Condition: condition });
  const verdict = await ask({
    ...{ type: "AWS_IAM", principal: same },
    policies: {
      findPolicies: () => ({
        identityPolicies: [compilePolicy(office, { name: "office", kind: "identity" })],
      }),
    },
  });
  assert.ok(verdict.kind === "reject");
  assert.match(verdict.wayIn!, /; or fulfil the condition that fails above$/);
});
