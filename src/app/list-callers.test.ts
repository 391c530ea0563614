import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { createHarness, method, restStage } from "../gateway/gateway.fixture.ts";
import type { MethodSnapshot, RestStageSnapshot } from "../gateway/snapshot.ts";
import {
  ACCOUNT,
  allowing,
  document,
  iamWorld,
  OTHER_ACCOUNT,
  trusting,
} from "../services/iam/iam.fixture.ts";
import { answerCallersQuestion } from "./callers-question.ts";
import { drawCallers } from "./draw-callers.ts";
import type { MethodCallers } from "./list-callers.ts";

const arn = `arn:aws:execute-api:us-east-1:${ACCOUNT}:abc`;
const office = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
const invoke = "execute-api:Invoke";

/** Users, a role and another account, each with rights of their own, and one API. */
async function world(
  t: TestContext,
  stage: Partial<RestStageSnapshot> = {},
  guard: object = { type: "AWS_IAM" },
) {
  const { call, iam, clock, otherRoot } = await iamWorld(t);
  const userWith = async (UserName: string, PolicyDocument: string, principal?: typeof otherRoot) => {
    await call("CreateUser", { UserName }, principal);
    await call("PutUserPolicy", { UserName, PolicyName: `${UserName}s`, PolicyDocument }, principal);
  };
  await userWith("ann", allowing(invoke, `${arn}/prod/GET/pets/*`));
  await userWith("bob", allowing(invoke, `${arn}/prod/GET/other`));
  await userWith(
    "far",
    document({ Sid: "Office", Effect: "Allow", Action: invoke, Resource: "*", Condition: office }),
  );
  await userWith("guest", allowing(invoke), otherRoot);
  await call("CreateRole", {
    RoleName: "clerk",
    AssumeRolePolicyDocument: trusting({ AWS: ACCOUNT }),
    Tags: [{ Key: "Team", Value: "blue" }],
  });
  const tagged = { StringEquals: { "aws:PrincipalTag/Team": "blue" } };
  await call("PutRolePolicy", {
    RoleName: "clerk",
    PolicyName: "clerks",
    PolicyDocument: document({ Effect: "Allow", Action: invoke, Resource: "*", Condition: tagged }),
  });
  const authorization = guard as MethodSnapshot["authorization"];
  const { gateway } = createHarness({
    stages: [
      restStage({
        accountId: ACCOUNT,
        methods: [method({ resourcePath: "/pets/{id}", authorization })],
        ...stage,
      }),
    ],
  });
  const sources = { deployed: gateway.deployed, iam: iam.port, nowMs: () => clock.nowMs() };
  return (query: string) => answerCallersQuestion(new URLSearchParams(query), sources);
}

const callersOf = ({ document }: { readonly document: object }): string[] =>
  (document as MethodCallers).callers.map(
    ({ principal, provisos }) =>
      principal + provisos.map(({ kind, conditions }) => ` ${kind} ${conditions[0]?.key}`).join(),
  );

const own = [
  `arn:aws:iam::${ACCOUNT}:root`,
  `arn:aws:iam::${ACCOUNT}:user/ann`,
  `arn:aws:iam::${ACCOUNT}:user/far if aws:SourceIp`,
  `arn:aws:iam::${ACCOUNT}:role/clerk`,
];

