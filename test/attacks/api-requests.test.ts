import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { mockApi } from "../mock-api.ts";
import { type RunningServer, rootKeys, startServer } from "../running-server.ts";
import { adding, type Keys, presigned, type RawCall, send, sendBytes, signed } from "./raw-call.ts";

/** Requests to APIs behind IAM or a resource policy, in every spelling that might slip past. */
let server: RunningServer;
let guarded: string;
let another: string;
let inside: string;
let nobody: Keys;

before(async () => {
  server = await startServer();
  guarded = await mockApi(server, { path: "admin", authorizationType: "AWS_IAM" });
  another = await mockApi(server, { path: "admin", authorizationType: "AWS_IAM" });
  inside = await mockApi(server, { path: "admin", authorizationType: "NONE", policy: fromInside });
  const iam = new IAMClient(server.client);
  await iam.send(new CreateUserCommand({ UserName: "nobody" }));
  const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  await iam.send(new AttachUserPolicyCommand({ UserName: "nobody", PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "nobody" }));
  nobody = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
});
after(() => server.stop());

const everyone = {
  Effect: "Allow",
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "execute-api:/*",
};
const fromInside = {
  Version: "2012-10-17",
  Statement: [{ ...everyone, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }],
};

const hostOf = (apiId: string) => `${apiId}.execute-api.us-east-1.localhost`;
const to = (apiId: string, path = "/live/admin"): RawCall => ({
  ...{ method: "GET", path, rawQuery: "", body: "" },
  rawHeaders: ["Host", hostOf(apiId)],
});
const byPath = (apiId: string): RawCall => ({
  ...to(apiId, `/_aws/execute-api/${apiId}/live/admin`),
  rawHeaders: ["Host", "localhost"],
});
const sign = (call: RawCall, keys: Keys = rootKeys) => signed(call, keys, "execute-api");

