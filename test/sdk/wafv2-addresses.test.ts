import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  DescribeManagedRuleGroupCommand,
  GetSampledRequestsCommand,
  ListAvailableManagedRuleGroupsCommand,
  ListWebACLsCommand,
  type Statement,
} from "@aws-sdk/client-wafv2";
import { buildMaxmind, CITY_RECORDS } from "../../src/waf/addresses/maxmind.fixture.ts";
import { addressListNames } from "../../src/waf/managed/address-lists.ts";
import { type GuardedStage, guardedStage, wafRule } from "../guarded-stage.ts";
import { get } from "../https-client.ts";
import { type RunningServer, root, rootKeys, startServer } from "../running-server.ts";

/** Rules over what the operator supplies: where addresses are, whose they are, and what they are known for. */
let files: string;
let server: RunningServer;
let stage: GuardedStage;

const supplied = () => ["--geo-database", join(files, "geo.mmdb"), "--asn-database", join(files, "asn.mmdb")];
const lists = () => ["--address-lists", join(files, "lists")];

/** This machine, for rules and samples that look at the connection itself. */
const here = { "127.0.0.0/8": { country: { iso_code: "NL" } } };

before(async () => {
  files = mkdtempSync(join(tmpdir(), "sallyport-addresses-"));
  const systems = { "192.0.2.0/24": { autonomous_system_number: 64_500 } };
  writeFileSync(join(files, "geo.mmdb"), buildMaxmind({ ...CITY_RECORDS, ...here }));
  writeFileSync(join(files, "asn.mmdb"), buildMaxmind(systems, 28, "Test-ASN"));
  mkdirSync(join(files, "lists"));
  for (const name of addressListNames) writeFileSync(join(files, "lists", `${name}.txt`), "");
  writeFileSync(join(files, "lists", "AnonymousIPList.txt"), "# this machine\n127.0.0.0/8\n");
  server = await startServer({ args: [...supplied(), ...lists()] });
  stage = await guardedStage(server);
});
after(async () => {
  await server.stop();
  rmSync(server.dataFolder, { recursive: true, force: true });
  rmSync(files, { recursive: true, force: true });
});

/** The status for a client that a proxy says is at `address`. */
async function askFrom(address: string): Promise<number> {
  return (await get(stage.url, server.caFile, { headers: { "X-Forwarded-For": address } })).status;
}

async function statuses(...addresses: string[]): Promise<number[]> {
  const all: number[] = [];
  for (const address of addresses) all.push(await askFrom(address));
  return all;
}

const ForwardedIPConfig = { HeaderName: "X-Forwarded-For", FallbackBehavior: "MATCH" as const };
const geo = (...CountryCodes: ("US" | "DE" | "FR")[]): Statement => ({
  GeoMatchStatement: { CountryCodes, ForwardedIPConfig },
});

test("a country is refused by the address that a proxy forwards, and others are let in", async () => {
  const remove = await stage.guard("geo", [wafRule("geo", geo("US", "FR"))]);
  assert.deepEqual(await statuses("192.0.2.7", "2001:db8::1", "198.51.100.1", "203.0.113.1", "nonsense"), [
    ...[403, 403, 200, 200, 403],
  ]);
  await remove();
});

test("samples tell the country of the client", async () => {
  const VisibilityConfig = {
    SampledRequestsEnabled: true,
    CloudWatchMetricsEnabled: false,
    MetricName: "nl",
  };
  const GeoMatchStatement = { CountryCodes: ["NL" as const] };
  const remove = await stage.guard("nl", [
    wafRule("nl", { GeoMatchStatement }, { Action: { Count: {} }, VisibilityConfig }),
  ]);
  await askFrom("192.0.2.7");
  const { WebACLs } = await stage.waf.send(new ListWebACLsCommand({ Scope: "REGIONAL" }));
  const { ARN: WebAclArn } = WebACLs!.find(({ Name }) => Name === "nl")!;
  const TimeWindow = { StartTime: new Date(Date.now() - 60_000), EndTime: new Date(Date.now() + 60_000) };
  const { SampledRequests } = await stage.waf.send(
    new GetSampledRequestsCommand({
      ...{ WebAclArn: WebAclArn!, RuleMetricName: "nl", Scope: "REGIONAL", TimeWindow, MaxItems: 10 },
    }),
  );
  assert.deepEqual(
    SampledRequests?.map(({ Request }) => Request?.Country),
    ["NL"],
  );
  await remove();
});

test("a region is refused by the label that its country's rule leaves", async () => {
  const labels = wafRule("labels", geo("DE"), { Action: { Count: {} } });
  const Key = "awswaf:forwardedip:geo:region:US-OR";
  const oregon = wafRule(
    "oregon",
    { LabelMatchStatement: { Scope: "LABEL", Key } },
    { Action: { Block: {} }, Priority: 1 },
  );
  const remove = await stage.guard("region", [labels, oregon]);
  assert.deepEqual(await statuses("192.0.2.7", "198.51.100.1", "2001:db8::1"), [403, 200, 200]);
  await remove();
});

test("an autonomous system is refused", async () => {
  const remove = await stage.guard("asn", [
    wafRule("asn", { AsnMatchStatement: { AsnList: [64_500], ForwardedIPConfig } }),
  ]);
  assert.deepEqual(await statuses("192.0.2.7", "198.51.100.1"), [403, 200]);
  await remove();
});

const anonymous: Statement = {
  ManagedRuleGroupStatement: { VendorName: "AWS", Name: "AWSManagedRulesAnonymousIpList" },
};
const anonymousRule = wafRule("anonymous", anonymous, { OverrideAction: { None: {} } });

