import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeForms } from "../../src/waf/detectors/decode.ts";
import { readHtml } from "../../src/waf/detectors/html-tokens.ts";
import { SqlReader } from "../../src/waf/detectors/sql-tokens.ts";
import { detectSqli } from "../../src/waf/detectors/sqli.ts";
import { detectXss } from "../../src/waf/detectors/xss.ts";
import { bodyValues, cookieValues, headerValues, queryValues } from "../../src/waf/managed/inputs.ts";
import { managedRuleGroups } from "../../src/waf/managed/managed-rule-groups.ts";
import { BODY_BYTES_MAX, InspectedRequest } from "../../src/waf/request.ts";
import { ownCorpora } from "./corpora.ts";
import { type PartOfRequest, PLACES, repeated, WORST_CHARACTERS } from "./worst-inputs.ts";

/** Every rule of every group: a web ACL would stop at the first that matches. */
const RULES = managedRuleGroups().flatMap(({ rules }) => rules);

const LENGTH = BODY_BYTES_MAX;

function requestOf(part: PartOfRequest): InspectedRequest {
  const body = Buffer.from(part.body ?? "", "latin1");
  return new InspectedRequest(
    {
      ...{ method: "POST", uriPath: "/", queryString: "", headers: [], clientIp: "192.0.2.1" },
      ...part,
      ...{ httpVersion: "HTTP/1.1", body, bodySizeBytes: body.length },
    },
    BODY_BYTES_MAX,
  );
}

const inspectAll = (part: PartOfRequest): readonly string[] => {
  const request = requestOf(part);
  return RULES.filter((rule) => rule.inspect(request) !== undefined).map(({ name }) => name);
};

/** How many characters the detectors are given of a request, over all forms of all values. */
function charactersGiven(part: PartOfRequest): number {
  const request = requestOf(part);
  const values = [bodyValues, queryValues, cookieValues, headerValues].flatMap((read) => read(request));
  return values.flatMap(({ forms }) => forms).reduce((sum, { length }) => sum + length, 0);
}

/** The work of reading a text as SQL, in tokens of both dialects, and as markup, in characters of its tags. */
function workOfReading(text: string): number {
  let count = 0;
  for (const dialect of ["comments", "operators"] as const) {
    const reader = new SqlReader(text, 0, dialect);
    while (reader.next() !== undefined) count++;
  }
  for (const { source } of readHtml(text)) count += source.length;
  return count;
}

for (const [name, characters] of Object.entries(WORST_CHARACTERS)) {
  test(`64 KB of ${name} is inspected in every place`, () => {
    const text = repeated(characters, LENGTH);
    for (const [place, partOf] of Object.entries(PLACES)) {
      const part = partOf(text);
      inspectAll(part);
      const sent = (part.body ?? "").length + (part.queryString ?? "").length + LENGTH;
      // A value has eight forms at most, and JSON within it as many again.
      assert.ok(charactersGiven(part) <= 16 * sent, place);
    }
    for (const form of decodeForms(text)) {
      assert.ok(form.length <= text.length);
      assert.ok(workOfReading(form) <= 3 * form.length);
    }
  });
}

const attacks = ownCorpora("attacks").flatMap(({ lines }) => lines);
const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const bytes = fc.string({ unit: byte, maxLength: 300 });
const mutated = fc
  .tuple(fc.constantFrom(...attacks), fc.nat(80), fc.oneof(byte, fc.constantFrom(...attacks)), fc.nat(4))
  .map(([attack, at, put, cut]) => attack.slice(0, at) + put + attack.slice(at + cut));
const place = fc.constantFrom(...Object.values(PLACES));

test("random bytes and mutated attacks never make a rule throw, wherever they are", () => {
  fc.assert(
    fc.property(fc.oneof(bytes, mutated), place, (text, partOf) => {
      inspectAll(partOf(text));
    }),
    { seed: 11, numRuns: 1500 },
  );
});

test("text beyond bytes never makes a detector throw", () => {
  const text = fc.string({ unit: "binary", maxLength: 200 });
  fc.assert(
    fc.property(fc.oneof(text, mutated), (value) => {
      for (const form of decodeForms(value)) {
        detectSqli(form, "HIGH");
        detectXss(form);
      }
    }),
    { seed: 13, numRuns: 1500 },
  );
});

test("an attack after much harmless text is found in every kind of body", () => {
  const attack = "1' or 1=1-- ";
  const padding = "lorem ipsum ".repeat(5000);
  const bodies: Readonly<Record<string, string>> = {
    text: `1' /*${"x".repeat(40_000)}*/ or 1=1-- `,
    JSON: JSON.stringify({ padding, attack }),
    "JSON behind a byte order mark": `\xef\xbb\xbf${JSON.stringify({ a: "\u0001", attack }).replace("'", "\\u0027")}`,
    "JSON behind white space": `${" ".repeat(5000)}${JSON.stringify({ attack })}`,
    form: `padding=${padding}&attack=${encodeURIComponent(attack).replace("'", "%27")}`,
    multipart: PLACES["multipart body"]!(padding).body!.replace(/--B--\r\n$/, () =>
      String(PLACES["multipart body"]!(attack).body),
    ),
    XML: `<?xml version="1.0"?><a><b>${padding}</b><c>${attack}</c></a>`,
  };
  for (const [kind, body] of Object.entries(bodies)) {
    assert.ok(inspectAll({ body }).includes("SQLi_BODY"), kind);
  }
});
