import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { type RequestOptions, request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { after, before, test } from "node:test";
import { connect } from "node:tls";
import type { FieldToMatch, RateBasedStatementCustomKey, Statement } from "@aws-sdk/client-wafv2";
import { ClientHelloReader } from "../../src/gateway/client-hello/client-hello-reader.ts";
import { ja3 } from "../../src/gateway/client-hello/ja3.ts";
import { ja4 } from "../../src/gateway/client-hello/ja4.ts";
import { type GuardedStage, guardedStage, textTransformations, wafRule } from "../guarded-stage.ts";
import { type RunningServer, startServer } from "../running-server.ts";

/** Web ACLs that tell clients apart by how they speak TLS. */
let server: RunningServer;
let stage: GuardedStage;

before(async () => {
  server = await startServer();
  stage = await guardedStage(server);
});
after(async () => {
  await server.stop();
  rmSync(server.dataFolder, { recursive: true, force: true });
});

/** Two programs, as far as a server can see. */
const tool = { host: "localhost", ALPNProtocols: ["http/1.1"], maxVersion: "TLSv1.2" } as const;
const browser = { host: "localhost", ALPNProtocols: ["http/1.1"] } as const;

/** The status that a client gets. */
function ask(client: RequestOptions): Promise<number> {
  const { port, pathname } = new URL(stage.url);
  const ca = readFileSync(server.caFile, "utf8");
  return new Promise((resolve, reject) => {
    const call = request({ ...client, ca, port, path: pathname, agent: false }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer.statusCode ?? 0));
    });
    call.on("error", reject);
    call.end();
  });
}

/** The fingerprints that a client shows, from the bytes that it sends to a server that only listens. */
async function fingerprintsOf(client: typeof tool | typeof browser): Promise<{ ja3: string; ja4: string }> {
  const listening = createServer();
  await new Promise<void>((ready) => listening.listen(0, "127.0.0.1", ready));
  const received = new Promise<Buffer>((done) => {
    listening.once("connection", (socket) => {
      socket.once("data", (bytes) => {
        socket.destroy();
        done(bytes);
      });
    });
  });
  const { port } = listening.address() as AddressInfo;
  connect({ ...client, servername: "localhost", port }).on("error", () => {});
  const hello = new ClientHelloReader().push(await received);
  listening.close();
  assert.ok(typeof hello === "object");
  return { ja3: ja3(hello), ja4: ja4(hello) };
}

const fingerprintIs = (SearchString: string, FieldToMatch: FieldToMatch): Statement => ({
  ByteMatchStatement: {
    ...{ SearchString: Buffer.from(SearchString), PositionalConstraint: "EXACTLY" },
    ...{ FieldToMatch, TextTransformations: textTransformations },
  },
});

for (const field of ["JA3Fingerprint", "JA4Fingerprint"] as const) {
  test(`a client is refused by its ${field}, and no other`, async () => {
    const prints = await fingerprintsOf(tool);
    const print = field === "JA3Fingerprint" ? prints.ja3 : prints.ja4;
    assert.deepEqual([await ask(tool), await ask(browser)], [200, 200]);
    const statement = fingerprintIs(print, { [field]: { FallbackBehavior: "NO_MATCH" } } as FieldToMatch);
    const remove = await stage.guard(field, [wafRule(field, statement)]);
    assert.deepEqual([await ask(tool), await ask(browser)], [403, 200]);
    await remove();
  });
}

for (const key of ["JA3Fingerprint", "JA4Fingerprint"] as const) {
  test(`a rate-based rule counts each client by its ${key}`, async () => {
    const CustomKeys = [{ [key]: { FallbackBehavior: "NO_MATCH" } } as RateBasedStatementCustomKey];
    const RateBasedStatement = { Limit: 10, AggregateKeyType: "CUSTOM_KEYS" as const, CustomKeys };
    const remove = await stage.guard(`rate-${key}`, [wafRule("rate", { RateBasedStatement })]);
    const statuses: number[] = [];
    for (let count = 0; count < 12; count++) statuses.push(await ask(tool));
    assert.deepEqual([statuses[0], statuses.at(-1), await ask(browser)], [200, 403, 200]);
    await remove();
  });
}
