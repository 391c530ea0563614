import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { type Called, environmentsFixture } from "./environments.fixture.ts";
import type { FunctionRuntime } from "./function-spec.ts";
import { atEachLevel } from "./isolation-levels.fixture.ts";

atEachLevel("isolation of functions", (works, level) => {
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
      async (fixture) => {
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

  works("keeps nodejs functions from other files by way of SQLite", async (fixture) => {
    const path = join(fixture.folder, "state.sqlite");
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE secrets (value TEXT); INSERT INTO secrets VALUES ('kept')");
    database.close();
    const code = `exports.handler = async () => { try { const { DatabaseSync } = require("node:sqlite"); return new DatabaseSync(${JSON.stringify(path)}).prepare("SELECT * FROM secrets").all() } catch { return "refused" } }`;
    assert.equal((await fixture.call(fixture.define({ "task/index.js": code }))).body, "refused");
  });

  works("keeps functions from writing to their code", async (fixture) => {
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
      async (fixture) => {
        assert.equal((await fixture.call(fixture.define(files, { runtime }))).body, "refused");
      },
      runtime,
    );
  }

  works("looks for modules where the function may read, and nowhere above", async (fixture) => {
    mkdirSync(join(fixture.folder, "node_modules/above"), { recursive: true });
    writeFileSync(join(fixture.folder, "node_modules/above/index.js"), "module.exports = 'from above'");
    const code =
      "exports.handler = async () => { try { return require('above') } catch (error) { return error.code } }";
    assert.equal((await fixture.call(fixture.define({ "task/index.js": code }))).body, "MODULE_NOT_FOUND");
  });

  works(
    "ends processes that a function leaves behind",
    async (fixture) => {
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
});

describe("functions that could not be kept apart", () => {
  const ANSWERS = { "task/index.js": "exports.handler = async () => 'ran'" };

  it("refuses functions that it cannot keep apart", async (t) => {
    if (process.getuid?.() !== 0) return t.skip("only root has users to run functions as");
    const closed = mkdtempSync(join(tmpdir(), "sallyport-closed-"));
    const fixture = await environmentsFixture({ runFolder: join(closed, "run") });
    assert.equal(fixture.environments.isolation.level, "none");
    const result = await fixture.call(fixture.define(ANSWERS));
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
      const result = await fixture.call(fixture.define(ANSWERS, { variables: { [name]: value } }));
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
