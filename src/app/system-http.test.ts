import assert from "node:assert/strict";
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { signRequest } from "../aws/sigv4/sign.ts";
import { SigningSecret } from "../aws/sigv4/signing-secret.ts";
import { silentLogger } from "../base/logger.ts";
import { compilePolicy } from "../policy/compile.ts";
import type { Principal } from "../policy/principal.ts";
import type { RecordLog } from "../store/record-log.ts";
import { systemHandler } from "./system-http.ts";

const nowMs = Date.UTC(2026, 0, 1, 12);
const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

/** The routes, and the action that each needs. */
const routes: readonly (readonly [path: string, action: string])[] = [
  ["/status", "sallyport:GetStatus"],
  ["/audit", "sallyport:ListAuditRecords"],
  ["/callers?method=GET&path=/", "sallyport:ListCallers"],
  ["/waf/counts", "sallyport:ListWafCounts"],
  ["/decision-records/none", "sallyport:GetDecisionRecord"],
];

const home = "111122223333";
const elsewhere = "444455556666";

/** A user whose access key is named after their account and the one action that they may do. */
const userOf = (accessKeyId: string): Principal => {
  const accountId = accessKeyId.slice(4, 16);
  return {
    ...{ type: "User", accountId, arn: `arn:aws:iam::${accountId}:user/ann`, tags: {} },
    userId: accessKeyId,
  };
};

const allowing = (userId: string) =>
  compilePolicy(
    JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: `sallyport:${userId.slice(16)}`, Resource: "*" },
    }),
    { name: "one action", kind: "identity" },
  );

describe("Sallyport's own API", () => {
  const records = { find: () => undefined, list: () => [] } as unknown as RecordLog;
  const handler = systemHandler({
    credentials: { findCredential: (id) => ({ principal: userOf(id), secret }) },
    policies: { findPolicies: ({ userId }) => ({ identityPolicies: [allowing(userId)] }) },
    nowMs: () => nowMs,
    defaultRegion: "us-east-1",
    records,
    callers: {
      deployed: { snapshots: () => [], findMethod: () => undefined },
      iam: { accountIds: () => [], listPrincipals: () => [], findPolicies: () => undefined },
      nowMs: () => nowMs,
    },
    logger: silentLogger,
    isReady: () => true,
    accountId: home,
    wafCounts: () => ({}),
    status: () => ({}),
  });
  const server = createServer((request, response) =>
    handler(request, response, { sourceIp: "127.0.0.1", secureTransport: false }),
  );
  before(() => new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready)));
  after(() => server.close());

  /** The status of a GET, signed by a user of the account who may do `action` alone, or not signed. */
  function statusOf(target: string, action?: string, accountId = home): Promise<number> {
    const { port } = server.address() as AddressInfo;
    const [path, rawQuery = ""] = `/_sallyport${target}`.split("?") as [string, string?];
    const unsigned = { method: "GET", path, rawQuery, rawHeaders: ["Host", `127.0.0.1:${port}`] };
    const accessKeyId = `AKIA${accountId}${action?.slice("sallyport:".length)}`;
    const signing = { accessKeyId, secret, region: "us-east-1", service: "sallyport", nowMs };
    const { rawHeaders } = action ? signRequest(unsigned, Buffer.alloc(0), signing) : unsigned;
    return new Promise((resolve, reject) => {
      const url = `http://127.0.0.1:${port}/_sallyport${target}`;
      const outgoing = send(url, { headers: rawHeaders as unknown as string[], agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      outgoing.on("error", reject).end();
    });
  }

  for (const [path, action] of routes) {
    it(`${path} needs ${action}, in the installation's account, and no other permission opens it`, async () => {
      assert.notEqual(await statusOf(path, action), 403);
      assert.equal(await statusOf(path, action, elsewhere), 403);
      assert.equal(await statusOf(path), 403);
      for (const [, other] of routes) {
        if (other !== action) assert.equal(await statusOf(path, other), 403, other);
      }
    });
  }

  it("tells everyone whether it is ready, and nothing else", async () => {
    assert.equal(await statusOf("/health"), 200);
    assert.equal(await statusOf("/none", "sallyport:GetStatus"), 404);
  });
});
