import assert from "node:assert/strict";
import { stockRuntime } from "./environments.fixture.ts";
import type { FunctionRuntime } from "./function-spec.ts";
import { atEachLevel } from "./isolation-levels.fixture.ts";

atEachLevel("answers of functions", (works) => {
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
      async (fixture) => {
        const result = await fixture.call(fixture.define(files, { runtime, handler }), { n: 1 });
        assert.deepEqual(result.body, expected);
        assert.equal(result.kind, "returned");
      },
      runtime,
    );
  }

  works("streams an answer as it is written", async (fixture) => {
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

  works("collects a streamed answer for a caller that takes none", async (fixture) => {
    const spec = fixture.define({
      "task/index.mjs":
        "export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('{\"a\":'); stream.end('1}') })",
    });
    assert.deepEqual((await fixture.call(spec)).body, { a: 1 });
  });

  works("tells of an error in the middle of a streamed answer", async (fixture) => {
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
});
