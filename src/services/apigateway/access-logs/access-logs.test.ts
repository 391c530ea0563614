import assert from "node:assert/strict";
import { test } from "node:test";
import { AwsError } from "../../../aws/aws-error.ts";
import { ManualClock } from "../../../base/clock.ts";
import { silentLogger } from "../../../base/logger.ts";
import type { PolicySet } from "../../../policy/authorization.ts";
import { compilePolicy } from "../../../policy/compile.ts";
import type { Principal } from "../../../policy/principal.ts";
import { MemoryResourceStore } from "../../../store/memory-resource-store.ts";
import { AccountSettings } from "../account/account-settings.ts";
import { ACCOUNT_ID, NOW_MS } from "../apigateway.fixture.ts";
import { AccessLogs } from "./access-logs.ts";

const REGION = "us-east-1";
const ROLE_ARN = `arn:aws:iam::${ACCOUNT_ID}:role/logs`;
const principal = {
  ...{
    type: "AssumedRole",
    accountId: ACCOUNT_ID,
    arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/logs/apigateway`,
  },
  ...{
    roleArn: ROLE_ARN,
    roleName: "logs",
    sessionName: "apigateway",
    userId: "AROALOGS:apigateway",
    tags: {},
  },
} as unknown as Principal;

const allowing = (...Action: string[]): PolicySet => {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] };
  return {
    identityPolicies: [compilePolicy(JSON.stringify(document), { name: "role", kind: "identity" })],
  };
};

/** Access logs of one account, under a clock that stands. */
async function setUp() {
  const clock = new ManualClock(NOW_MS);
  const accounts = new AccountSettings(new MemoryResourceStore({ logger: silentLogger }));
  const place = { accountId: ACCOUNT_ID, region: REGION };
  await accounts.change(place, (account) => {
    account.cloudwatchRoleArn = ROLE_ARN;
  });
  const state = { hasGroup: true, trusts: true, policies: allowing("logs:*") };
  const written: string[] = [];
  const warned: object[] = [];
  const log = new AccessLogs({
    ...{ accounts, clock },
    logs: {
      append: () => assert.fail("it could make a log group that is gone"),
      hasGroup: () => state.hasGroup,
      appendToGroup: ({ groupName }, stream, events) => {
        written.push(...events.map(({ message }) => `${groupName} ${stream.length} ${message}`));
      },
    },
    sessions: {
      trusts: () => state.trusts,
      issueForService: () => {
        if (!state.trusts) throw new AwsError("AccessDenied", "not trusted");
        return { accessKeyId: "A", secretAccessKey: "s", sessionToken: "t", expiresAtMs: 0, principal };
      },
    },
    policies: { findPolicies: () => state.policies },
    logger: { ...silentLogger, warn: (message, facts) => warned.push({ message, ...facts }) },
  });
  const destination = {
    ...{ ...place, partition: "aws", apiId: "abc", stageName: "prod", logGroupName: "pets" },
  };
  const write = (message: string) => log.write(destination, { timestampMs: NOW_MS, message });
  return { clock, accounts, place, state, written, warned, log, write, destination };
}

test("lines are written a moment later, in order, to a stream of the stage's own", async () => {
  const { clock, log, written, write } = await setUp();
  write("one");
  write("two");
  assert.deepEqual(written, []);
  clock.advance(50);
  assert.deepEqual(written, ["pets 32 one", "pets 32 two"]);
  assert.deepEqual([log.droppedCount, log.failures], [0, []]);
});

const obstacles: readonly [
  what: string,
  change: (setup: Awaited<ReturnType<typeof setUp>>) => unknown,
  reason: RegExp,
][] = [
  [
    "the account's role was taken away",
    ({ accounts, place }) =>
      accounts.change(place, (account) => {
        delete account.cloudwatchRoleArn;
      }),
    /no cloudwatchRoleArn/,
  ],
  ["the role trusts API Gateway no more", ({ state }) => (state.trusts = false), /not trusted/],
  [
    "the role may not put events",
    ({ state }) => (state.policies = allowing("logs:CreateLogStream")),
    /role\/logs may not logs:PutLogEvents on arn:aws:logs:us-east-1:123456789012:log-group:pets:log-stream:/,
  ],
  [
    "the role may not make streams",
    ({ state }) => (state.policies = allowing("logs:PutLogEvents")),
    /may not logs:CreateLogStream/,
  ],
  ["the log group was deleted", ({ state }) => (state.hasGroup = false), /there is no log group pets/],
];
for (const [what, change, reason] of obstacles) {
  test(`nothing is written when ${what}, which is told once and counted`, async () => {
    const setup = await setUp();
    const { clock, log, written, warned, write, state, accounts, place } = setup;
    await change(setup);
    for (const message of ["one", "two"]) {
      write(message);
      clock.advance(50);
    }
    assert.deepEqual([written, log.droppedCount], [[], 2]);
    assert.equal(log.failures.length, 1);
    assert.match(log.failures[0]!, reason);
    assert.match(log.failures[0]!, /^abc\/prod: /);
    assert.equal(warned.filter((warning) => "reason" in warning).length, 1);
    clock.advance(3_600_001);
    assert.deepEqual(log.failures, []);

    Object.assign(state, { hasGroup: true, trusts: true, policies: allowing("logs:*") });
    await accounts.change(place, (account) => {
      account.cloudwatchRoleArn = ROLE_ARN;
    });
    write("three");
    clock.advance(50);
    assert.deepEqual([written, log.failures, log.droppedCount], [["pets 32 three"], [], 2]);
  });
}

test("a flood is bounded by its size, and what does not fit is counted", async () => {
  const { clock, log, written, write } = await setUp();
  for (let count = 0; count < 10; count++) write("x".repeat(1024 * 1024));
  assert.equal(log.droppedCount, 2);
  clock.advance(50);
  assert.equal(written.length, 8);
  write("room again");
  log.flush();
  assert.equal(written.length, 9);
});

test("a log that throws loses its lines, and nothing else", async () => {
  const { clock, log, write, state } = await setUp();
  state.policies = { identityPolicies: undefined } as never;
  write("one");
  clock.advance(50);
  assert.equal(log.droppedCount, 1);
  assert.match(log.failures[0]!, /the server's log has the error/);
});
