import assert from "node:assert/strict";
import { atEachLevel } from "./isolation-levels.fixture.ts";

atEachLevel("function environments", (works, level) => {
  works("keeps an environment for the next call, and one call in it at a time", async (fixture) => {
    const spec = fixture.define({
      "task/index.js":
        "let calls = 0, under = 0; exports.handler = async () => { under++; const seen = under; await new Promise((r) => setTimeout(r, 20)); under--; return { calls: ++calls, seen } }",
    });
    assert.deepEqual((await fixture.call(spec)).body, { calls: 1, seen: 1 });
    assert.deepEqual((await fixture.call(spec)).body, { calls: 2, seen: 1 });
    const together = await Promise.all([1, 2, 3].map(() => fixture.call(spec)));
    assert.ok(together.every((result) => (result.body as { seen: number }).seen === 1));
  });

  works("replaces an environment before its credentials end", async (fixture) => {
    const spec = fixture.define(
      { "task/index.js": "let calls = 0; exports.handler = async () => ++calls" },
      {
        credentials: {
          accessKeyId: "A",
          secretAccessKey: "S",
          sessionToken: "T",
          expiresAtMs: Date.now() + 30_000,
        },
      },
    );
    assert.equal((await fixture.call(spec)).body, 1);
    assert.equal((await fixture.call(spec)).body, 1);
  });

  works("gives the function the environment of Lambda and nothing of ours", async (fixture) => {
    process.env["SALLYPORT_TEST_SECRET"] = "ours";
    const spec = fixture.define(
      { "task/index.js": "exports.handler = async () => process.env" },
      {
        variables: { COLOUR: "red", AWS_REGION: "overridden" },
        credentials: {
          accessKeyId: "ASIA",
          secretAccessKey: "secret",
          sessionToken: "token",
          expiresAtMs: Number.MAX_SAFE_INTEGER,
        },
        endpointUrl: "https://localhost:4566",
      },
    );
    const env = (await fixture.call(spec)).body as Record<string, string>;
    delete process.env["SALLYPORT_TEST_SECRET"];
    const bubblewrapOnly = level === "bubblewrap" ? ["LD_LIBRARY_PATH"] : [];
    assert.deepEqual(
      Object.keys(env)
        .filter((name) => name !== "PWD")
        .sort(),
      [
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "COLOUR",
        "HOME",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
        "LANG",
        "NODE_PATH",
        "PATH",
        "TMPDIR",
        "TZ",
        "_HANDLER",
        ...bubblewrapOnly,
      ].sort(),
    );
    assert.equal(env["AWS_REGION"], "us-east-1");
    assert.equal(env["COLOUR"], "red");
  });

  works("tells the handler about its call", async (fixture) => {
    const spec = fixture.define({
      "task/index.js":
        "exports.handler = async (e, c) => ({ ...c, left: c.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID })",
    });
    const result = await fixture.call(
      spec,
      {},
      { requestId: "id-1", traceId: "Root=1-2", clientContext: '{"custom":{"é":"\\r\\n"}}' },
    );
    const { left, logStreamName, ...rest } = result.body as Record<string, unknown>;
    assert.ok((left as number) > 9000 && (left as number) <= 10_000);
    assert.match(logStreamName as string, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.deepEqual(rest, {
      functionName: "tested",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:tested",
      memoryLimitInMB: "256",
      awsRequestId: "id-1",
      logGroupName: "/aws/lambda/tested",
      clientContext: { custom: { é: "\r\n" } },
      callbackWaitsForEmptyEventLoop: true,
      trace: "Root=1-2",
    });
  });

  works("logs as Lambda does", async (fixture) => {
    const spec = fixture.define({
      "task/index.js":
        "exports.handler = async () => { console.log('one', { two: 2 }); console.error('three\\nfour'); process.stdout.write('no line end') }",
    });
    const { report } = await fixture.call(spec, {}, { requestId: "r", wantsLogTail: true });
    const lines = report!.logTail.replace(/\d+\.\d\d ms|\d+ ms|\d+ MB/g, "N").replace(/\d{4}-\S+Z/g, "T");
    assert.equal(
      lines,
      "START RequestId: r Version: $LATEST\nT\tr\tINFO\tone { two: 2 }\nT\tr\tERROR\tthree\nfour\nno line end\nEND RequestId: r\n" +
        "REPORT RequestId: r\tDuration: N\tBilled Duration: N\tMemory Size: N\tMax Memory Used: N\tInit Duration: N\t\n",
    );
  });
});