describe("who can call a method", () => {
  it("everyone whose policies allow it, and nobody else", async (t) => {
    const ask = await world(t);
    assert.deepEqual(callersOf(ask("method=GET&path=/pets/7")), own);
  });

  it("principals of another account only with the resource policy's consent", async (t) => {
    const resourcePolicy = document({
      Sid: "Guests",
      Effect: "Allow",
      Principal: { AWS: OTHER_ACCOUNT },
      Action: invoke,
      Resource: "execute-api:/prod/GET/pets/*",
    });
    const ask = await world(t, { resourcePolicy });
    const there = [`arn:aws:iam::${OTHER_ACCOUNT}:root`, `arn:aws:iam::${OTHER_ACCOUNT}:user/guest`];
    assert.deepEqual(callersOf(ask("method=GET&path=/pets/7")), [...own, ...there]);
  });

  it("a session that the resource policy names", async (t) => {
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/clerk/monday`;
    const deny = { Effect: "Deny", Principal: "*", Action: invoke, Resource: "execute-api:/*" };
    const allow = {
      Effect: "Allow",
      Principal: { AWS: session },
      Action: invoke,
      Resource: "execute-api:/*",
    };
    const notBlue = { StringNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/clerk` } };
    const resourcePolicy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [allow, { ...deny, Condition: notBlue }],
    });
    const ask = await world(t, { resourcePolicy });
    assert.deepEqual(callersOf(ask("method=GET&path=/pets/7")), [own[3], session]);
  });

  it("anonymous callers, as far as the resource policy lets them", async (t) => {
    const resourcePolicy = document({
      Effect: "Allow",
      Principal: "*",
      Action: invoke,
      Resource: "execute-api:/*",
      Condition: office,
    });
    const ask = await world(t, { resourcePolicy }, { type: "NONE" });
    assert.deepEqual(callersOf(ask("method=GET&path=/pets/7")), ["anonymous if aws:SourceIp"]);
    const open = await world(t, {}, { type: "NONE" });
    assert.deepEqual(callersOf(open("method=GET&path=/pets/7")), ["anonymous"]);
  });

  it("a Lambda authorizer is named: who passes it is its own affair", async (t) => {
    const authorizer = {
      ...({ id: "auth1", name: "bearer", type: "TOKEN", resultTtlS: 0 } as const),
      functionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:gate`,
      identitySources: ["method.request.header.Authorization"],
    };
    const ask = await world(t, { authorizers: [authorizer] }, { type: "CUSTOM", authorizerId: "auth1" });
    const { document } = ask("method=GET&path=/pets/7");
    assert.match((document as MethodCallers).note ?? "", /authorizer bearer decides .*:function:gate/);
  });

  const everybody = (effect: string, more: object = {}) =>
    document({
      ...{ Sid: "All", Effect: effect, Principal: "*", Action: invoke, Resource: "execute-api:/*" },
      ...more,
    });
  const drawnWith = async (t: TestContext, resourcePolicy: string, guard?: object) => {
    const authorizer = {
      ...({ id: "auth1", name: "bearer", type: "TOKEN", resultTtlS: 0 } as const),
      functionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:gate`,
      identitySources: ["method.request.header.Authorization"],
    };
    const ask = await world(t, { resourcePolicy, authorizers: [authorizer] }, guard);
    return drawCallers(ask("method=GET&path=/pets/7").document as MethodCallers);
  };
  const custom = { type: "CUSTOM", authorizerId: "auth1" };
  const said: readonly [what: string, policy: string, guard: object, lines: RegExp][] = [
    [
      "a signed method, open to every account",
      everybody("Allow"),
      { type: "AWS_IAM" },
      /allows everybody: Allow by .*, All\nCallers of other accounts .* where their own policies allow it/,
    ],
    [
      "an open method",
      everybody("Allow"),
      { type: "NONE" },
      /All\nAnonymous callers and those of any account/,
    ],
    ["a Lambda authorizer", everybody("Allow"), custom, /All\nWhoever the authorizer answers for may call/],
    [
      "a Lambda authorizer, by a condition",
      everybody("Allow", { Condition: office }),
      custom,
      /All\n {4}if IpAddress aws:SourceIp 10\.0\.0\.0\/8 .*\nWhoever/,
    ],
    ["a Lambda authorizer, and a Deny", everybody("Deny"), custom, /denies everybody: Deny by .*, All\n$/],
  ];
  for (const [what, policy, guard, lines] of said) {
    it(`what the resource policy says to everybody is told: ${what}`, async (t) =>
      assert.match(await drawnWith(t, policy, guard), lines));
  }

  it("a resource policy for some says nothing to everybody", async (t) => {
    const policy = everybody("Allow", { Principal: { AWS: OTHER_ACCOUNT } });
    assert.doesNotMatch(await drawnWith(t, policy), /everybody/);
  });

  const mistakes: readonly [query: string, status: number, message: RegExp][] = [
    ["method=POST&path=/pets/7", 404, /No method of API abc answers POST \/pets\/7/],
    ["method=GET&path=/none", 404, /No method/],
    ["method=GET&path=../x", 400, /The path is not one/],
    ["method=GET", 400, /The path is not one/],
    ["method=GET&path=/pets/7&api=xyz", 404, /no such deployed stage.*\n.*--api abc --stage prod/],
  ];
  for (const [query, status, message] of mistakes) {
    it(`${query}: ${status}`, async (t) => {
      const ask = await world(t);
      const answer = ask(query);
      assert.equal(answer.status, status);
      assert.match((answer.document as { message: string }).message, message);
    });
  }

  it("is drawn with the resource policy by its own name", async (t) => {
    const resourcePolicy = document({
      ...{ Sid: "Open", Effect: "Allow", Principal: "*", Action: invoke, Resource: "execute-api:/*" },
      Condition: office,
    });
    const ask = await world(t, { resourcePolicy }, { type: "NONE" });
    const drawn = drawCallers(ask("method=GET&path=/pets/7").document as MethodCallers);
    assert.match(drawn, /^ {4}Allow by resource policy of API abc, Open$/m);
    assert.match(drawn, /\(resource policy of API abc, Open\)$/m);
  });

  it("is drawn with the statement and what it asks for", async (t) => {
    const ask = await world(t);
    const drawn = drawCallers(ask("method=GET&path=/pets/7").document as MethodCallers);
    assert.ok(
      drawn.includes(`
  arn:aws:iam::${ACCOUNT}:user/far
    Allow by identity policy fars, Office
    if IpAddress aws:SourceIp 10.0.0.0/8  (identity policy fars, Office)`),
      drawn,
    );
  });
});
