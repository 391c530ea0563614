import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateIPSetCommand,
  CreateRegexPatternSetCommand,
  CreateRuleGroupCommand,
  CreateWebACLCommand,
  GetWebACLCommand,
  type Rule,
  type Statement,
  WAFV2Client,
} from "@aws-sdk/client-wafv2";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { type Run, run } from "../tools.ts";

const VisibilityConfig = { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "m" };
const Scope = "REGIONAL" as const;
const text = {
  FieldToMatch: { QueryString: {} },
  TextTransformations: [{ Priority: 0, Type: "URL_DECODE" }],
} as const;

let server: RunningServer;
let client: WAFV2Client;
let aclArn = "";

const rule = (Name: string, Priority: number, Statement: Statement, more: Partial<Rule>): Rule => ({
  ...{ Name, Priority, Statement, VisibilityConfig },
  ...more,
});

before(async () => {
  server = await startServer();
  client = new WAFV2Client(server.client);
  const ips = await client.send(
    new CreateIPSetCommand({
      ...{ Name: "office", Scope, IPAddressVersion: "IPV4", Addresses: ["203.0.113.0/24"] },
    }),
  );
  const patterns = await client.send(
    new CreateRegexPatternSetCommand({
      ...{ Name: "words", Scope, RegularExpressionList: [{ RegexString: "drop\\s+table" }] },
    }),
  );
  const RegexPatternSetReferenceStatement = { ...text, TextTransformations: [...text.TextTransformations] };
  const words = {
    RegexPatternSetReferenceStatement: { ...RegexPatternSetReferenceStatement, ARN: patterns.Summary!.ARN! },
  };
  const group = await client.send(
    new CreateRuleGroupCommand({
      ...{ Name: "shared", Scope, Capacity: 50, VisibilityConfig },
      Rules: [rule("by-word", 0, words, { Action: { Block: {} } })],
    }),
  );
  const union: Statement = {
    ByteMatchStatement: {
      ...{ SearchString: Buffer.from("union"), PositionalConstraint: "CONTAINS" },
      ...RegexPatternSetReferenceStatement,
    },
  };
  const { Summary } = await client.send(
    new CreateWebACLCommand({
      ...{ Name: "shop", Scope, DefaultAction: { Allow: {} }, VisibilityConfig },
      Rules: [
        rule("office", 0, { IPSetReferenceStatement: { ARN: ips.Summary!.ARN! } }, { Action: { Allow: {} } }),
        rule(
          "shared",
          1,
          { RuleGroupReferenceStatement: { ARN: group.Summary!.ARN! } },
          { OverrideAction: { None: {} } },
        ),
        rule("union", 2, union, { Action: { Count: {} } }),
      ],
    }),
  );
  aclArn = Summary!.ARN!;
});
after(() => server.stop());

/** `sallyport` in a process of its own, on the server's data folder. */
function sallyport(args: readonly string[], input = "", environment: NodeJS.ProcessEnv = {}): Promise<Run> {
  const env = {
    ...server.environment,
    SALLYPORT_DATA: server.dataFolder,
    SALLYPORT_ROOT_ACCESS_KEY_ID: server.client.credentials.accessKeyId,
    SALLYPORT_ROOT_SECRET_ACCESS_KEY: server.client.credentials.secretAccessKey,
    ...environment,
  };
  return run(process.execPath, [join(root, "bin", "sallyport.mjs"), ...args], {
    cwd: server.dataFolder,
    env,
    input,
  });
}

function fileOf(name: string, content: string | Buffer): string {
  writeFileSync(join(server.dataFolder, name), content);
  return name;
}

/** A line of AWS WAF's log: a request that was let in. */
const logged = (requestId: string, args: string, more: object = {}): string =>
  JSON.stringify({
    timestamp: 1_700_000_000_000,
    action: "ALLOW",
    terminatingRuleId: "Default_Action",
    httpRequest: { clientIp: "192.0.2.1", headers: [], uri: "/prod", args, httpMethod: "GET", requestId },
    ...more,
  });

