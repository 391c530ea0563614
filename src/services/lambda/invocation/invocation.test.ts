import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type LambdaClient,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { ACCOUNT, ECHO, errorOf, invoke, type LambdaWorld, lambdaWorld, text } from "../lambda.fixture.ts";

describe("calls of functions", () => {
  let world: LambdaWorld;
  let lambda: LambdaClient;
  before(async () => {
    world = await lambdaWorld();
    lambda = world.lambda;
    await world.makeRole("mute", "lambda.amazonaws.com");
    await world.create("echo", ECHO);
  });
  after(() => world.stop());

  it("runs a function with the credentials of its role, which AWS calls accept", async () => {
    const code = `const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
      exports.handler = async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn;`;
    await world.create("whoami", code, { MemorySize: 512, Timeout: 30 });
    assert.equal(await invoke(lambda, "whoami"), `arn:aws:sts::${ACCOUNT}:assumed-role/basic/whoami`);
  });

  it("passes on what a function throws", async () => {
    await world.create("throws", "exports.handler = async () => { throw new TypeError('no') }");
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "throws" }));
    assert.deepEqual([answer.StatusCode, answer.FunctionError], [200, "Unhandled"]);
    assert.equal(JSON.parse(text(answer.Payload)).errorType, "TypeError");
  });

  it("streams an answer", async () => {
    await world.create(
      "streams",
      "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.setContentType('text/csv'); stream.write('a,'); stream.write('b'); stream.end() })",
    );
    const answer = await lambda.send(
      new InvokeWithResponseStreamCommand({ FunctionName: "streams", LogType: "Tail" }),
    );
    let body = "";
    let complete: object | undefined;
    for await (const event of answer.EventStream!) {
      body += text(event.PayloadChunk?.Payload);
      complete ??= event.InvokeComplete;
    }
    assert.equal(body, "a,b");
    assert.equal(answer.ResponseStreamContentType, "text/csv");
    assert.deepEqual(Object.keys(complete ?? {}), ["LogResult"]);
  });

  it("refuses calls over the reserved concurrency", async () => {
    await world.create("reserved", "exports.handler = () => new Promise((r) => setTimeout(r, 300))");
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions: 1 }),
    );
    const both = await Promise.all([1, 2].map(() => errorOf(invoke(lambda, "reserved"))));
    assert.deepEqual(both.sort(), ["429 TooManyRequestsException: Rate Exceeded.", "no error"]);
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions: 0 }),
    );
    assert.match(await errorOf(invoke(lambda, "reserved")), /^429/);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "reserved" }));
    assert.equal(await errorOf(invoke(lambda, "reserved")), "no error");
    assert.match(
      await errorOf(
        lambda.send(
          new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions: 950 }),
        ),
      ),
      /^400 InvalidParameterValueException: .*below its minimum value of \[100\]/,
    );
  });

  it("stores logs as far as the function's role may write them", async () => {
    const code =
      "exports.handler = async () => console.log('said by ' + process.env.AWS_LAMBDA_FUNCTION_NAME)";
    await world.create("speaks", code);
    await world.create("silent", code, { Role: `arn:aws:iam::${ACCOUNT}:role/mute` });
    for (const name of ["speaks", "silent"])
      await lambda.send(new InvokeCommand({ FunctionName: name, LogType: "Tail" }));
    const groups = world.logged
      .filter(({ message }) => message.includes("said by"))
      .map(({ groupName }) => groupName);
    assert.deepEqual(groups, ["/aws/lambda/speaks"]);
  });

  it("refuses to run a function whose role is gone", async () => {
    const { DeleteRoleCommand } = await import("@aws-sdk/client-iam");
    await world.makeRole("fleeting", "lambda.amazonaws.com");
    await world.create("orphan", ECHO, { Role: `arn:aws:iam::${ACCOUNT}:role/fleeting` });
    await world.iam.send(new DeleteRoleCommand({ RoleName: "fleeting" }));
    assert.match(await errorOf(invoke(lambda, "orphan")), /^500 ServiceException/);
  });

  const payloads: readonly (readonly [name: string, input: object, expected: RegExp])[] = [
    [
      "an event that is no JSON",
      { Payload: "{" },
      /^400 InvalidRequestContentException: Could not parse request body into json/,
    ],
    [
      "an event over 6 MB",
      { Payload: `"${"x".repeat(6_300_000)}"` },
      /^413 RequestTooLargeException: .* too large for the RequestResponse invocation type \(limit 6291456 bytes\)/,
    ],
    [
      "an event over 1 MB for later",
      { Payload: `"${"x".repeat(1_100_000)}"`, InvocationType: "Event" },
      /^413 RequestTooLargeException: .*Event invocation type/,
    ],
    ["a client context that is no JSON", { ClientContext: "AAAA" }, /^400 InvalidRequestContentException/],
    [
      "a version that is not there",
      { Qualifier: "9" },
      /^404 ResourceNotFoundException: Function not found: .*:echo:9$/,
    ],
  ];
  for (const [name, input, expected] of payloads) {
    it(`refuses a call with ${name}`, async () => {
      assert.match(
        await errorOf(lambda.send(new InvokeCommand({ FunctionName: "echo", ...input }))),
        expected,
      );
    });
  }

  it("checks a call without making it", async () => {
    const answer = await lambda.send(new InvokeCommand({ FunctionName: "throws", InvocationType: "DryRun" }));
    assert.equal(answer.StatusCode, 204);
  });

  it("handles events later, tries failures again, and forgets no event in a restart", async () => {
    const code =
      "exports.handler = async (e) => { console.log('tried ' + e.mark); if (e.fails) throw new Error('no') }";
    await world.create("later", code);
    const tries = (mark: string) =>
      world.logged.filter(({ message }) => message.includes(`tried ${mark}`)).length;
    const until = async (mark: string, count: number) => {
      for (let wait = 0; wait < 300 && tries(mark) < count; wait++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(tries(mark), count);
    };
    const stored = () => world.store.list({ service: "lambda", type: "async-event" });
    const send = async (event: object) => {
      const answer = await lambda.send(
        new InvokeCommand({ FunctionName: "later", InvocationType: "Event", Payload: JSON.stringify(event) }),
      );
      assert.equal(answer.StatusCode, 202);
    };
    await send({ mark: "once" });
    await until("once", 1);
    await send({ mark: "thrice", fails: true });
    await until("thrice", 1);
    for (const [afterMs, count] of [
      [60_000, 2],
      [120_000, 3],
    ] as const) {
      // The retry is scheduled once the failure is known.
      await new Promise((resolve) => setTimeout(resolve, 100));
      world.clock.advance(afterMs);
      await until("thrice", count);
    }
    for (let wait = 0; wait < 100 && (await stored()).length > 0; wait++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(await stored(), []);
    await send({ mark: "kept", fails: true });
    await until("kept", 1);
    const [kept] = await stored();
    assert.ok(kept && !JSON.stringify(kept.value).includes("kept"));
    await world.restart();
    world.clock.advance(2000);
    await until("kept", 2);
  });
});
