import assert from "node:assert/strict";
import { test } from "node:test";
import { AccountSettings } from "../account/account-settings.ts";
import { ACCOUNT_ID, apiGatewayHarness, assertRefused, type Harness, petApi } from "../apigateway.fixture.ts";

const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/logs`;
const GROUP = "/aws/apigateway/pets";
const groupArn = (name: string, region = "us-east-1", account = ACCOUNT_ID): string =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`;
const FORMAT = '{"id":"$context.requestId","who":"$context.authorizer.principalId"}';

const set = (destinationArn: string, format: string, op = "replace") => [
  { op, path: "/accessLogSettings/destinationArn", value: destinationArn },
  { op, path: "/accessLogSettings/format", value: format },
];

/** A stage `prod` in an account with a log group and, unless told otherwise, a role that may write to it. */
async function stage({ hasRole = true } = {}) {
  const harness = apiGatewayHarness();
  const { restApiId } = await petApi(harness);
  await harness.call("CreateDeployment", { restApiId, stageName: "prod" });
  harness.logGroups.add(GROUP);
  harness.trusted.add(ROLE);
  if (hasRole) await setRole(harness, ROLE);
  const address = { restApiId, stageName: "prod" };
  const update = (patchOperations: object[]) => harness.call("UpdateStage", { ...address, patchOperations });
  const running = () => harness.sink.running.get(`${restApiId}/prod`)?.accessLog;
  return { harness, address, update, running };
}

const setRole = ({ call }: Harness, value: string) =>
  call("UpdateAccount", { patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });

test("settings are shown, run at once, change, and go", async () => {
  const { harness, address, update, running } = await stage();
  const expected = { destinationArn: groupArn(GROUP), format: FORMAT };
  assert.deepEqual((await update(set(`${groupArn(GROUP)}:*`, FORMAT))).accessLogSettings, expected);
  assert.deepEqual((await harness.call("GetStage", address)).accessLogSettings, expected);
  assert.deepEqual(running(), { logGroupName: GROUP, format: FORMAT });

  await update(set(groupArn(GROUP), "$context.extendedRequestId\n", "add"));
  assert.equal(running()?.format, "$context.extendedRequestId\n");
  await update([{ op: "remove", path: "/accessLogSettings" }]);
  assert.equal(running(), undefined);
  assert.equal((await harness.call("GetStage", address)).accessLogSettings, undefined);

  await update(set(groupArn(GROUP), FORMAT));
  await update(set("", ""));
  assert.equal(running(), undefined);
});

test("an account without a role has no access logs", async () => {
  const { harness, update, running } = await stage({ hasRole: false });
  const refusal = "CloudWatch Logs role ARN must be set in account settings to enable logging";
  await assertRefused(update(set(groupArn(GROUP), FORMAT)), "BadRequestException", refusal);
  assert.equal(running(), undefined);
  await setRole(harness, ROLE);
  await update(set(groupArn(GROUP), FORMAT));
  await setRole(harness, "");
  await assertRefused(update(set(groupArn(GROUP), "$context.requestId")), "BadRequestException", refusal);
});

test("an account's role is known again after a restart, in its own region", async () => {
  const { harness } = await stage();
  const accounts = new AccountSettings(harness.store);
  await accounts.load();
  assert.deepEqual(accounts.find({ accountId: ACCOUNT_ID, region: "us-east-1" }), {
    cloudwatchRoleArn: ROLE,
  });
  assert.deepEqual(accounts.find({ accountId: ACCOUNT_ID, region: "eu-west-1" }), {});
  accounts.close();
});

test("a log group that is gone stands in the way of no other change", async () => {
  const { harness, update, running } = await stage();
  await update(set(groupArn(GROUP), FORMAT));
  harness.logGroups.clear();
  await update([{ op: "replace", path: "/variables/a", value: "b" }]);
  assert.equal(running()?.logGroupName, GROUP);
  await assertRefused(
    update(set(groupArn(GROUP), "$context.requestId")),
    "BadRequestException",
    /does not exist/,
  );
});

const ok = groupArn(GROUP);
const refusals: readonly [
  what: string,
  destination: string,
  format: string,
  message: RegExp,
  code?: string,
][] = [
  [
    "Firehose",
    `arn:aws:firehose:us-east-1:${ACCOUNT_ID}:deliverystream/amazon-apigateway-a`,
    FORMAT,
    /Firehose/,
    "NotImplemented",
  ],
  ["no ARN", GROUP, FORMAT, /Invalid ARN/],
  ["a log stream", `${ok}:log-stream:a`, FORMAT, /Invalid ARN/],
  ["a group name with a wildcard", groupArn("*"), FORMAT, /Invalid ARN/],
  ["another service", ok.replace(":logs:", ":sqs:"), FORMAT, /Invalid ARN/],
  ["another region", groupArn(GROUP, "eu-west-1"), FORMAT, /account and region/],
  ["another account", groupArn(GROUP, "us-east-1", "999999999999"), FORMAT, /account and region/],
  ["a group that is not there", groupArn("none"), FORMAT, /The log group none does not exist/],
  ["no request id", ok, "$context.status", /must include either \$context.requestId or/],
  ["a request id by half", ok, "$context.requestIdentity", /must include either/],
  ["two lines", ok, "$context.requestId\n$context.status", /must be single line/],
  ["a carriage return", ok, "$context.requestId\r$context.status", /must be single line/],
  ["3073 bytes", ok, "$context.requestId ".padEnd(3073, "x"), /at most 3072 bytes/],
  ["the request's input", ok, "$context.requestId $input.body", /not \$input/],
  ["stage variables", ok, "$context.requestId ${stageVariables.a}", /not \$\{stageVariables/],
  ["no format", ok, "", /needs both/],
  ["no destination", "", FORMAT, /needs both/],
];
for (const [what, destination, format, message, code = "BadRequestException"] of refusals) {
  test(`refuses ${what}`, async () => {
    const { update, running } = await stage();
    await assertRefused(update(set(destination, format)), code, message);
    assert.equal(running(), undefined);
  });
}

test("3072 bytes are not too many", async () => {
  const { update, running } = await stage();
  await update(set(ok, "$context.requestId ".padEnd(3072, "x")));
  assert.equal(running()?.format.length, 3072);
});

test("policies can tell by destination and format what is asked for and what is there", async () => {
  const { harness, update } = await stage();
  await update(set(ok, FORMAT));
  await update(set(ok, "$context.requestId"));
  const { context } = harness.asked.at(-1)!;
  const valuesOf = (key: string) => context?.get(`apigateway:${key}`);
  assert.deepEqual(valuesOf("request/accessloggingdestination"), [ok]);
  assert.deepEqual(valuesOf("request/accessloggingformat"), ["$context.requestId"]);
  assert.deepEqual(valuesOf("resource/accessloggingdestination"), [ok]);
  assert.deepEqual(valuesOf("resource/accessloggingformat"), [FORMAT]);
});