test("waf test runs a web ACL of the server with all that it refers to", async () => {
  const word = await sallyport(
    ["waf", "test", "--acl", "shop", "--request", "-"],
    "GET /prod?drop%20table HTTP/1.1\n",
  );
  assert.equal(word.code, 1, word.err);
  assert.match(word.out, /✗ by-word {2}match → BLOCK/);
  assert.match(word.out, /saw query string \(URL_DECODE\): "drop table"/);
  assert.match(word.out, /BLOCK by shared › by-word; answers 403/);
  const office = ["waf", "test", "--acl", aclArn, "--request", "-", "--client-ip", "203.0.113.9", "--json"];
  const allowed = await sallyport(office, "GET /prod?drop%20table HTTP/1.1\n");
  assert.equal(allowed.code, 0, allowed.err);
  assert.equal(JSON.parse(allowed.out).decision.terminatingRuleId, "office");
});

test("a change from Count to Block is reported with the requests that it stops; without it nothing changes", async () => {
  const { WebACL } = await client.send(new GetWebACLCommand({ ARN: aclArn }));
  const stricter = {
    ...WebACL,
    Rules: WebACL!.Rules!.map((one) => ({ ...one, ...(one.Name === "union" && { Action: { Block: {} } }) })),
  };
  // As the AWS CLI prints it: bytes in base64.
  const printed = JSON.stringify({ WebACL: stricter }, (_, value) =>
    value?.type === "Buffer" || value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
  ).replace(/"SearchString":\{[^}]*\}/, `"SearchString":"${Buffer.from("union").toString("base64")}"`);
  const file = fileOf("stricter.json", printed);
  const lines = [logged("a", "q=tea"), logged("b", "q=union"), logged("c", "x=1&y=reunion")].join("\n");
  const log = fileOf("waf.log.gz", gzipSync(lines));

  const same = await sallyport(["waf", "replay", log, "--acl", "shop"]);
  assert.equal(same.code, 0, same.err);
  assert.match(same.out, /3 requests: nothing changes/);

  const changed = await sallyport(["waf", "replay", log, "--acl", file, "--json"]);
  assert.equal(changed.code, 1, changed.err);
  const { changes } = JSON.parse(changed.out);
  assert.equal(changes.length, 1);
  assert.deepEqual([changes[0].kind, changes[0].rule, changes[0].count], ["newly blocked", "union", 2]);
  assert.deepEqual(
    changes[0].examples.map(({ id }: { id: string }) => id),
    ["b", "c"],
  );

  const against = await sallyport(["waf", "replay", log, "--acl", "shop", "--against", file]);
  assert.equal(against.code, 1, against.err);
  assert.match(against.out, /Newly let in:\n {2}union: 2\n {4}GET \/prod {2}BLOCK → ALLOW {2}\(b\)/);
});

test("malformed lines are counted and named; redacted values that no rule looks at are no matter", async () => {
  const redacted = { headers: [{ name: "x-key", value: "REDACTED" }] };
  const request = {
    clientIp: "192.0.2.1",
    uri: "/",
    args: "",
    httpMethod: "GET",
    requestId: "r",
    ...redacted,
  };
  const log = fileOf(
    "mixed.log",
    `${logged("a", "")}\n{"half":\n${logged("r", "", { httpRequest: request })}\n`,
  );
  const { code, out } = await sallyport(["waf", "replay", log, "--acl", "shop"]);
  assert.equal(code, 0);
  assert.match(out, /2 requests: nothing changes/);
  assert.match(out, /1 place holds no request that can be read:\n {2}mixed\.log, line 2: it is no JSON/);
  assert.doesNotMatch(out, /redacted/);
});

