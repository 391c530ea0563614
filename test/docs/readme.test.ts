import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../running-server.ts";
import { run, skipWithout } from "../tools.ts";
import { makePageFolder, type PageFolder } from "./page-folder.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");
const skip = skipWithout("bash") || skipWithout("curl");
/** `](path#anchor)`, either part, on no other host. */
const LINK = /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g;
let folder: PageFolder;

before(async () => {
  folder = await makePageFolder();
});
after(() => folder.remove());

const inFolder = (command: string) =>
  run("bash", ["--norc", "-c", command], { cwd: folder.path, env: { PATH: process.env["PATH"] } });

test("the first requests of the README are answered as it says", { skip }, async () => {
  const deployed = await inFolder("./bin/sallyport.mjs deploy examples/orders/template.yaml --json");
  const { outputs } = JSON.parse(deployed.out) as { outputs: { ApiId: string } };
  const [, , block = ""] = /## A first allowed(.*?)```sh\n(.*?)```/s.exec(readme) ?? [];
  const commands = block.split("\n\n").map((text) => text.trim());
  assert.equal(commands.length, 5);
  let requestId = "";
  for (const command of commands) {
    const status = /^#.*: (\d{3})$/m.exec(command)?.[1];
    const filled = command
      .replace("API.", `${outputs.ApiId}.`)
      .replace(":4566", `:${folder.server.port}`)
      .replace("REQUEST_ID", requestId)
      .replace("curl ", "curl -i ");
    const { out, err } = await inFolder(filled);
    requestId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(out)?.[0] ?? "";
    if (status) assert.match(out, new RegExp(`^(HTTP/1.1 )?${status} `), `${filled}\n${out}${err}`);
    else assert.match(out, /BLOCK by SQLi_QUERYARGUMENTS/, `${filled}\n${out}${err}`);
  }
});

/** A heading's anchor: `Why a request was stopped, or let in` → `why-a-request-was-stopped-or-let-in`. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replaceAll(" ", "-");

for (const page of ["README.md", "ARCHITECTURE.md", ...globSync("docs/**/*.md", { cwd: root }).sort()]) {
  test(`the links of ${page} within the repository lead somewhere`, () => {
    for (const [, path = "", anchor] of readFileSync(join(root, page), "utf8").matchAll(LINK)) {
      const target = path === "" ? join(root, page) : join(root, dirname(page), path);
      assert.ok(existsSync(target), `${page} links to ${path}`);
      if (anchor === undefined) continue;
      const headings = [...readFileSync(target, "utf8").matchAll(/^#+ (.+)$/gm)];
      const anchors = headings.map(([, heading = ""]) => anchorOf(heading));
      assert.ok(anchors.includes(anchor), `${page} links to ${path}#${anchor}`);
    }
  });
}
