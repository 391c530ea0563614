import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { root } from "../running-server.ts";

/** The example's keys: fetched when needed, kept while the issuer is gone, and never for ever. */
interface KeySet {
  find(kid: unknown): Promise<KeyObject | undefined>;
}
interface Options {
  readonly uri: string;
  readonly fetchDocument?: (uri: string) => Promise<unknown>;
  readonly nowS?: () => number;
}
const functions = `${root}/examples/authorizers/jwt/functions/authorizer`;
const { createKeySet } = (await import(`${functions}/key-set.mjs`)) as {
  readonly createKeySet: (options: Options) => KeySet;
};

const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = (kid: string) => ({ ...publicKey.export({ format: "jwk" }), kid });

const { fetchJson } = (await import(`${functions}/fetch-json.mjs`)) as {
  readonly fetchJson: (uri: string, init: RequestInit, timeoutMs: number) => Promise<unknown>;
};

/** A key set whose issuer and time the test holds in its hands. */
function underTest() {
  const issuer = { document: { keys: [jwk("a")] } as unknown, asked: 0, down: false };
  let time = 1_000;
  const keySet = createKeySet({
    uri: "https://issuer.example/jwks",
    nowS: () => time,
    fetchDocument: async () => {
      issuer.asked++;
      if (issuer.down) throw new Error("down");
      return issuer.document;
    },
  });
  return { keySet, issuer, wait: (seconds: number) => (time += seconds) };
}

describe("the JWT example's keys", () => {
  test("are fetched once, and again when they are old", async () => {
    const { keySet, issuer, wait } = underTest();
    await Promise.all([keySet.find("a"), keySet.find("a")]);
    assert.ok(await keySet.find("a"));
    assert.equal(issuer.asked, 1);
    wait(601);
    await keySet.find("a");
    assert.equal(issuer.asked, 2);
  });

  test("rotate: a kid that is new makes the issuer be asked, but not more often than every 30 seconds", async () => {
    const { keySet, issuer, wait } = underTest();
    await keySet.find("a");
    issuer.document = { keys: [jwk("b")] };
    for (let i = 0; i < 50; i++) assert.equal(await keySet.find(`guess-${i}`), undefined);
    assert.equal(issuer.asked, 1);
    wait(31);
    assert.ok(await keySet.find("b"));
    assert.equal(await keySet.find("a"), undefined);
    assert.equal(issuer.asked, 2);
  });

  test("serve for a day while the issuer is gone, then nobody is let in", async () => {
    const { keySet, issuer, wait } = underTest();
    await keySet.find("a");
    issuer.down = true;
    wait(23 * 3_600);
    assert.ok(await keySet.find("a"));
    wait(2 * 3_600);
    await assert.rejects(keySet.find("a"), /not available/);
    issuer.down = false;
    wait(31);
    assert.ok(await keySet.find("a"));
  });

  test("an issuer that never answered lets nobody in", async () => {
    const { keySet, issuer } = underTest();
    issuer.down = true;
    await assert.rejects(keySet.find("a"), /not available/);
  });

  const unusable: readonly [name: string, document: unknown][] = [
    ["nothing", null],
    ["no keys", { keys: [] }],
    ["too many keys", { keys: Array.from({ length: 101 }, (_, i) => jwk(`k${i}`)) }],
    ["symmetric keys", { keys: [{ kty: "oct", kid: "a", k: "c2VjcmV0" }] }],
    ["keys for encryption", { keys: [{ ...jwk("a"), use: "enc" }] }],
    ["broken keys", { keys: [{ kty: "EC", kid: "a" }] }],
  ];
  for (const [name, document] of unusable) {
    test(`a set of ${name} is not taken, and the last good one stays`, async () => {
      const { keySet, issuer, wait } = underTest();
      await keySet.find("a");
      issuer.document = document;
      wait(601);
      assert.ok(await keySet.find("a"));
      assert.equal(issuer.asked, 2);
    });
  }

  const sources: readonly [name: string, answer: RequestListener][] = [
    [
      "huge",
      (_request, response) => response.end(JSON.stringify({ keys: [jwk("a")], pad: "x".repeat(70_000) })),
    ],
    ["elsewhere", (_request, response) => response.writeHead(302, { Location: "/other" }).end()],
    ["an error", (_request, response) => response.writeHead(500).end(JSON.stringify({ keys: [jwk("a")] }))],
    ["no JSON", (_request, response) => response.end("<html>")],
  ];
  for (const [name, answer] of sources) {
    test(`a set that is ${name} is not taken over the network`, async () => {
      const source = createServer(answer);
      await new Promise<void>((listening) => source.listen(0, "127.0.0.1", listening));
      const { port } = source.address() as AddressInfo;
      await assert.rejects(createKeySet({ uri: `http://127.0.0.1:${port}/` }).find("a"), /not available/);
      source.close();
      source.closeAllConnections();
    });
  }

  for (const [name, answer] of [
    ["never begins", () => {}],
    ["never ends", (_request, response) => response.write('{"keys":')],
  ] as readonly [string, RequestListener][]) {
    test(`an answer that ${name} is given up`, async () => {
      const source = createServer(answer);
      await new Promise<void>((listening) => source.listen(0, "127.0.0.1", listening));
      const { port } = source.address() as AddressInfo;
      await assert.rejects(fetchJson(`http://127.0.0.1:${port}/`, {}, 50), { name: "TimeoutError" });
      source.close();
      source.closeAllConnections();
    });
  }

  test("plain HTTP is not spoken to other machines", async () => {
    await assert.rejects(createKeySet({ uri: "http://192.0.2.1/jwks" }).find("a"), /not available/);
  });
});
