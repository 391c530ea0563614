import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { root } from "../running-server.ts";
import { type Run, run, skipWithout } from "../tools.ts";
import { makePageFolder, type PageFolder } from "./page-folder.ts";

/** A block of commands, the exit code that a comment in it promises, and the output that the next block shows. */
interface Example {
  readonly commands: string;
  readonly code: number;
  readonly output?: string;
}

const [withServer = "", withoutServer = ""] = readFileSync(join(root, "docs", "firewall.md"), "utf8").split(
  /^(?=## Trying a web ACL before it is deployed)/m,
);
const examplesOf = (text: string): readonly Example[] =>
  [...text.matchAll(/```sh\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map(([, commands = "", output]) => ({
    commands,
    code: Number(/# exit code (\d)/.exec(commands)?.[1] ?? 0),
    ...(output === undefined ? {} : { output }),
  }));

const skip = skipWithout("bash") || skipWithout("aws") || skipWithout("curl");
let folder: PageFolder;

before(async () => {
  folder = await makePageFolder();
});
after(() => folder.remove());

/** Runs a block in the page's folder, with the variables that the blocks before it set. */
function runBlock(commands: string, environment: NodeJS.ProcessEnv): Promise<Run> {
  const variables = join(folder.path, "variables.sh");
  const kept = existsSync(variables) ? `. ${variables}\n` : "";
  const script = `set -ea; trap 'export -p > ${variables}' EXIT\n${kept}${commands}`;
  return run("bash", ["--norc", "-o", "pipefail", "-c", script], { cwd: folder.path, env: environment });
}

async function assertHolds(example: Example, environment: NodeJS.ProcessEnv): Promise<void> {
  const { code, output, commands } = example;
  const ended = await runBlock(commands, environment);
  assert.equal(ended.code, code, `${commands}\n${ended.out}${ended.err}`);
  if (output !== undefined) assert.deepEqual([ended.out, ended.err], [output, ""], commands);
}

/** Until a log group has a record; at most ten seconds. */
async function untilLogged(logGroupName: string): Promise<void> {
  const logs = new CloudWatchLogsClient(folder.server.client);
  for (let attempt = 0; attempt < 100; attempt++) {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    if (events.length > 0) return;
    await delay(100);
  }
}

test("what the page does with a server happens as it says", { skip }, async () => {
  const examples = examplesOf(withServer);
  assert.equal(examples.filter(({ output }) => output !== undefined).length, 6);
  const { PATH, HOME } = process.env;
  for (const example of examples) {
    const commands = example.commands.replaceAll(":4566", `:${folder.server.port}`);
    if (commands.includes("filter-log-events")) await untilLogged("aws-waf-logs-shop");
    await assertHolds({ ...example, commands }, { PATH, HOME });
  }
});

test("what it tries without one does, too", { skip: skipWithout("bash") }, async () => {
  const examples = examplesOf(withoutServer);
  assert.equal(examples.length, 3);
  const environment = { ...process.env, SALLYPORT_DATA: join(folder.path, "no-server") };
  for (const example of examples) await assertHolds(example, environment);
});
