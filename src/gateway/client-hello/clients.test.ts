import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect as connectPlain, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { promisify } from "node:util";
import type { RequestInput } from "../../waf/request.ts";
import { type RunningHarness, startHarness } from "../gateway.fixture.ts";
import { inRecords } from "./client-hello.fixture.ts";

/** Real clients before the real listener, and what web ACLs are told of each. */
let harness: RunningHarness;
let folder: string;
const asked: RequestInput[] = [];

const path = "/_aws/execute-api/abc/prod/";
const run = promisify(execFile);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-clients-"));
  harness = await startHarness({
    webAcls: {
      find: () => ({
        webAclArn: "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/a1",
        inspect: (request) => {
          asked.push(request);
          throw new Error("It is enough to know the request");
        },
      }),
    },
  });
  writeFileSync(join(folder, "ca.pem"), harness.authorityPem);
});
after(async () => {
  await harness.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Fingerprints {
  readonly ja3: string | undefined;
  readonly ja4: string | undefined;
}

/** The fingerprints of the one request that `ask` sends. */
async function fingerprintsOf(ask: () => Promise<unknown>): Promise<Fingerprints> {
  asked.length = 0;
  await ask();
  assert.equal(asked.length, 1);
  const { ja3Fingerprint: ja3, ja4Fingerprint: ja4 } = asked[0]!;
  return { ja3, ja4 };
}

/** One request by node's own TLS client; what came back. */
function ask(port: number, options: ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connectTls(
      { host: "127.0.0.1", port, servername: "localhost", ca: harness.authorityPem, ...options },
      () => socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
    );
    socket.setEncoding("latin1").on("data", (text) => {
      answer += text;
    });
    socket.on("error", reject).on("close", () => resolve(answer));
  });
}

/** Sends a hello on in a way of its own. */
type Reshape = (hello: Buffer, send: (bytes: Buffer) => void) => void | Promise<void>;

/** A relay that sends a client's hello on as `reshape` makes it. */
async function relay<T>(reshape: Reshape, use: (port: number) => Promise<T>): Promise<T> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connectPlain({ port: harness.port, host: "127.0.0.1", noDelay: true });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => socket.destroy());
    }
    client.once("data", async (hello: Buffer) => {
      client.pause();
      await reshape(hello, (bytes) => upstream.write(bytes));
      client.pipe(upstream);
    });
    upstream.pipe(client);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    for (const socket of open) socket.destroy();
    server.close();
  }
}

test("node's client has the fingerprint that its settings make", async () => {
  const options = {
    ...{ ciphers: "TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256", ALPNProtocols: ["http/1.1"] },
    ...{ sigalgs: "ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256", ecdhCurve: "P-256" },
  };
  const { ja3, ja4 } = await fingerprintsOf(() => ask(harness.port, options));
  const ciphers = hash("sha256", "1301,c02f", "hex").slice(0, 12);
  assert.match(ja4!, new RegExp(`^t13d02\\d\\dh1_${ciphers}_[0-9a-f]{12}$`));
  assert.match(ja3!, /^[0-9a-f]{32}$/);
});

test("each setting of a client shows in its fingerprint", async () => {
  const of = (options: ConnectionOptions) => fingerprintsOf(() => ask(harness.port, options));
  const usual = await of({});
  assert.deepEqual(await of({}), usual);
  assert.match(usual.ja4!, /^t13d\d{4}00_/);
  const shorter = await of({ maxVersion: "TLSv1.2" });
  assert.match(shorter.ja4!, /^t12d/);
  const nameless = await of({ servername: "", checkServerIdentity: () => undefined });
  assert.match(nameless.ja4!, /^t13i/);
  const algorithms = ["rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256"];
  const forward = await of({ sigalgs: algorithms.join(":") });
  const backward = await of({ sigalgs: algorithms.toReversed().join(":") });
  assert.equal(forward.ja4!.slice(0, 23), backward.ja4!.slice(0, 23));
  assert.notEqual(forward.ja4, backward.ja4);
  const prints = [usual, shorter, nameless].map(({ ja3 }) => ja3);
  assert.equal(new Set(prints).size, prints.length);
});

