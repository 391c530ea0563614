import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeForms } from "../detectors/decode.ts";
import { detectSqli } from "../detectors/sqli.ts";
import { detectXss } from "../detectors/xss.ts";
import { InspectedRequest } from "../request.ts";
import { bodyValues, cookieValues, queryValues } from "./inputs.ts";

/** Values and the most decoded form that must be among their forms. */
const FORMS: readonly (readonly [value: string, form: string])[] = [
  ["%27", "'"],
  ["%2527", "'"],
  ["%252527", "'"],
  ["%u0027", "'"],
  ["%uff07", "'"],
  ["&lt;b&gt;", "<b>"],
  ["&#39", "'"],
  ["%26%2339%3b", "'"],
  ["\\u003cb\\x3e", "<b>"],
  ["+ADw-b+AD4-", "<b>"],
  ["\xc0\xbcb", "<b"],
  ["\xef\xbc\x87", "'"],
  ["\xef\xbd\x81", "a"],
  ["un/**/ion", "union"],
  ["a\0b", "ab"],
];

for (const [value, form] of FORMS) {
  test(`forms of ${JSON.stringify(value)}`, () => {
    const forms = decodeForms(value);
    assert.ok(forms.includes(form), JSON.stringify(forms));
    assert.ok(forms.length <= 8);
  });
}

test("a plain value has one form", () => {
  for (const value of ["abc", "it's", "1 + 1 = 2", "a+b"]) assert.deepEqual(decodeForms(value), [value]);
});

interface Sent {
  readonly queryString?: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly cookie?: string;
}

function requestOf({ queryString = "", body = "", contentType, cookie }: Sent): InspectedRequest {
  const bytes = Buffer.from(body);
  const headers: (readonly [string, string])[] = [];
  if (contentType !== undefined) headers.push(["content-type", contentType]);
  if (cookie !== undefined) headers.push(["cookie", cookie]);
  return new InspectedRequest({
    method: "POST",
    uriPath: "/",
    queryString,
    headers,
    body: bytes,
    bodySizeBytes: bytes.length,
    clientIp: "192.0.2.1",
    httpVersion: "HTTP/1.1",
  });
}

const ATTACK = "1' or 1=1-- ";
const MARKUP = "<img src=x onerror=alert(1)>";
const form = encodeURIComponent(ATTACK).replaceAll("'", "%27");
const json = JSON.stringify({ a: [{ b: ATTACK }] });
const part = (text: string, head = 'name="a"'): string =>
  `--B\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n--B--\r\n`;

/** Bodies that carry the attack, whatever their content type says. */
const BODIES: readonly (readonly [what: string, body: string, contentType?: string])[] = [
  ["JSON", json, "application/json"],
  ["JSON within JSON", JSON.stringify({ a: json }), "application/json"],
  ["JSON within JSON within JSON", JSON.stringify([JSON.stringify({ a: json })]), "application/json"],
  ["JSON that says it is text", json, "text/plain"],
  ["JSON without a content type", json],
  ["JSON that is cut off", json.slice(0, -3), "application/json"],
  ["JSON with escapes", `{"a":"1\\u0027 or 1=1-- "}`, "application/json"],
  ["a JSON key", `{"1' or 1=1-- ":1}`, "application/json"],
  ["a form", `x=1&a=${form}`, "application/x-www-form-urlencoded"],
  ["a form that says it is JSON", `x=1&a=${form}`, "application/json"],
  ["a form, encoded twice", `a=${encodeURIComponent(form)}`, "application/x-www-form-urlencoded"],
  ["a name in a form", `${form}=1`, "application/x-www-form-urlencoded"],
  ["multipart", part(ATTACK), "multipart/form-data; boundary=B"],
  ["multipart with another boundary", part(ATTACK), "multipart/form-data; boundary=C"],
  ["multipart that says it is a form", part(ATTACK), "application/x-www-form-urlencoded"],
  ["a file name", part("x", `name="a"; filename="${ATTACK}"`), "multipart/form-data; boundary=B"],
  ["JSON in multipart", part(json), "multipart/form-data; boundary=B"],
  ["XML", `<?xml version="1.0"?><a b="c">${ATTACK}</a>`, "application/xml"],
  ["an attribute of XML", `<?xml version="1.0"?><a b="${ATTACK}"/>`, "application/xml"],
  ["text", ATTACK, "text/plain"],
];

for (const [what, body, contentType] of BODIES) {
  test(`an attack is found in ${what}`, () => {
    const request = requestOf({ body, ...(contentType === undefined ? {} : { contentType }) });
    assert.ok(bodyValues(request).some(({ forms }) => forms.some((text) => detectSqli(text, "LOW"))));
  });
}

test("an attack is found in arguments, their names, cookies, and several arguments of one name", () => {
  const found = (values: ReturnType<typeof queryValues>): boolean =>
    values.some(({ forms }) => forms.some((text) => detectSqli(text, "LOW") ?? detectXss(text)));
  assert.ok(found(queryValues(requestOf({ queryString: `a=b&c=${form}` }))));
  assert.ok(found(queryValues(requestOf({ queryString: `${encodeURIComponent(MARKUP)}=1` }))));
  assert.ok(found(queryValues(requestOf({ queryString: "a=1%20union/*&a=*/select%201" }))));
  assert.ok(found(cookieValues(requestOf({ cookie: `s=1; t=${form}` }))));
  assert.ok(!found(queryValues(requestOf({ queryString: "a=O%27Brien&b=c+d" }))));
});

test("padding does not push an attack out of sight within the inspected body", () => {
  const request = requestOf({ body: JSON.stringify({ pad: "a".repeat(10_000), b: ATTACK }) });
  assert.ok(bodyValues(request).some(({ forms }) => forms.some((text) => detectSqli(text, "LOW"))));
  const many = requestOf({ queryString: `${"x=1&".repeat(2000)}a=${form}` });
  assert.ok(queryValues(many).some(({ forms }) => forms.some((text) => detectSqli(text, "LOW"))));
});

test("values are decoded once per request", () => {
  const request = requestOf({ body: json });
  assert.equal(bodyValues(request), bodyValues(request));
});
