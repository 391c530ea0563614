import assert from "node:assert/strict";
import { stockRuntime } from "./environments.fixture.ts";
import type { FunctionRuntime } from "./function-spec.ts";
import { atEachLevel } from "./isolation-levels.fixture.ts";

atEachLevel("failures of functions", (works) => {
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
      async (fixture) => {
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

  works("logs why a function could not be loaded", async (fixture) => {
    const spec = fixture.define({
      "task/index.js": "console.log('loading'); throw new TypeError('early')",
    });
    const { report } = await fixture.call(spec);
    assert.match(
      report!.logTail,
      /INFO\tloading\n.*ERROR\tUncaught Exception[\s\S]*\nINIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: TypeError\n$/,
    );
  });
});
