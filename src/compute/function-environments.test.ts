import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, it } from "node:test";
import { ManualClock } from "../base/clock.ts";
import { type Called, type EnvironmentsFixture, environmentsFixture } from "./environments.fixture.ts";
import type { FunctionRuntime } from "./function-spec.ts";

const LEVELS = ["process", "bubblewrap"] as const;

for (const level of LEVELS) {
  describe(`function environments at the level ${level}`, () => {
    let fixture: EnvironmentsFixture;
    let obstacle: string | undefined;
    before(async () => {
      fixture = await environmentsFixture({ isolation: level });
      const { isolation } = fixture.environments;
      if (isolation.level !== level) obstacle = isolation.reason;
    });
    after(() => fixture.stop());

    /** Runs one case, or skips it where this machine lacks the level. */
    const works = (
      name: string,
      body: () => Promise<void>,
      runtime: FunctionRuntime = "nodejs22.x",
    ): void => {
      it(name, async (t) => {
        const reason = obstacle ?? fixture.environments.findObstacle(runtime);
        return reason === undefined ? body() : t.skip(reason);
      });
    };

    const answers: readonly (readonly [
      name: string,
      files: Record<string, string>,
      expected: unknown,
      runtime?: FunctionRuntime,
      handler?: string,
    ])[] = [
      [
        "an async handler",
        { "task/index.js": "exports.handler = async (e) => ({ got: e })" },
        { got: { n: 1 } },
      ],
      ["an ES module", { "task/index.mjs": "export const handler = async (e) => e.n + 1" }, 2],
      [
        "a module that awaits at its top level",
        {
          "task/package.json": '{"type":"module"}',
          "task/index.js": "const n = await 5; export const handler = async () => n",
        },
        5,
      ],
      [
        "a callback handler",
        { "task/index.js": "exports.handler = (e, c, done) => setTimeout(() => done(null, 'later'), 5)" },
        "later",
      ],
      [
        "a callback that waits for the event loop",
        {
          "task/index.js":
            "let late = 0; exports.handler = (e, c, done) => { const o = { get late() { return late } }; setTimeout(() => { late = 1 }, 10); done(null, o) }",
        },
        { late: 1 },
      ],
      [
        "a callback that does not wait",
        {
          "task/index.js":
            "let late = 0; exports.handler = (e, c, done) => { c.callbackWaitsForEmptyEventLoop = false; setTimeout(() => { late = 1 }, 3000); done(null, { late }) }",
        },
        { late: 0 },
      ],
      ["a callback that is never called", { "task/index.js": "exports.handler = (e, c, done) => {}" }, null],
      ["context.succeed", { "task/index.js": "exports.handler = (e, c) => { c.succeed('done') }" }, "done"],
      ["no result", { "task/index.js": "exports.handler = async () => {}" }, null],
      [
        "a nested file and export",
        { "task/lib/main.js": "exports.api = { get: async () => 'deep' }" },
        "deep",
        "nodejs22.x",
        "lib/main.api.get",
      ],
      [
        "a layer's module",
        {
          "task/index.js": "exports.handler = async () => require('shared')",
          "opt/nodejs/node_modules/shared/index.js": "module.exports = 'from the layer'",
        },
        "from the layer",
      ],
      [
        "the AWS SDK by require",
        {
          "task/index.js":
            "const { STSClient } = require('@aws-sdk/client-sts'); exports.handler = async () => new STSClient({}).config.region().catch(String)",
        },
        "us-east-1",
      ],
      [
        "the AWS SDK by import",
        {
          "task/index.mjs":
            "import { STSClient } from '@aws-sdk/client-sts'; export const handler = () => new STSClient({}).config.region()",
        },
        "us-east-1",
      ],
      [
        "its own SDK before ours",
        {
          "task/index.mjs":
            "import { mine } from '@aws-sdk/client-sts'; export const handler = async () => mine",
          "task/node_modules/@aws-sdk/client-sts/package.json": '{"main":"x.js"}',
          "task/node_modules/@aws-sdk/client-sts/x.js": "exports.mine = 'own'",
        },
        "own",
      ],
      [
        "files in /tmp",
        {
          "task/index.mjs":
            "import { writeFileSync, readFileSync, promises } from 'node:fs'; export const handler = async () => { writeFileSync('/tmp/f', 'kept'); return (await promises.readFile('/tmp/f')).toString() + readFileSync('/tmp/f') }",
        },
        "keptkept",
      ],
      [
        "python",
        {
          "task/main.py":
            "def handle(event, context):\n    return {'got': event, 'name': context.function_name}",
        },
        { got: { n: 1 }, name: "tested" },
        "python3.12",
        "main.handle",
      ],
      [
        "python in a package",
        { "task/pkg/main.py": "def handle(event, context):\n    return 'nested'" },
        "nested",
        "python3.12",
        "pkg/main.handle",
      ],
      [
        "a runtime that comes with the function",
        { "task/bootstrap": stockRuntime() },
        { got: { n: 1 } },
        "provided.al2023",
      ],
      [
        "a runtime that comes with a layer",
        { "opt/bootstrap": stockRuntime() },
        { got: { n: 1 } },
        "provided.al2",
      ],
    ];
    for (const [name, files, expected, runtime = "nodejs22.x", handler = "index.handler"] of answers) {
      works(
        `answers with ${name}`,
        async () => {
          const result = await fixture.call(fixture.define(files, { runtime, handler }), { n: 1 });
          assert.deepEqual(result.body, expected);
          assert.equal(result.kind, "returned");
        },
        runtime,
      );
    }

    const failures: readonly (readonly [
      name: string,
      files: Record<string, string>,
      cause: string,
      errorType: string,
      message: RegExp,
      runtime?: FunctionRuntime,
    ])[] = [
      [
        "throws",
        { "task/index.js": "exports.handler = async () => { throw new TypeError('no') }" },
        "function",
        "TypeError",
        /^no$/,
      ],
      [
        "throws at once",
        { "task/index.js": "exports.handler = () => { throw new RangeError('now') }" },
        "function",
        "RangeError",
        /^now$/,
      ],
      [
        "throws a string",
        { "task/index.js": "exports.handler = async () => { throw 'words' }" },
        "function",
        "string",
        /^words$/,
      ],
      [
        "calls back with an error",
        { "task/index.js": "exports.handler = (e, c, done) => done(new Error('back'))" },
        "function",
        "Error",
        /^back$/,
      ],
      [
        "answers what is no JSON",
        { "task/index.js": "exports.handler = async () => 10n" },
        "function",
        "Runtime.MarshalError",
        /stringify/,
      ],
      [
        "never settles",
        { "task/index.js": "exports.handler = async () => new Promise(() => {})" },
        "function",
        "Runtime.NodeJsExit",
        /never settled/,
      ],
      [
        "leaves a rejection unhandled",
        {
          "task/index.js":
            "exports.handler = (e, c, done) => { Promise.reject(new Error('lost')); setTimeout(() => done(null, 1), 1000) }",
        },
        "function",
        "Runtime.UnhandledPromiseRejection",
        /^Error: lost$/,
      ],
      [
        "throws where nobody catches",
        {
          "task/index.js":
            "exports.handler = async () => new Promise(() => setTimeout(() => { throw new Error('thrown later') }))",
        },
        "function",
        "Error",
        /^thrown later$/,
      ],
      [
        "exits",
        { "task/index.js": "exports.handler = async () => process.exit(3)" },
        "exit",
        "Runtime.ExitError",
        /Error: Runtime exited with error: exit status 3$/,
      ],
      [
        "exits without a reason",
        { "task/index.js": "exports.handler = async () => process.exit(0)" },
        "exit",
        "Runtime.ExitError",
        /Error: Runtime exited without providing a reason$/,
      ],
      [
        "answers more than 6 MB",
        { "task/index.js": "exports.handler = async () => 'x'.repeat(7e6)" },
        "too-large",
        "Function.ResponseSizeTooLarge",
        /exceeded maximum allowed payload size \(6291556 bytes\)/,
      ],
      [
        "has no such file",
        { "task/other.js": "" },
        "init",
        "Runtime.ImportModuleError",
        /Cannot find module 'index'/,
      ],
      [
        "misses a module",
        { "task/index.js": "require('absent')" },
        "init",
        "Runtime.ImportModuleError",
        /Cannot find module 'absent'/,
      ],
      [
        "does not parse",
        { "task/index.js": "exports.handler = async () => {" },
        "init",
        "Runtime.UserCodeSyntaxError",
        /SyntaxError/,
      ],
      [
        "exports no handler",
        { "task/index.js": "exports.other = 1" },
        "init",
        "Runtime.HandlerNotFound",
        /index\.handler is undefined or not exported/,
      ],
      [
        "throws while it is loaded",
        { "task/index.js": "throw new Error('early')" },
        "init",
        "Error",
        /^early$/,
      ],
      [
        "exits while it is loaded",
        { "task/index.js": "process.exit(4)" },
        "exit",
        "Runtime.ExitError",
        /exit status 4$/,
      ],
      [
        "uses callbacks on node 24",
        { "task/index.js": "exports.handler = (e, c, done) => done(null, 1)" },
        "init",
        "Runtime.CallbackHandlerDeprecated",
        /removed support for callback/,
        "nodejs24.x",
      ],
      [
        "is python and raises",
        { "task/index.py": "def handler(event, context):\n    raise ValueError('bad')" },
        "function",
        "ValueError",
        /^bad$/,
        "python3.12",
      ],
      [
        "is python and misses a module",
        { "task/index.py": "import absent" },
        "init",
        "Runtime.ImportModuleError",
        /No module named 'absent'/,
        "python3.12",
      ],
      [
        "comes with a runtime that reports an error",
        { "task/bootstrap": stockRuntime("/error", '{"errorType":"Own.Error","errorMessage":"of mine"}') },
        "function",
        "Own.Error",
        /^of mine$/,
        "provided.al2023",
      ],
      [
        "comes with no runtime",
        { "task/index.js": "" },
        "exit",
        "Runtime.ExitError",
        /exited/,
        "provided.al2023",
      ],
    ];
    for (const [name, files, cause, errorType, message, runtime = "nodejs22.x"] of failures) {
      works(
        `reports a function that ${name}`,
        async () => {
          const spec = fixture.define(files, { runtime });
          const result = await fixture.call(spec);
          const body = result.body as { errorType: string; errorMessage: string };
          assert.equal(body.errorType, errorType);
          assert.match(body.errorMessage, message);
          assert.deepEqual([result.kind, result.cause], ["failed", cause]);
          if (cause !== "init" && name !== "exits while it is loaded" && name !== "comes with no runtime") {
            // Only the call is lost: the next one gets an environment.
            assert.equal((await fixture.call(spec)).cause, cause);
          }
        },
        runtime,
      );
    }

    works("ends a function that takes too long, and what it started", async () => {
      const spec = fixture.define(
        { "task/index.js": "exports.handler = async () => { for (;;); }" },
        { timeoutMs: 300 },
      );
      const result = await fixture.call(spec, {}, { requestId: "request-1", wantsLogTail: true });
      assert.deepEqual(result.body, {
        errorType: "Sandbox.Timedout",
        errorMessage: "RequestId: request-1 Error: Task timed out after 0.30 seconds",
      });
      assert.match(
        result.report!.logTail,
        /Z request-1 Task timed out after 0\.30 seconds\nEND RequestId: request-1\nREPORT .*Status: timeout/,
      );
    });

    works("ends a function that takes too much memory", async () => {
      const spec = fixture.define(
        {
          "task/index.js":
            "const held = []; exports.handler = async () => { for (;;) { held.push(Buffer.alloc(4e6, 1)); await new Promise(setImmediate) } }",
        },
        { memoryMb: 128 },
      );
      const result = await fixture.call(spec);
      assert.deepEqual(
        [result.cause, (result.body as { errorType: string }).errorType],
        ["memory", "Runtime.OutOfMemory"],
      );
      assert.ok(result.report!.maxMemoryMb > 128);
    });

    works("drops the log of a function that floods it, and says so", async () => {
      const spec = fixture.define({
        "task/index.js":
          "exports.handler = async () => { for (let n = 0; n < 60; n++) process.stdout.write('x'.repeat(99999) + '\\n'); return 'done' }",
      });
      const from = fixture.events.length;
      assert.equal((await fixture.call(spec)).body, "done");
      const kept = fixture.events.slice(from).map((event) => event.message);
      assert.ok(kept.includes("Log output over 4194304 bytes in one call was dropped"));
      assert.ok(kept.filter((line) => line.startsWith("xx")).length < 45);
    });

    works("ends a function that writes without end", async () => {
      const spec = fixture.define({
        "task/index.js":
          "exports.handler = async () => { for (;;) process.stdout.write('x'.repeat(99999) + '\\n') }",
      });
      assert.equal((await fixture.call(spec)).cause, "output");
    });

    works("stops a file from growing past the size of /tmp", async () => {
      const spec = fixture.define(
        {
          "task/index.js":
            "const fs = require('fs'); exports.handler = async () => { try { for (let n = 0; n < 700; n++) fs.appendFileSync('/tmp/big', Buffer.alloc(1e6)) } catch (error) { return error.code } return 'all written' }",
        },
        { memoryMb: 3008 },
      );
      const result = await fixture.call(spec);
      assert.notEqual(result.body, "all written");
    });

    works(
      "ends a function whose files together are over the size of /tmp, or lets it write no more",
      async () => {
        const code = `const fs = require("fs"); exports.handler = async () => {
        try { for (let n = 0; n < 9; n++) fs.writeFileSync("/tmp/" + n, Buffer.alloc(500_000, 1)) } catch (error) { return error.code }
        await new Promise((resolve) => setTimeout(resolve, 5000)); return "all written" }`;
        const result = await fixture.call(
          fixture.define({ "task/index.js": code }, { ephemeralStorageMb: 2 }),
        );
        if (level === "bubblewrap") assert.equal(result.body, "ENOSPC");
        else assert.equal(result.cause, "storage");
      },
    );

    works("keeps an environment for the next call, and one call in it at a time", async () => {
      const spec = fixture.define({
        "task/index.js":
          "let calls = 0, under = 0; exports.handler = async () => { under++; const seen = under; await new Promise((r) => setTimeout(r, 20)); under--; return { calls: ++calls, seen } }",
      });
      assert.deepEqual((await fixture.call(spec)).body, { calls: 1, seen: 1 });
      assert.deepEqual((await fixture.call(spec)).body, { calls: 2, seen: 1 });
      const together = await Promise.all([1, 2, 3].map(() => fixture.call(spec)));
      assert.ok(together.every((result) => (result.body as { seen: number }).seen === 1));
    });

    works("gives the function the environment of Lambda and nothing of ours", async () => {
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

    works("tells the handler about its call", async () => {
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

    works("logs as Lambda does", async () => {
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

    works("logs why a function could not be loaded", async () => {
      const spec = fixture.define({
        "task/index.js": "console.log('loading'); throw new TypeError('early')",
      });
      const { report } = await fixture.call(spec);
      assert.match(
        report!.logTail,
        /INFO\tloading\n.*ERROR\tUncaught Exception[\s\S]*\nINIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: TypeError\n$/,
      );
    });

    works("streams an answer as it is written", async () => {
      const spec = fixture.define({
        "task/index.mjs":
          "export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.setContentType('text/plain'); stream.write('first,'); await new Promise((r) => setTimeout(r, 30)); stream.write('second'); stream.end() })",
      });
      const pieces: string[] = [];
      let type = "";
      const result = await fixture.call(
        spec,
        {},
        {
          onStream: (body, contentType) => {
            type = contentType;
            body.on("data", (piece) => pieces.push(String(piece)));
          },
        },
      );
      assert.deepEqual([result.kind, type, pieces], ["streamed", "text/plain", ["first,", "second"]]);
    });

    works("collects a streamed answer for a caller that takes none", async () => {
      const spec = fixture.define({
        "task/index.mjs":
          "export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('{\"a\":'); stream.end('1}') })",
      });
      assert.deepEqual((await fixture.call(spec)).body, { a: 1 });
    });

    works("tells of an error in the middle of a streamed answer", async () => {
      const spec = fixture.define({
        "task/index.mjs":
          "export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('some'); throw new Error('midway') })",
      });
      const ends: string[] = [];
      const result = await fixture.call(
        spec,
        {},
        {
          onStream: (body) => void body.on("error", (error) => ends.push(error.name)).resume(),
        },
      );
      assert.deepEqual(
        [result.cause, (result.body as { errorMessage: string }).errorMessage, ends],
        ["function", "midway", ["StreamFailedError"]],
      );
    });

    const thefts: readonly (readonly [
      runtime: FunctionRuntime,
      handler: (path: string) => Record<string, string>,
    ])[] = [
      [
        "nodejs22.x",
        (path) => ({
          "task/index.js": `exports.handler = async () => { try { return require('fs').readFileSync(${JSON.stringify(path)}, 'utf8') } catch (error) { return 'refused' } }`,
        }),
      ],
      [
        "python3.12",
        (path) => ({
          "task/index.py": `def handler(event, context):\n    try:\n        return open(${JSON.stringify(path)}).read()\n    except OSError:\n        return 'refused'`,
        }),
      ],
    ];
    for (const [runtime, thief] of thefts) {
      works(
        `keeps ${runtime} functions from files of ours and of others`,
        async () => {
          const other = fixture.define({
            "task/index.js":
              "exports.handler = async () => { require('fs').writeFileSync('/tmp/own', 'tmp secret'); return process.env }",
            "task/secret": "code secret",
          });
          const env = (await fixture.call(other)).body as Record<string, string>;
          const ours = `${fixture.folder}/root-key`;
          writeFileSync(ours, "root key", { mode: 0o600 });
          const paths = [
            ours,
            `${other.packageFolder}/task/secret`,
            `${env["HOME"]}/own`,
            "/proc/1/environ",
            `/proc/${process.pid}/environ`,
          ];
          for (const path of paths.filter((path) => path !== "/tmp/own")) {
            const result: Called = await fixture.call(fixture.define(thief(path), { runtime }));
            // Inside a namespace process 1 is its own, and knows nothing of ours.
            if (level === "bubblewrap" && path === "/proc/1/environ") continue;
            assert.equal(result.body, "refused", path);
          }
          assert.equal(readFileSync(ours, "utf8"), "root key");
        },
        runtime,
      );
    }

    works("keeps nodejs functions from other files by way of SQLite", async () => {
      const path = join(fixture.folder, "state.sqlite");
      const database = new DatabaseSync(path);
      database.exec("CREATE TABLE secrets (value TEXT); INSERT INTO secrets VALUES ('kept')");
      database.close();
      const code = `exports.handler = async () => { try { const { DatabaseSync } = require("node:sqlite"); return new DatabaseSync(${JSON.stringify(path)}).prepare("SELECT * FROM secrets").all() } catch { return "refused" } }`;
      assert.equal((await fixture.call(fixture.define({ "task/index.js": code }))).body, "refused");
    });

    works("keeps functions from writing to their code", async () => {
      const spec = fixture.define({
        "task/index.js":
          "exports.handler = async () => { try { require('fs').writeFileSync(__filename, ''); return 'written' } catch { return 'refused' } }",
      });
      assert.equal((await fixture.call(spec)).body, "refused");
    });

    const attackers: readonly (readonly [runtime: FunctionRuntime, files: Record<string, string>])[] = [
      [
        "nodejs22.x",
        {
          "task/index.js": `exports.handler = async () => { try { process.kill(${process.pid}, 0); return 'reached' } catch { return 'refused' } }`,
        },
      ],
      [
        "python3.12",
        {
          "task/index.py": `import os\ndef handler(event, context):\n    try:\n        os.kill(${process.pid}, 0)\n        return 'reached'\n    except OSError:\n        return 'refused'`,
        },
      ],
    ];
    for (const [runtime, files] of attackers) {
      works(
        `keeps ${runtime} functions from ending Sallyport`,
        async () => {
          assert.equal((await fixture.call(fixture.define(files, { runtime }))).body, "refused");
        },
        runtime,
      );
    }

    works("looks for modules where the function may read, and nowhere above", async () => {
      mkdirSync(join(fixture.folder, "node_modules/above"), { recursive: true });
      writeFileSync(join(fixture.folder, "node_modules/above/index.js"), "module.exports = 'from above'");
      const code =
        "exports.handler = async () => { try { return require('above') } catch (error) { return error.code } }";
      assert.equal((await fixture.call(fixture.define({ "task/index.js": code }))).body, "MODULE_NOT_FOUND");
    });

    works(
      "ends processes that a function leaves behind",
      async () => {
        const spec = fixture.define(
          {
            "task/index.py":
              "import os, subprocess\ndef handler(event, context):\n    if os.fork() == 0:\n        os.setsid()\n        os.execv('/bin/sleep', ['sleep', '31.4159'])\n    return 'left'",
          },
          { runtime: "python3.12" },
        );
        assert.equal((await fixture.call(spec)).body, "left");
        await eventually(() => processesWith("31.4159") > 0);
        fixture.environments.retire(spec.key);
        await eventually(() => processesWith("31.4159") === 0);
      },
      "python3.12",
    );

    works("replaces an environment before its credentials end", async () => {
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
  });
}

describe("the pool of function environments", () => {
  const COUNTER = {
    "task/index.js":
      "let calls = 0; exports.handler = async (e) => { await new Promise((r) => setTimeout(r, e.waitMs ?? 0)); return ++calls }",
  };

  it("queues at most so many calls, and throttles the rest", async () => {
    const fixture = await environmentsFixture({ limits: { environmentsMax: 1, queueMax: 1 } });
    const spec = fixture.define(COUNTER);
    await fixture.call(spec);
    const calls = [1, 2, 3].map(() => fixture.call(spec, { waitMs: 50 }));
    assert.deepEqual(
      (await Promise.all(calls)).map((result) => result.kind),
      ["returned", "returned", "throttled"],
    );
    await fixture.stop();
  });

  it("lets a call that waits go when its caller does", async () => {
    const fixture = await environmentsFixture({ limits: { environmentsMax: 1 } });
    const spec = fixture.define(COUNTER);
    await fixture.call(spec);
    const gone = new AbortController();
    const first = fixture.call(spec, { waitMs: 50 });
    const second = fixture.call(spec, {}, { signal: gone.signal });
    gone.abort();
    assert.equal((await second).kind, "abandoned");
    assert.equal((await first).body, 2);
    await fixture.stop();
  });

  it("makes room for another function by ending what is idle", async () => {
    const fixture = await environmentsFixture({ limits: { environmentsMax: 1 } });
    const [a, b] = [fixture.define(COUNTER), fixture.define(COUNTER)];
    assert.equal((await fixture.call(a)).body, 1);
    assert.equal((await fixture.call(b)).body, 1);
    assert.equal((await fixture.call(a)).body, 1);
    await fixture.stop();
  });

  it("ends environments that were idle for long", async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    const fixture = await environmentsFixture({ clock, limits: { idleMs: 1000 } });
    const spec = fixture.define(COUNTER);
    assert.equal((await fixture.call(spec)).body, 1);
    assert.equal((await fixture.call(spec)).body, 2);
    clock.advance(1001);
    assert.equal((await fixture.call(spec)).body, 1);
    await fixture.stop();
  });

  it("lets calls under way finish when it stops, and takes no more", async () => {
    const fixture = await environmentsFixture();
    const spec = fixture.define(COUNTER);
    await fixture.call(spec);
    const running = fixture.call(spec, { waitMs: 100 });
    const stopped = fixture.environments.stop(5000);
    assert.equal((await fixture.call(spec)).kind, "throttled");
    assert.equal((await running).body, 2);
    await stopped;
    await fixture.stop();
  });

  it("refuses functions that it cannot keep apart", async (t) => {
    if (process.getuid?.() !== 0) return t.skip("only root has users to run functions as");
    const closed = mkdtempSync(join(tmpdir(), "sallyport-closed-"));
    const fixture = await environmentsFixture({ runFolder: join(closed, "run") });
    assert.equal(fixture.environments.isolation.level, "none");
    const result = await fixture.call(fixture.define(COUNTER));
    assert.equal((result.body as { errorType: string }).errorType, "Sandbox.Unavailable");
    await fixture.stop();
    rmSync(closed, { recursive: true });
  });

  const loopholes: readonly (readonly [name: string, value: string])[] = [
    ["NODE_OPTIONS", "--allow-fs-read=*"],
    ["NODE_OPTIONS", "--enable-source-maps --require=/tmp/x.js"],
    ["LD_PRELOAD", "/tmp/x.so"],
  ];
  for (const [name, value] of loopholes) {
    it(`refuses ${name}=${value} where only node's permission model holds`, async () => {
      const fixture = await environmentsFixture({ isolation: "process" });
      const result = await fixture.call(fixture.define(COUNTER, { variables: { [name]: value } }));
      assert.equal((result.body as { errorType: string }).errorType, "Sandbox.Unavailable");
      await fixture.stop();
    });
  }
});

describe("an installation that is killed", () => {
  it("leaves no function behind", async (t) => {
    if (process.platform !== "linux") return t.skip("only Linux ends processes with their parent");
    const script = `
      import { environmentsFixture } from ${JSON.stringify(join(import.meta.dirname, "environments.fixture.ts"))};
      const fixture = await environmentsFixture({ isolation: "process" });
      const spec = fixture.define({ "task/index.js": "exports.handler = async () => { for (;;); } // 27.1828" }, { timeoutMs: 60_000 });
      void fixture.call(spec);
      setInterval(() => process.stdout.write(spec.packageFolder + "\\n"), 20);`;
    const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const packageFolder = line.toString().split("\n")[0]!;
    await eventually(() => processesWith(packageFolder) > 0);
    child.kill("SIGKILL");
    await eventually(() => processesWith(packageFolder) === 0);
    rmSync(join(packageFolder, ".."), { recursive: true, force: true });
  });
});

/** A runtime as a vendor would ship it: python with its standard library's HTTP client, on the loopback endpoint. */
function stockRuntime(path = "/response", answer = ""): string {
  return `#!/usr/bin/python3
import http.client, json, os
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    api.request("GET", "/2018-06-01/runtime/invocation/next")
    event = api.getresponse()
    request_id = event.headers["Lambda-Runtime-Aws-Request-Id"]
    got = json.loads(event.read())
    answer = ${JSON.stringify(answer)} or json.dumps({"got": got})
    api.request("POST", f"/2018-06-01/runtime/invocation/{request_id}${path}", answer)
    api.getresponse().read()
`;
}

async function eventually(holds: () => boolean): Promise<void> {
  for (let wait = 0; wait < 500 && !holds(); wait++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(holds());
}

/** How many processes have this text in their command line. */
function processesWith(text: string): number {
  let count = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readFileSync(`/proc/${name}/cmdline`, "latin1").includes(text)) count += 1;
    } catch {
      // It ended meanwhile.
    }
  }
  return count;
}
