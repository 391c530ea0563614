import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { ManualClock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { parseIpAddress } from "../../waf/addresses/ip-address.ts";
import { buildMaxmind, CITY_RECORDS } from "../../waf/addresses/maxmind.fixture.ts";
import { addressListNames } from "../../waf/managed/address-lists.ts";
import type { FirewallDataSettings } from "../settings.ts";
import { FirewallData } from "./firewall-data.ts";

let folder: string;
let logged: string[];
let opened: FirewallData[];

const logger: Logger = {
  info: (message, fields) => logged.push(`${message}: ${fields?.["name"]}`),
  warn: (_message, fields) => logged.push(String(fields?.["reason"]).replaceAll(folder, "…")),
  error: (_message, error) => logged.push(`a bug: ${error}`),
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-firewall-data-"));
  logged = [];
  opened = [];
});
afterEach(() => {
  for (const data of opened) data.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a file in place as one that replaces a file should: whole at once. */
function put(name: string, contents: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, contents);
  renameSync(`${path}.new`, path);
  return path;
}

async function open(settings: FirewallDataSettings, clock = new ManualClock(0)): Promise<FirewallData> {
  const data = await FirewallData.open(settings, clock, logger);
  opened.push(data);
  return data;
}

const countryOf = (data: FirewallData, address: string) =>
  data.current.geo?.locate(parseIpAddress(address)!)?.country;
const groupNames = (data: FirewallData) => data.current.ruleGroups.map(({ name }) => name);
const nowhere = { "0.0.0.0/0": { country: { iso_code: "NL" } } };

/** A folder with every list, empty but for one. */
function putLists(anonymous: string): string {
  mkdirSync(join(folder, "lists"), { recursive: true });
  for (const name of addressListNames) put(`lists/${name}.txt`, "");
  put("lists/AnonymousIPList.txt", anonymous);
  return join(folder, "lists");
}

test("nothing is supplied unless it is asked for", async () => {
  const data = await open({});
  assert.deepEqual([data.current.geo, data.current.asn], [undefined, undefined]);
  assert.ok(!groupNames(data).includes("AWSManagedRulesAnonymousIpList"));
  assert.deepEqual(data.status(), { geoDatabase: null, asnDatabase: null, addressLists: null });
});

test("databases and lists are in force from the start, and the status tells which", async () => {
  const systems = { "192.0.2.0/24": { autonomous_system_number: 64_500 } };
  const data = await open({
    geoDatabase: put("geo.mmdb", buildMaxmind(CITY_RECORDS)),
    asnDatabase: put("asn.mmdb", buildMaxmind(systems, 24, "Test-ASN")),
    addressLists: putLists("192.0.2.1\n192.0.2.9"),
  });
  assert.equal(countryOf(data, "192.0.2.1"), "US");
  assert.equal(data.current.asn?.findAsn(parseIpAddress("192.0.2.1")!), 64_500);
  assert.ok(groupNames(data).includes("AWSManagedRulesAnonymousIpList"));
  const { geoDatabase, addressLists } = data.status() as Record<string, Record<string, unknown>>;
  assert.deepEqual(
    [geoDatabase!["type"], geoDatabase!["builtAt"]],
    ["Test-City", "2026-01-01T00:00:00.000Z"],
  );
  assert.equal(addressLists!["AnonymousIPList"], 2);
});

const asGeo = (contents: string | Buffer) => () => ({ geoDatabase: put("geo.mmdb", contents) });
const asList = (name: string, text: string) => () => {
  const addressLists = putLists("");
  put(`lists/${name}`, text);
  return { addressLists };
};
function halfAGroup(): FirewallDataSettings {
  const addressLists = putLists("");
  rmSync(join(addressLists, "AWSManagedIPDDoSList.txt"));
  return { addressLists };
}

const refused: readonly [what: string, settings: () => FirewallDataSettings, message: RegExp][] = [
  [
    "a file that is not there",
    () => ({ geoDatabase: join(folder, "no") }),
    /^--geo-database .*no: there is no such file or folder\.$/,
  ],
  [
    "a folder in place of a file",
    () => ({ asnDatabase: folder }),
    /^--asn-database .*: it is a folder, not a file\.$/,
  ],
  ["a file that is no database", asGeo("city"), /geo\.mmdb: .*The file is not a MaxMind database\.$/],
  ["half a database", asGeo(buildMaxmind(CITY_RECORDS).subarray(900)), /cut short|beyond|form/],
  [
    "a database of something else",
    asGeo(buildMaxmind({ "::/1": { city: "x" } })),
    /no country of any address/,
  ],
  [
    "an empty folder",
    () => ({ addressLists: folder }),
    /it holds no list\. The lists are AWSManagedIPReputationList\.txt,/,
  ],
  ["a list that no rule uses", asList("AnonymousIpList.txt", ""), /no rule uses a list AnonymousIpList\.txt/],
  ["half a group of lists", halfAGroup, /AmazonIpReputationList also needs AWSManagedIPDDoSList\.txt\./],
  [
    "a bad line",
    asList("AnonymousIPList.txt", "192.0.2.1\nx"),
    /AnonymousIPList\.txt: line 2: "x" is neither/,
  ],
];

for (const [what, settings, message] of refused) {
  test(`the start is refused with ${what}`, () =>
    assert.rejects(open(settings()), { name: "SettingsError", message }));
}

test("a replaced file is taken once it rests, without a restart", async () => {
  const data = await open({ geoDatabase: put("geo.mmdb", buildMaxmind(CITY_RECORDS)) });
  let changes = 0;
  data.onChange(() => changes++);
  put("geo.mmdb", buildMaxmind(nowhere));
  await data.look();
  // It may still be being written.
  assert.deepEqual([countryOf(data, "192.0.2.1"), changes], ["US", 0]);
  await data.look();
  assert.deepEqual([countryOf(data, "192.0.2.1"), changes], ["NL", 1]);
  await data.look();
  assert.equal(changes, 1);
  assert.deepEqual(logged, ["Firewall data was replaced: geo"]);
});

test("a list that was added to is taken", async () => {
  const data = await open({ addressLists: putLists("192.0.2.1") });
  put("lists/HostingProviderIPList.txt", "198.51.100.0/24\n");
  await data.look();
  await data.look();
  const { addressLists } = data.status() as { addressLists: Record<string, number> };
  assert.deepEqual([addressLists["AnonymousIPList"], addressLists["HostingProviderIPList"]], [1, 1]);
});

test("what cannot be taken is told once, and what was in force stays until it is mended", async () => {
  const data = await open({
    geoDatabase: put("geo.mmdb", buildMaxmind(CITY_RECORDS)),
    addressLists: putLists("192.0.2.1"),
  });
  put("geo.mmdb", "half");
  rmSync(join(folder, "lists", "AnonymousIPList.txt"));
  for (let count = 0; count < 4; count++) await data.look();
  assert.equal(countryOf(data, "192.0.2.1"), "US");
  assert.ok(groupNames(data).includes("AWSManagedRulesAnonymousIpList"));
  assert.deepEqual(logged, [
    "--geo-database …/geo.mmdb: it cannot be used as a MaxMind database: The file is not a MaxMind database.",
    "--address-lists …/lists: AWSManagedRulesAnonymousIpList also needs AnonymousIPList.txt. An empty file is an empty list.",
  ]);
  const refused = data.status() as Record<string, Record<string, unknown>>;
  assert.match(String(refused["geoDatabase"]!["newerRefused"]), /geo\.mmdb: it cannot be used/);
  assert.equal(refused["addressLists"]!["AnonymousIPList"], 1);
  assert.match(String(refused["addressLists"]!["newerRefused"]), /also needs AnonymousIPList\.txt/);
  put("geo.mmdb", buildMaxmind(nowhere));
  for (let count = 0; count < 2; count++) await data.look();
  assert.equal(countryOf(data, "192.0.2.1"), "NL");
  const { geoDatabase } = data.status() as Record<string, Record<string, unknown>>;
  assert.deepEqual([geoDatabase!["file"], "newerRefused" in geoDatabase!], [join(folder, "geo.mmdb"), false]);
});

test("files are looked at every half minute until the server stops", async () => {
  const clock = new ManualClock(0);
  const data = await open({ geoDatabase: put("geo.mmdb", buildMaxmind(CITY_RECORDS)) }, clock);
  put("geo.mmdb", buildMaxmind(nowhere));
  const replaced = new Promise<void>((done) => data.onChange(done));
  const tick = setInterval(() => clock.advance(30_000), 5);
  await replaced;
  clearInterval(tick);
  assert.equal(countryOf(data, "192.0.2.1"), "NL");
  data.close();
  put("geo.mmdb", "half");
  for (let count = 0; count < 4; count++) {
    clock.advance(30_000);
    await new Promise((turn) => setTimeout(turn, 5));
  }
  assert.deepEqual(logged, ["Firewall data was replaced: geo"]);
});
