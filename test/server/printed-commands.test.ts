import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../running-server.ts";
import { run, skipWithout } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-printed-"));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Printed {
  readonly shows: string;
  readonly status: string;
  readonly command: string;
}

/** `  # open to all → 200`, and the command on the next line. */
const findCommands = (text: string): Printed[] =>
  [...text.matchAll(/^ {2}# (.*) → (\d{3})\n {2}(.+)$/gm)].map(
    ([, shows = "", status = "", command = ""]) => ({
      shows,
      status,
      command,
    }),
  );

/** What a person does who pastes the command; the status is what curl or `sallyport call` says. */
async function paste(command: string): Promise<string> {
  const counted = command.replace(/^curl /, "curl --silent --output /dev/null --write-out '%{http_code}' ");
  const { out, err } = await run("bash", ["-c", counted], { cwd: root, env: process.env });
  return out.slice(0, 3) || err;
}

const bash = (command: string) => run("bash", ["-c", command], { cwd: root, env: process.env });

/** The printed command that holds a text. */
const commandWith = (text: string, part: string): string => {
  const command = text.split("\n").find((line) => line.startsWith("  ") && line.includes(part));
  assert.ok(command, `no printed command holds ${part}`);
  return command.trim();
};

/** The injection is stopped, the record tells why, and a trial of the same request tells the same. */
async function explainsTheFirewall(text: string): Promise<void> {
  const { out: answer } = await bash(commandWith(text, "curl -i"));
  const requestId = /^x-amzn-requestid: (\S+)/im.exec(answer)?.[1];
  assert.ok(requestId, answer);
  const explained = await bash(commandWith(text, "explain REQUEST_ID").replace("REQUEST_ID", requestId));
  assert.match(explained.out, /refused: waf_blocked/);
  const rule = "SQLi_QUERYARGUMENTS of AWS#AWSManagedRulesSQLiRuleSet, through the rule sql-injection";
  assert.ok(explained.out.includes(`BLOCK by ${rule}; answers 403`), explained.out);
  assert.match(explained.out, /SQL_INJECTION in ALL_QUERY_ARGS name: "x'", "OR"/);
  const tried = await bash(commandWith(text, "waf test"));
  assert.equal(tried.code, 1, tried.err);
  assert.match(tried.out, /BLOCK by sql-injection › SQLi_QUERYARGUMENTS; answers 403/);
}

test("npm start deploys the example, and every command it prints does what it says", {
  skip: skipWithout("curl"),
}, async () => {
  const data = join(folder, "data");
  const args = [join(root, "bin", "sallyport.mjs"), "start", "--example", "--port", "0", "--data", data];
  const server = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  try {
    const text = await new Promise<string>((resolve, reject) => {
      let output = "";
      server.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes("explain REQUEST_ID")) resolve(output);
      });
      server.stderr.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
      server.on("exit", () => reject(new Error(output)));
    });
    const commands = findCommands(text);
    assert.ok(commands.length >= 9, text);
    assert.ok(commands.some(({ status }) => status === "200"));
    assert.ok(commands.some(({ status }) => status === "403"));
    for (const { shows, status, command } of commands)
      assert.equal(await paste(command), status, `${shows}\n${command}`);
    await explainsTheFirewall(text);
  } finally {
    server.kill("SIGTERM");
    await new Promise((ended) => server.once("exit", ended));
  }
});
