import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../running-server.ts";
import { run, skipWithout } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-firewall-page-"));
after(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ["bin", "examples"]) symlinkSync(join(root, name), join(folder, name));

/** A block of commands, the exit code that a comment in it promises, and the output that the next block shows. */
interface Example {
  readonly commands: string;
  readonly code: number;
  readonly output: string;
}

const page = readFileSync(join(root, "docs", "firewall.md"), "utf8");
const examples = [...page.matchAll(/```sh\n(.*?)```\n\n```text\n(.*?)```/gs)].map(
  ([, commands = "", output = ""]): Example => ({
    commands,
    code: Number(/# exit code (\d)/.exec(commands)?.[1]),
    output,
  }),
);

test("the page's examples do what it says", { skip: skipWithout("bash") }, async () => {
  assert.equal(examples.length, 3);
  const env = { ...process.env, SALLYPORT_DATA: join(folder, "no-server") };
  for (const { commands, code, output } of examples) {
    const ended = await run("bash", ["-o", "pipefail", "-c", commands], { cwd: folder, env });
    assert.deepEqual([ended.code, ended.out, ended.err], [code, output, ""], commands);
  }
});
