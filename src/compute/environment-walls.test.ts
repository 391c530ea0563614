import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { type EnvironmentsFixture, environmentsFixture } from "./environments.fixture.ts";
import { atEachLevel } from "./isolation-levels.fixture.ts";

const NODE = (body: string) => ({ "task/index.js": `exports.handler = async (event) => { ${body} }` });
const PYTHON = (body: string) => ({
  "task/index.py": `import os, resource, socket, subprocess\ndef handler(event, context):\n${body
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n")}`,
});

const answerOf = async (
  fixture: EnvironmentsFixture,
  files: Record<string, string>,
  changes: object = {},
): Promise<unknown> => (await fixture.call(fixture.define(files, changes))).body;

atEachLevel("the walls of an environment", (works, level) => {
  const python = { runtime: "python3.12" } as const;

  works("hide from a function how it is kept", async (fixture) => {
    const seen = (await answerOf(
      fixture,
      NODE("return Object.keys(process.env).filter((name) => name.startsWith('SALLYPORT'))"),
    )) as string[];
    assert.deepEqual(seen, []);
    const inPython = await answerOf(
      fixture,
      PYTHON("return [n for n in os.environ if n.startswith('SALLYPORT')]"),
      python,
    );
    assert.deepEqual(inPython, []);
  });

  works("tell one call nothing of the call before", async (fixture) => {
    const spec = fixture.define(NODE("return process.env._X_AMZN_TRACE_ID ?? 'none'"));
    assert.equal((await fixture.call(spec, {}, { traceId: "Root=1-2" })).body, "Root=1-2");
    assert.equal((await fixture.call(spec)).body, "none");
  });

  works("leave nodejs functions no way to send signals", async (fixture) => {
    const code = `const names = ["kill", "_kill", "_debugProcess", "_debugEnd", "_startProfilerIdleNotifier"];
      const back = names.map((name) => { try { process[name] = () => 1; Object.defineProperty(process, name, { value: 1 }) } catch {} return typeof process[name] });
      return back`;
    assert.deepEqual(await answerOf(fixture, NODE(code)), Array(5).fill("undefined"));
  });

  works(
    "hold for files, core dumps and processes",
    async (fixture) => {
      const limits = await answerOf(
        fixture,
        PYTHON(
          "return [resource.getrlimit(n)[1] for n in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_DATA)] + [resource.getrlimit(resource.RLIMIT_NPROC)[1]]",
        ),
        { ...python, ephemeralStorageMb: 3, memoryMb: 256 },
      );
      const processes = fixture.environments.isolation.ownUser ? 1024 : (limits as number[])[4];
      assert.deepEqual(limits, [0, 1024, 3 * 1024 * 1024, (512 + 1024) * 1024 * 1024, processes]);
    },
    "python3.12",
  );

  works(
    "give a function no rights and no user of ours",
    async (fixture) => {
      const code =
        "status = open('/proc/self/status').read()\nreturn [l for l in status.splitlines() if l.startswith(('CapEff', 'CapPrm'))] + [os.getgroups()]";
      const [effective, permitted, groups] = (await answerOf(fixture, PYTHON(code), python)) as [
        string,
        string,
        number[],
      ];
      assert.match(effective, /:\t0+$/);
      assert.match(permitted, /:\t0+$/);
      assert.ok(!groups.includes(0) || process.getuid?.() !== 0);
    },
    "python3.12",
  );

  works(
    "let no other user answer the calls of a function by its loopback port",
    async (fixture) => {
      if (!fixture.environments.isolation.ownUser) return;
      const files = {
        "task/bootstrap": `#!/usr/bin/python3
import http.client, json, os, time
address = os.environ["AWS_LAMBDA_RUNTIME_API"]
api = http.client.HTTPConnection(address)
while True:
  api.request("GET", "/2018-06-01/runtime/invocation/next")
  event = api.getresponse(); event.read()
  request_id = event.headers["Lambda-Runtime-Aws-Request-Id"]
  time.sleep(1.5)
  api.request("POST", f"/2018-06-01/runtime/invocation/{request_id}/response", '"own"')
  api.getresponse().read()
`,
      };
      const requestId = "00000000-0000-4000-8000-000000000001";
      const spec = fixture.define(files, { runtime: "provided.al2023" });
      const running = fixture.call(spec, {}, { requestId });
      const port = await ownPort();
      const body = '"forged"';
      const request = `POST /2018-06-01/runtime/invocation/${requestId}/response HTTP/1.1\\r\\nContent-Length: ${body.length}\\r\\n\\r\\n${body.replaceAll('"', '\\"')}`;
      // Again and again: the call reaches the runtime a moment after this process listens.
      const once = `exec 3<>/dev/tcp/127.0.0.1/${port} && printf "${request}" >&3; sleep 0.1; exec 3>&-`;
      const script = `for n in $(seq 20); do ( ${once} ); done`;
      const forger = spawn("/bin/bash", ["-c", script], {
        uid: 47_009,
        gid: 47_009,
        cwd: "/",
        stdio: "ignore",
      });
      await new Promise((resolve) => forger.once("close", resolve));
      assert.equal((await running).body, "own");
    },
    "provided.al2023",
  );

  works("leave nothing of an environment that has ended", async () => {
    const own = await environmentsFixture({ isolation: level });
    const environments = join(own.folder, "run/e");
    const spec = own.define(NODE("require('fs').writeFileSync('/tmp/secret', 'x'); return 1"));
    await own.call(spec);
    assert.equal(readdirSync(environments).length, 1);
    own.environments.retire(spec.key);
    await eventually(() => readdirSync(environments).length === 0);
    assert.equal((await own.call(own.define({ "task/index.js": "throw 1" }))).cause, "init");
    const refused = own.define(NODE(""), { runtime: "nodejs22.x", variables: { A: "x\0y" } });
    assert.equal((await own.call(refused)).kind, "failed");
    await eventually(() => readdirSync(environments).length === 0);
    if (own.environments.isolation.ownUser) assert.equal(statSync(spec.packageFolder).mode & 0o777, 0o700);
    await own.stop();
  });

  works("tell a caller nothing of why an environment could not be made", async (fixture) => {
    const secrets = () => Promise.reject(new Error("the vault key at /root/key is wrong"));
    const spec = { ...fixture.define(NODE("")), secrets };
    assert.deepEqual((await fixture.call(spec)).body, {
      errorType: "Sandbox.Unavailable",
      errorMessage: "The function environment could not be started",
    });
  });
});

async function eventually(holds: () => boolean): Promise<void> {
  for (let wait = 0; wait < 500 && !holds(); wait++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(holds());
}

/** The TCP port that this process listens on, once it does: the kernel's table tells whose sockets are whose. */
async function ownPort(): Promise<number> {
  for (let wait = 0; wait < 500; wait++) {
    const inodes = new Set<string>();
    for (const name of readdirSync("/proc/self/fd")) {
      try {
        inodes.add(/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${name}`))?.[1] ?? "");
      } catch {
        // The one that the folder was read by.
      }
    }
    for (const line of readFileSync("/proc/net/tcp", "latin1").split("\n")) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state === "0A" && inodes.has(inode)) return Number.parseInt(local.split(":")[1]!, 16);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("this process does not listen");
}