/** Ways to cut a hello that a reader of single segments or records would not see through. */
const cuts: readonly [how: string, reshape: Reshape][] = [
  ["into records of one byte", (hello, send) => send(inRecords(hello.subarray(5), 1))],
  ["into two records", (hello, send) => send(inRecords(hello.subarray(5), 200))],
  [
    "into segments that come one after the other",
    async (hello, send) => {
      for (let at = 0; at < hello.length; at += 99) {
        send(hello.subarray(at, at + 99));
        await delay(5);
      }
    },
  ],
  [
    "with empty records between",
    (hello, send) => {
      const none = Buffer.from("1603010000", "hex");
      const payload = hello.subarray(5);
      send(Buffer.concat([inRecords(payload.subarray(0, 99)), none, none, inRecords(payload.subarray(99))]));
    },
  ],
];

for (const [how, reshape] of cuts) {
  test(`a hello that is cut ${how} has the same fingerprint`, async () => {
    const whole = await fingerprintsOf(() => ask(harness.port));
    assert.deepEqual(await fingerprintsOf(() => relay(reshape, (port) => ask(port))), whole);
  });
}

test("a hello too large to read does not reach an API without a fingerprint", async () => {
  // OpenSSL takes hellos of 128 KB; rules over fingerprints would not see who sends them.
  const ALPNProtocols = [
    "http/1.1",
    ...Array.from({ length: 90 }, (_, index) => `${index}`.padEnd(250, "x")),
  ];
  asked.length = 0;
  const answer = await ask(harness.port, { ALPNProtocols }).catch(({ code }: NodeJS.ErrnoException) => code);
  assert.ok(answer === "" || answer === "ECONNRESET", answer);
  assert.equal(asked.length, 0);
});

test("plain HTTP has no fingerprint", async () => {
  const { ja3, ja4 } = await fingerprintsOf(() => harness.call("/"));
  assert.deepEqual([ja3, ja4], [undefined, undefined]);
});

/** Bytes that begin like TLS. */
const broken: readonly [what: string, bytes: string][] = [
  ["an empty hello", "160301000401000000"],
  ["noise", `1603010040${"9f".repeat(64)}`],
  ["a record of another kind behind it", `160301000101${"15030100020100"}`],
];

for (const [what, bytes] of broken) {
  test(`${what} gets TLS's own answer`, async () => {
    const answer = await harness.raw(Buffer.from(bytes, "hex").toString("latin1"));
    // An alert record, fatal.
    assert.match(answer, /^\x15\x03[\x01-\x03]\x00\x02\x02/);
  });
}

async function isThere(program: string): Promise<boolean> {
  return run(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

test("curl's fingerprint follows its options", async (t) => {
  if (!(await isThere("curl"))) return t.skip("curl is not installed");
  const url = `https://localhost:${harness.port}${path}`;
  const curl = (...options: string[]) =>
    fingerprintsOf(() => run("curl", ["-sS", "--cacert", join(folder, "ca.pem"), ...options, url]));
  const usual = await curl();
  assert.deepEqual(await curl(), usual);
  assert.match(usual.ja4!, /^t13d/);
  assert.match((await curl("--http1.1")).ja4!, /^t13d\d{4}h1_/);
  assert.match((await curl("--no-alpn")).ja4!, /^t13d\d{4}00_/);
  assert.match((await curl("--tls-max", "1.2")).ja4!, /^t12d/);
});

test("openssl's client has a fingerprint", async (t) => {
  if (!(await run("openssl", ["version"]).catch(() => false))) return t.skip("openssl is not installed");
  const ask = () =>
    new Promise<void>((done) => {
      const client = spawn("openssl", [
        "s_client",
        "-quiet",
        "-connect",
        `127.0.0.1:${harness.port}`,
        "-alpn",
        "h2,http/1.1",
      ]);
      client.stdin.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      client.stdout.resume();
      client.stderr.resume();
      client.once("close", () => done());
    });
  const { ja4 } = await fingerprintsOf(ask);
  assert.match(ja4!, /^t13i\d{4}h2_/);
});

test("Chromium has the published fingerprint of its cipher suites, in any order of extensions", async (t) => {
  if (!(await isThere("chromium"))) return t.skip("Chromium is not installed");
  const visit = () =>
    run("chromium", [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors"],
      ...[`--user-data-dir=${mkdtempSync(join(folder, "chromium-"))}`, "--dump-dom"],
      `https://localhost:${harness.port}${path}`,
    ]);
  const { ja4 } = await fingerprintsOf(visit);
  assert.match(ja4!, /^t13d15\d\dh2_8daaf6152771_[0-9a-f]{12}$/);
});
