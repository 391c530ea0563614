import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { APIGatewayClient, CreateRestApiCommand, UpdateRestApiCommand } from "@aws-sdk/client-api-gateway";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { type RunningServer, startServer } from "../running-server.ts";
import { skipWithout } from "../tools.ts";

/**
 * The README's comparison, cell by cell: the same calls to Sallyport and to moto in its default mode. A cell that
 * changes fails here first.
 */
const skip = skipWithout("python3", "-c", "import moto.server, flask");

interface Peer {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  readonly maxAttempts: number;
}

let sallyport: RunningServer;
let moto: ChildProcess;
let motoPeer: Peer;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

before(async () => {
  if (skip) return;
  sallyport = await startServer();
  const port = await freePort();
  moto = spawn("python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  motoPeer = { ...sallyport.client, endpoint: `http://127.0.0.1:${port}` };
  for (let tries = 0; tries < 300; tries++) {
    const answers = await fetch(motoPeer.endpoint).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await delay(100);
  }
  throw new Error("moto did not start");
});
after(async () => {
  moto?.kill("SIGKILL");
  await sallyport?.stop();
});

/** Whether the call is let in. */
const letsIn = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => true,
    () => false,
  );

async function userWithoutPolicies(peer: Peer): Promise<Peer> {
  const iam = new IAMClient(peer);
  await iam.send(new CreateUserCommand({ UserName: "nobody" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "nobody" }));
  const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
  return { ...peer, credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } };
}

/** One row: what is attempted, and whether each lets it in. */
const rows: readonly {
  readonly attempt: string;
  readonly call: (peer: Peer) => Promise<unknown>;
  readonly moto: boolean;
}[] = [
  {
    attempt: "an AWS call signed with an unknown access key",
    call: (peer) =>
      new STSClient({
        ...peer,
        credentials: { accessKeyId: "AKIAUNKNOWNUNKNOWN00", secretAccessKey: "x" },
      }).send(new GetCallerIdentityCommand({})),
    moto: true,
  },
  {
    attempt: "an AWS call signed with a wrong secret",
    call: (peer) =>
      new STSClient({ ...peer, credentials: { ...peer.credentials, secretAccessKey: "wrong" } }).send(
        new GetCallerIdentityCommand({}),
      ),
    moto: true,
  },
  {
    attempt: "an AWS call by a user without any policy",
    call: async (peer) => new IAMClient(await userWithoutPolicies(peer)).send(new ListUsersCommand({})),
    moto: true,
  },
  {
    attempt: "a REST API setting that has no effect here",
    call: async (peer) => {
      const client = new APIGatewayClient(peer);
      const { id } = await client.send(new CreateRestApiCommand({ name: "compressed" }));
      const patchOperations = [{ op: "replace" as const, path: "/minimumCompressionSize", value: "1024" }];
      return client.send(new UpdateRestApiCommand({ restApiId: id!, patchOperations }));
    },
    moto: true,
  },
];

describe("what Sallyport refuses and moto lets in", { skip }, () => {
  for (const { attempt, call, moto: motoLetsIn } of rows) {
    test(attempt, async () => {
      assert.equal(await letsIn(call(sallyport.client)), false, "Sallyport refuses it");
      assert.equal(await letsIn(call(motoPeer)), motoLetsIn, "moto lets it in");
    });
  }
});
