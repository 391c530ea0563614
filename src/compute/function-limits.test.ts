import assert from "node:assert/strict";
import { atEachLevel } from "./isolation-levels.fixture.ts";

atEachLevel("limits of functions", (works, level) => {
  works("ends a function that takes too long, and what it started", async (fixture) => {
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

  works("ends a function that takes too much memory", async (fixture) => {
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

  works("drops the log of a function that floods it, and says so", async (fixture) => {
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

  works("ends a function that writes without end", async (fixture) => {
    const spec = fixture.define({
      "task/index.js":
        "exports.handler = async () => { for (;;) process.stdout.write('x'.repeat(99999) + '\\n') }",
    });
    assert.equal((await fixture.call(spec)).cause, "output");
  });

  works("stops a file from growing past the size of /tmp", async (fixture) => {
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
    async (fixture) => {
      const code = `const fs = require("fs"); exports.handler = async () => {
      try { for (let n = 0; n < 9; n++) fs.writeFileSync("/tmp/" + n, Buffer.alloc(500_000, 1)) } catch (error) { return error.code }
      await new Promise((resolve) => setTimeout(resolve, 5000)); return "all written" }`;
      const result = await fixture.call(fixture.define({ "task/index.js": code }, { ephemeralStorageMb: 2 }));
      if (level === "bubblewrap") assert.equal(result.body, "ENOSPC");
      else assert.equal(result.cause, "storage");
    },
  );
});
