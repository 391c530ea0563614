import assert from "node:assert/strict";
import { test } from "node:test";
import { AddressList } from "../addresses/address-list.ts";
import { parseCidr } from "../addresses/ip-address.ts";
import { InspectedRequest, type RequestInput } from "../request.ts";
import type { ExampleRequest } from "./documented-rule.ts";
import { findManagedRuleGroup, managedRuleGroups } from "./managed-rule-groups.ts";

const list = (range: string) => new AddressList([parseCidr(range)!]);

const LISTS = {
  AWSManagedIPReputationList: list("198.51.100.0/24"),
  AWSManagedReconnaissanceList: list("203.0.113.7"),
  AWSManagedIPDDoSList: list("2001:db8::/32"),
  AnonymousIPList: list("198.51.100.9/32"),
  HostingProviderIPList: list("203.0.113.0/25"),
};

const HARMLESS: RequestInput = {
  method: "GET",
  uriPath: "/",
  queryString: "",
  headers: [["user-agent", "Mozilla/5.0"]],
  body: new Uint8Array(),
  bodySizeBytes: 0,
  clientIp: "192.0.2.1",
  httpVersion: "HTTP/1.1",
};

function requestOf({ body, ...rest }: ExampleRequest): InspectedRequest {
  const bytes = Buffer.from(body ?? "");
  return new InspectedRequest({ ...HARMLESS, ...rest, body: bytes, bodySizeBytes: bytes.length });
}

for (const group of managedRuleGroups(LISTS)) {
  for (const rule of group.rules) {
    test(`${group.name} ${rule.name} stops its attack and nothing that resembles it`, () => {
      assert.ok(rule.inspect(requestOf(rule.stops)), `must stop ${JSON.stringify(rule.stops)}`);
      assert.equal(rule.inspect(requestOf(rule.allows)), undefined);
    });
  }
}

test("the rules of each group have AWS's number, names and labels", () => {
  const counts = Object.fromEntries(
    managedRuleGroups(LISTS).map(({ name, rules }) => [name.slice(15), rules.length]),
  );
  assert.deepEqual(counts, {
    CommonRuleSet: 22,
    AdminProtectionRuleSet: 1,
    KnownBadInputsRuleSet: 12,
    SQLiRuleSet: 8,
    LinuxRuleSet: 3,
    UnixRuleSet: 2,
    WindowsRuleSet: 6,
    PHPRuleSet: 3,
    WordPressRuleSet: 2,
    AmazonIpReputationList: 3,
    AnonymousIpList: 2,
  });
});

test("no rule matches a harmless request", () => {
  const request = requestOf({
    uriPath: "/api/orders/5",
    queryString: "name=O%27Brien&sort=-price&q=select+a+table",
    headers: [
      ["user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0"],
      ["accept", "text/html,application/xhtml+xml,*/*;q=0.8"],
      ["cookie", "session=abc123; theme=dark"],
    ],
  });
  for (const group of managedRuleGroups(LISTS)) {
    for (const rule of group.rules) assert.equal(rule.inspect(request), undefined, rule.name);
  }
});

test("a group of address lists needs all of its lists", () => {
  const { HostingProviderIPList: _, ...incomplete } = LISTS;
  const names = managedRuleGroups(incomplete).map(({ name }) => name);
  assert.ok(names.includes("AWSManagedRulesAmazonIpReputationList"));
  assert.ok(!names.includes("AWSManagedRulesAnonymousIpList"));
});

test("a group is found by name and version", () => {
  const groups = managedRuleGroups();
  assert.ok(findManagedRuleGroup(groups, "AWS", "AWSManagedRulesSQLiRuleSet"));
  assert.ok(findManagedRuleGroup(groups, "AWS", "AWSManagedRulesSQLiRuleSet", "Version_1.0"));
  assert.equal(findManagedRuleGroup(groups, "AWS", "AWSManagedRulesSQLiRuleSet", "Version_9.0"), undefined);
  assert.equal(findManagedRuleGroup(groups, "AWS", "Nothing"), undefined);
});

test("no rule hangs on 64 KB of the worst characters", () => {
  const pieces = [
    "\n",
    " ",
    "/.",
    "../",
    "${",
    "${jndi",
    "union ",
    "union(",
    ".log/",
    "'",
    "(",
    "<!doctype",
    "/*",
    "%25",
    "&#",
    "[",
    '{"a":',
    "--B\r\n",
    '="',
    "/cgi-bin/",
    "net user ",
    "1,(",
    "\\\\",
    ";ls ",
    "`a ",
    "$(",
    "{{",
    "./",
    "0x2e",
    "__class__",
    "1.",
    "a=b;$a",
    "*)(",
    "or+",
    ".chr(1)",
  ];
  for (const piece of pieces) {
    for (const end of ["", "x", "\n"]) {
      const text = piece.repeat(65_536 / piece.length) + end;
      const request = requestOf({ method: "POST", queryString: text, uriPath: `/${text}`, body: text });
      for (const group of managedRuleGroups()) {
        for (const rule of group.rules) rule.inspect(request);
      }
    }
  }
});