async function assertRefused(call: RawCall): Promise<void> {
  const answer = await send(server, call, "tls");
  assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${answer.body}`);
  assert.doesNotMatch(answer.body, /"ok": true/);
}

describe("an API behind IAM", () => {
  it("answers who may call it, by host, by path and by presigned URL", async () => {
    for (const call of [
      sign(to(guarded)),
      sign(byPath(guarded)),
      presigned(to(guarded), rootKeys, "execute-api"),
    ]) {
      assert.equal((await send(server, call, "tls")).status, 200);
    }
  });

  it("refuses who may not, and who does not sign", async () => {
    for (const call of [
      sign(to(guarded), nobody),
      sign(byPath(guarded), nobody),
      to(guarded),
      byPath(guarded),
    ]) {
      await assertRefused(call);
    }
  });

  it("refuses a signature for another API, path, service or region", async () => {
    await assertRefused({ ...sign(to(another)), rawHeaders: swapHost(sign(to(another)), hostOf(guarded)) });
    await assertRefused({ ...sign(byPath(another)), path: byPath(guarded).path });
    await assertRefused({ ...sign(to(guarded, "/live/open")), path: "/live/admin" });
    await assertRefused(signed(to(guarded), rootKeys, "lambda"));
    const elsewhere = {
      ...to(guarded),
      rawHeaders: ["Host", hostOf(guarded).replace("us-east-1", "eu-west-1")],
    };
    await assertRefused(sign(elsewhere));
  });

  const spellings = [
    ...[
      "/live//admin",
      "/live/./admin",
      "/live/x/../admin",
      "/live/%61dmin",
      "/live/admin/",
      "/live/admin;x",
    ],
    ...["/live/admin%2f", "/live/admin%00", "/live/admin%20", "/live/Admin", "/live\\admin", "//live/admin"],
    ...["/live/%2e%2e/live/admin", "/LIVE/admin", "/live/open/..%2fadmin", "/live/adm%C4%B1n"],
  ];
  for (const path of spellings) it(`is not open at ${path}`, () => assertRefused(to(guarded, path)));

  const hosts = ["upper", "dot", "port", "amazonaws", "two names"] as const;
  const spelled = (kind: (typeof hosts)[number]): string =>
    ({
      upper: hostOf(guarded).toUpperCase(),
      dot: `${hostOf(guarded)}.`,
      port: `${hostOf(guarded)}:99999`,
      amazonaws: hostOf(guarded).replace("localhost", "amazonaws.com"),
      "two names": `x.${hostOf(guarded)}`,
    })[kind];
  for (const kind of hosts) {
    it(`is not open under another spelling of its host: ${kind}`, () =>
      assertRefused({ ...to(guarded), rawHeaders: ["Host", spelled(kind)] }));
  }

  it("takes no header for another method, path or host", () =>
    assertRefused(
      adding(
        to(guarded),
        ...["X-HTTP-Method-Override", "OPTIONS", "X-Original-URL", "/live/open"],
        ...["X-Forwarded-Host", hostOf(inside), "X-Rewrite-URL", "/"],
      ),
    ));
});

function swapHost(call: RawCall, host: string): string[] {
  return call.rawHeaders.map((value, i, all) => (all[i - 1] === "Host" ? host : value));
}

describe("an API for some addresses", () => {
  it("believes no header about where a request comes from", async () => {
    for (const name of ["X-Forwarded-For", "X-Real-IP", "True-Client-IP", "Forwarded"]) {
      await assertRefused(adding(to(inside), name, name === "Forwarded" ? "for=10.0.0.1" : "10.0.0.1"));
    }
  });
});

describe("a request that two readers could divide differently", () => {
  const next = () => `GET /live/admin HTTP/1.1\r\nHost: ${hostOf(inside)}\r\n\r\n`;
  const head = (...lines: string[]) =>
    ["POST /live/admin HTTP/1.1", `Host: ${hostOf(guarded)}`, ...lines, "", ""].join("\r\n");
  const requests: readonly (readonly [what: string, bytes: () => string])[] = [
    [
      "a length and chunks",
      () => `${head("Content-Length: 4", "Transfer-Encoding: chunked")}0\r\n\r\n${next()}`,
    ],
    ["two lengths", () => `${head("Content-Length: 0", "Content-Length: 90")}${next()}`],
    ["a signed length", () => `${head("Content-Length: +4")}abcd${next()}`],
    ["an unknown coding", () => `${head("Transfer-Encoding: xchunked")}0\r\n\r\n${next()}`],
    [
      "two codings",
      () => `${head("Transfer-Encoding: chunked", "Transfer-Encoding: identity")}0\r\n\r\n${next()}`,
    ],
    ["chunks that end in a line feed", () => `${head("Transfer-Encoding: chunked")}1\nx\n0\n\n${next()}`],
    ["a chunk of negative size", () => `${head("Transfer-Encoding: chunked")}-1\r\nx\r\n0\r\n\r\n${next()}`],
    ["a folded header", () => `${head("X: a", " Content-Length: 90")}${next()}`],
    ["a space before the colon", () => `${head("Content-Length : 90")}${next()}`],
    ["a lone carriage return", () => `${head("X: a\rContent-Length: 90")}${next()}`],
    [
      "a target with a host of its own",
      () => `GET https://${hostOf(guarded)}/live/admin HTTP/1.1\r\nHost: x\r\n\r\n${next()}`,
    ],
  ];
  it("is one of several when each says where it ends", async () => {
    const both = await sendBytes(server, `${head("Content-Length: 2")}{}${next()}`);
    assert.equal(both.match(/HTTP\/1\.1 \d/g)?.length, 2, both);
  });
  for (const [what, bytes] of requests) {
    it(`is refused, and what follows it is not read: ${what}`, async () => {
      const answer = await sendBytes(server, bytes());
      assert.match(answer, /^HTTP\/1\.1 400 /);
      assert.equal(answer.match(/HTTP\/1\.1 \d/g)?.length, 1, answer);
    });
  }
});