test("the groups of address lists are offered, and refuse who is on their lists", async () => {
  const { ManagedRuleGroups } = await stage.waf.send(
    new ListAvailableManagedRuleGroupsCommand({ Scope: "REGIONAL" }),
  );
  const names = ManagedRuleGroups?.map(({ Name }) => Name) ?? [];
  for (const name of ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesAnonymousIpList"]) {
    assert.ok(names.includes(name), name);
  }
  const remove = await stage.guard("anonymous", [anonymousRule]);
  assert.equal(await askFrom("192.0.2.7"), 403);
  await remove();
});

const sallyport = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, "bin", "sallyport.mjs"), ...args], {
    encoding: "utf8",
    env: {
      ...server.environment,
      SALLYPORT_ROOT_ACCESS_KEY_ID: rootKeys.accessKeyId,
      SALLYPORT_ROOT_SECRET_ACCESS_KEY: rootKeys.secretAccessKey,
    },
  });

test("the status tells what is in force", () => {
  const { stdout } = sallyport("status", "--data", server.dataFolder);
  assert.match(
    stdout,
    /^geo database +type Test-City, built at 2026-01-01T00:00:00\.000Z, nodes \d+, file .*geo\.mmdb$/m,
  );
  assert.match(stdout, /^address lists +.*AnonymousIPList 1, HostingProviderIPList 0, folder .*lists$/m);
});

const REQUEST = "GET /live/items HTTP/1.1\nHost: a.example\nUser-Agent: test\n\n";

test("a trial takes the server's data, and without it tells that it cannot tell", async () => {
  const remove = await stage.guard("listed", [anonymousRule]);
  const request = join(files, "request.http");
  writeFileSync(request, REQUEST);
  const trial = () =>
    sallyport(...["waf", "test", "--acl", "listed", "--request", request, "--data", server.dataFolder]);
  const served = trial();
  assert.match(served.stdout, /BLOCK by anonymous › AnonymousIPList/);
  assert.equal(served.status, 1);
  renameSync(join(files, "lists"), join(files, "away"));
  const untold = trial();
  renameSync(join(files, "away"), join(files, "lists"));
  assert.equal(untold.status, 2);
  assert.match(
    untold.stdout,
    /^cannot be told: .*\n {2}anonymous: .*--address-lists DIR\nwithout them: ALLOW/m,
  );
  assert.match(untold.stderr, /running server cannot be had here: --address-lists .*: there is no such file/);
  await remove();
});

test("a file that cannot be taken stops the start", () => {
  const { status, stderr } = sallyport(
    "start",
    "--port",
    "0",
    "--ephemeral",
    "--geo-database",
    join(files, "lists"),
  );
  assert.equal(status, 1);
  assert.equal(stderr, `--geo-database ${join(files, "lists")}: it is a folder, not a file.\n`);
});

const needs: readonly [what: string, rules: Parameters<GuardedStage["guard"]>[1], message: RegExp][] = [
  ["countries", [wafRule("geo", geo("US"))], /start the server with --geo-database/],
  [
    "autonomous systems",
    [wafRule("asn", { AsnMatchStatement: { AsnList: [1] } })],
    /start the server with --asn-database/,
  ],
  [
    "address lists",
    [anonymousRule],
    /start the server with --address-lists, and in it AnonymousIPList, Hosting/,
  ],
];

test("a managed group of AWS that is not built is refused as such", async () => {
  const group = { VendorName: "AWS", Name: "AWSManagedRulesBotControlRuleSet" };
  const ManagedRuleGroupConfigs = [
    { AWSManagedRulesBotControlRuleSet: { InspectionLevel: "COMMON" as const } },
  ];
  const bots = wafRule(
    "bots",
    { ManagedRuleGroupStatement: { ...group, ManagedRuleGroupConfigs } },
    { OverrideAction: { None: {} } },
  );
  const refused = {
    name: "NotImplemented",
    message: /does not implement the managed rule group AWSManagedRulesBotControlRuleSet yet/,
  };
  await assert.rejects(stage.guard("bots", [bots]), refused);
  const describe = new DescribeManagedRuleGroupCommand({ ...group, Scope: "REGIONAL" });
  await assert.rejects(stage.waf.send(describe), refused);
});

test("without the files, a stage whose rules need them is closed, and such rules are refused", async (t) => {
  await stage.guard("closed", [wafRule("geo", geo("US"))]);
  assert.equal(await askFrom("198.51.100.1"), 200);
  const { dataFolder } = server;
  await server.kill();
  server = await startServer({ dataFolder });
  const url = `https://127.0.0.1:${server.port}${new URL(stage.url).pathname}`;
  const { status } = await get(url, server.caFile, { headers: { "X-Forwarded-For": "198.51.100.1" } });
  assert.equal(status, 500);
  const why =
    "the web ACL closed cannot be run: the rule geo cannot be evaluated: it needs a country database";
  assert.ok(server.said().includes(`Warning: requests are refused, for ${why}`));
  assert.ok(sallyport("status", "--data", server.dataFolder).stdout.includes(why));
  const answer = await get(url, server.caFile);
  const explained = sallyport("explain", String(answer.headers["x-amzn-requestid"]), "--data", dataFolder);
  assert.ok(explained.stdout.includes(`${why}: --geo-database FILE`), explained.stdout);
  const other = await guardedStage(server);
  for (const [what, rules, message] of needs) {
    await t.test(`${what} are refused`, () => assert.rejects(other.guard("needs", rules), { message }));
  }
});
