import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { test } from "node:test";
import { AwsError } from "../aws/aws-error.ts";
import { UsageError } from "./command.ts";
import { explainFailure } from "./failure.ts";
import { SettingsError } from "./settings.ts";

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as { port: number }).port;
}

test("a port in use is told with its address and what to do", async () => {
  const first = createServer();
  const port = await listen(first, 0);
  const error: unknown = await listen(createServer(), port).catch((reason: unknown) => reason);
  first.close();
  const place = `127.0.0.1:${port} is in use. Stop what listens there, or pass another port:`;
  assert.equal(explainFailure(error, {}).message, `${place} --port N; port 0 is a free one.`);
  assert.equal(
    explainFailure(error, { npm_lifecycle_event: "start" }).message,
    `${place} --port N, with npm "npm start -- --port N"; port 0 is a free one.`,
  );
});

const fileError = (code: string): Error =>
  Object.assign(new Error(`${code}: open`), { code, syscall: "open", path: "/data/x" });

const failures: readonly [error: unknown, message: RegExp, exitCode: number][] = [
  [new UsageError("deploy needs FILE."), /^deploy needs FILE\.$/, 2],
  [new SettingsError("Give a port."), /^Give a port\.$/, 1],
  [new AwsError("NotFound", "No such thing."), /^NotFound: No such thing\.$/, 1],
  [Object.assign(new Error("x"), { code: "ECONNREFUSED", address: "::1", port: 1 }), /^Nothing answers/, 1],
  [Object.assign(new Error("no file"), { code: "EACCES", syscall: "open" }), /no file\n +at /, 1],
  [fileError("ENOENT"), /^\/data\/x: there is no such file or folder\.$/, 1],
  [fileError("ENOTDIR"), /^\/data\/x: it is no folder, or lies below a file\.$/, 1],
  [new Error("a bug"), /a bug\n +at /, 1],
  ["text", /^text$/, 1],
];
for (const [error, message, exitCode] of failures) {
  test(`${String(error)} is told as ${message}`, () => {
    const failure = explainFailure(error, {});
    assert.match(failure.message, message);
    assert.equal(failure.exitCode, exitCode);
  });
}