/** How a command is called wrongly, what is said, and the exit code. */
const MISTAKES: readonly (readonly [string, readonly string[], string, RegExp, number])[] = [
  ["no request", ["waf", "test", "--acl", "shop"], "", /waf test needs --request/, 2],
  ["no such file", ["waf", "test", "--request", "nowhere"], "", /There is no file nowhere/, 2],
  [
    "a malformed request",
    ["waf", "test", "--request", "-"],
    "GET / HTTP/1.1\nnonsense\n",
    /standard input, line 2/,
    2,
  ],
  [
    "no such web ACL",
    ["waf", "test", "--acl", "x", "--request", "-"],
    "GET / HTTP/1.1\n",
    /no web ACL x, .*There are shop/,
    2,
  ],
  ["no such recording", ["waf", "replay", "nowhere"], "", /no file or folder nowhere/, 2],
  ["half a command", ["waf"], "", /The commands are waf test, waf replay/, 2],
  [
    "no address",
    ["waf", "test", "--request", "-", "--client-ip", "x"],
    "",
    /--client-ip x is no IP address/,
    2,
  ],
];
for (const [name, args, input, message, exitCode] of MISTAKES) {
  test(`${name}: exit code ${exitCode}`, async () => {
    const { code, out, err } = await sallyport(args, input);
    assert.deepEqual([code, out], [exitCode, ""]);
    assert.match(err, message);
  });
}

test("a recording without any request proves nothing: exit code 2", async () => {
  const { code, err } = await sallyport(["waf", "replay", fileOf("noise.log", "noise\n"), "--acl", "shop"]);
  assert.equal(code, 2);
  assert.match(
    err,
    /noise\.log holds no request that can be read. noise\.log, line 1: it has no JSON object/,
  );
});

test("whoever may not read the web ACL tries nothing", async () => {
  const iam = new IAMClient(server.client);
  await iam.send(new CreateUserCommand({ UserName: "guest" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "guest" }));
  const { code, out, err } = await sallyport(
    ["waf", "test", "--acl", aclArn, "--request", "-"],
    "GET / HTTP/1.1\n",
    {
      SALLYPORT_ROOT_ACCESS_KEY_ID: AccessKey!.AccessKeyId!,
      SALLYPORT_ROOT_SECRET_ACCESS_KEY: AccessKey!.SecretAccessKey!,
    },
  );
  assert.deepEqual([code, out], [2, ""]);
  assert.match(err, /AccessDenied.*wafv2:GetWebACL/);
});

test("a pipe or device in place of a file is refused in words", async () => {
  for (const args of [
    ["waf", "test", "--acl", "shop", "--request", "/dev/zero"],
    ["waf", "replay", "--acl", "shop", "/dev/zero"],
  ]) {
    const refused = await sallyport(args);
    assert.equal(refused.code, 2, refused.out);
    assert.match(refused.err, /\/dev\/zero is (no file|neither a file nor a folder)\./);
  }
});

test("names and errors of a hostile file do not act on the terminal", async () => {
  const acl = (Name: string, more: object = {}) =>
    JSON.stringify({ Name, Scope, DefaultAction: { Allow: {} }, VisibilityConfig, Rules: [], ...more });
  const name = "ev\u001b]0;owned\u0007il\u202e";
  const drawn = await sallyport(
    ["waf", "test", "--acl", fileOf("hostile.json", acl(name)), "--request", "-"],
    "GET /prod HTTP/1.1\n",
  );
  assert.equal(drawn.code, 0, drawn.err);
  assert.match(drawn.out, /web ACL ev\\u001b\]0;owned\\u0007il\\u202e of/);
  const broken = acl(name, { Rules: [{ Name: name, Priority: 0, Statement: {}, VisibilityConfig }] });
  const refused = await sallyport(
    ["waf", "test", "--acl", fileOf("broken.json", broken), "--request", "-"],
    "GET /prod HTTP/1.1\n",
  );
  assert.equal(refused.code, 2, refused.out);
  assert.match(refused.err, /\\u001b/);
  assert.doesNotMatch(drawn.out + refused.err, /[\u001b\u0007\u202e]/);
});
