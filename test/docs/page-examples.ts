import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { root } from "../running-server.ts";
import { run } from "../tools.ts";
import type { PageFolder } from "./page-folder.ts";

/** A block of commands, the exit code that a comment in it promises, and the output that the next block shows. */
interface Example {
  readonly commands: string;
  readonly code: number;
  readonly output?: string;
}

export const readPage = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

/** The blocks of commands of a page or a part of it, in their order. */
export const examplesOf = (text: string): readonly Example[] =>
  [...text.matchAll(/```sh\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map(([, commands = "", output]) => ({
    commands,
    code: Number(/# exit code (\d)/.exec(commands)?.[1] ?? 0),
    ...(output === undefined ? {} : { output }),
  }));

/**
 * Runs a block in a page's folder, with the variables that the blocks before it set, against the folder's server in
 * place of the page's port 4566. A block that reads a log waits until it holds something.
 */
export async function assertHolds(
  example: Example,
  { path, server }: PageFolder,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { code, output } = example;
  const commands = example.commands.replaceAll(":4566", `:${server.port}`);
  const [, logGroup] = /filter-log-events --log-group-name (\S+)/.exec(commands) ?? [];
  if (logGroup) await untilLogged(server.client, logGroup);
  const variables = join(path, "variables.sh");
  const kept = existsSync(variables) ? `. ${variables}\n` : "";
  const script = `set -ea; trap 'export -p > ${variables}' EXIT\n${kept}${commands}`;
  const ended = await run("bash", ["--norc", "-o", "pipefail", "-c", script], {
    cwd: path,
    env: environment,
  });
  assert.equal(ended.code, code, `${commands}\n${ended.out}${ended.err}`);
  if (output !== undefined) assert.deepEqual([ended.out, ended.err], [output, ""], commands);
}

/** Until a log group has a record; at most ten seconds. */
async function untilLogged(client: PageFolder["server"]["client"], logGroupName: string): Promise<void> {
  const logs = new CloudWatchLogsClient(client);
  for (let attempt = 0; attempt < 100; attempt++) {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    if (events.length > 0) return;
    await delay(100);
  }
}
