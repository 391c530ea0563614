import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeForms } from "../detectors/decode.ts";
import { EVIDENCE } from "../detectors/evidence.ts";
import { SQL_SHAPES } from "../detectors/sql-shapes.ts";
import { detectSqli } from "../detectors/sqli.ts";
import { detectXss } from "../detectors/xss.ts";
import { readJson } from "../fields/json-elements.ts";
import { InspectedRequest } from "../request.ts";
import { PLAIN_NAME } from "./inspected-value.ts";
import { managedRuleGroups } from "./managed-rule-groups.ts";
import { findSignature } from "./signature.ts";
import { SIGNATURES } from "./signatures.ts";
import { VALUE_GATE } from "./value-gate.ts";

type Sees = (form: string) => boolean;

/** What each rule on bodies looks for, asked of every form of every value: nothing gates, nothing is shared. */
const UNGATED: Readonly<Record<string, Sees>> = {
  SQLi_BODY: (form) => detectSqli(form, "LOW") !== undefined,
  CrossSiteScripting_BODY: (form) => detectXss(form) !== undefined,
  ...Object.fromEntries(
    (
      [
        ["EC2MetaDataSSRF_BODY", SIGNATURES.metadata],
        ["GenericLFI_BODY", SIGNATURES.traversal],
        ["GenericRFI_BODY", SIGNATURES.remoteFile],
        ["SQLiExtendedPatterns_BODY", SIGNATURES.extendedSql],
        ["JavaDeserializationRCE_BODY", SIGNATURES.deserialization],
        ["Log4JRCE_BODY", SIGNATURES.lookup],
        ["ReactJSRCE_BODY", SIGNATURES.reactServer],
        ["PHPHighRiskMethodsVariables_BODY", SIGNATURES.php],
      ] as const
    ).map(([rule, signature]): [string, Sees] => [
      rule,
      (form) =>
        signature.literals.some((literal) => form.toLowerCase().includes(literal.toLowerCase())) &&
        findSignature(signature, form) !== undefined,
    ]),
  ),
};

const RULES = managedRuleGroups()
  .flatMap(({ rules }) => rules)
  .filter(({ name }) => name in UNGATED);

/** Every key that is not plain and every value of a JSON text, and of JSON in its strings. */
function textsOf(json: string, depth = 1): readonly string[] {
  const { elements, valid } = readJson(json);
  const own = elements.filter(({ isKey, text }) => !isKey || !PLAIN_NAME.test(text)).map(({ text }) => text);
  const nested = own.filter((text) => depth < 4 && /^\s*[{[]/.test(text) && readJson(text).valid);
  return [...own, ...nested.flatMap((text) => textsOf(text, depth + 1)), ...(valid ? [] : [json])];
}

/** Whether each text that looks like JSON is JSON: of others the rules see more than the values of JSON. */
const isWholly = (texts: readonly string[]): boolean =>
  texts.every((text) => !/^\s*[{[]/.test(text) || readJson(text).valid);

function requestOf(body: string): InspectedRequest {
  const bytes = Buffer.from(body, "latin1");
  return new InspectedRequest({
    method: "POST",
    uriPath: "/",
    queryString: "",
    headers: [["content-type", "application/json"]],
    body: bytes,
    bodySizeBytes: bytes.length,
    clientIp: "192.0.2.1",
    httpVersion: "HTTP/1.1",
  });
}

const ATTACKS = [
  ...SQL_SHAPES.map(({ stops }) => stops),
  ...["<img src=x onerror=alert(1)>", "java\tscript:alert(1)", "{{constructor.constructor('x')()}}"],
  ...["../../etc/passwd", "${${lower:j}ndi:ldap://x}", "http://169.254.169.254/latest/meta-data/iam/"],
  ...[
    "rO0ABXNyABFq",
    "$1:__proto__:then",
    "php://filter/x",
    "<?php system($_GET['c']); ?>",
    "data:text/html,x",
  ],
  ...["<svg>", "<script>", "%3Csvg%3E", "+ADw-svg+AD4-"],
];
const WORDS = "and or ' \" ( ) = -- select union on <a : & %27 \\u0027 \\ { [ + 1 x it's %".split(" ");

const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((list) => list.join(" "));
const attack = fc.constantFrom(...ATTACKS);
const mutated = fc
  .tuple(attack, fc.nat(40), fc.constantFrom("", ...WORDS), fc.nat(3))
  .map(([text, at, put, cut]) => text.slice(0, at) + put + text.slice(at + cut));
const encoded = attack.map((text) => encodeURIComponent(text).replaceAll("'", "%27"));
const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
const value = fc.oneof(attack, mutated, encoded, words, bytes, fc.integer().map(String));
const document = fc.oneof(
  fc.dictionary(fc.oneof(fc.constantFrom("a", "note", "a'b"), mutated), value),
  fc.array(
    fc.oneof(value, fc.record({ inner: fc.array(value, { maxLength: 2 }).map((x) => JSON.stringify(x)) })),
  ),
);
/** Whole documents, and some with a piece cut out. */
const body = fc.tuple(document, fc.option(fc.tuple(fc.nat(60), fc.nat(3)))).map(([tree, cut]) => {
  const text = JSON.stringify(tree);
  return cut === null ? text : text.slice(0, cut[0]) + text.slice(cut[0] + cut[1]);
});

test("rules see in JSON what the detectors see in each of its values", () => {
  let seen = 0;
  fc.assert(
    fc.property(body, (text) => {
      if (!/^[[{]/.test(text)) return;
      const texts = textsOf(text);
      const forms = texts.flatMap(decodeForms);
      const isExact = isWholly([text, ...texts]);
      const request = requestOf(text);
      for (const rule of RULES) {
        const expected = forms.some(UNGATED[rule.name]!);
        if (expected) seen++;
        if (isExact || expected) assert.equal(rule.inspect(request) !== undefined, expected, rule.name);
      }
    }),
    { seed: 7, numRuns: 1500 },
  );
  assert.ok(seen > 500, String(seen));
});

test("every rule that is compared is there", () => {
  assert.deepEqual(RULES.map(({ name }) => name).toSorted(), Object.keys(UNGATED).toSorted());
});

test("a text that an encoding changes shows it", () => {
  const texts: string[] = [];
  for (let first = 0; first < 256; first++) {
    for (let second = 0; second < 256; second++) texts.push(String.fromCharCode(first, second));
  }
  const hidden = [...texts.map((text) => `${text}27b`), ...texts.map((text) => `a${text}b*/c`)].filter(
    (text) => decodeForms(text).length > 1 && (VALUE_GATE.scan(text) & EVIDENCE.encoding) === 0,
  );
  assert.deepEqual(hidden, []);
});

test("a match in JSON names its value by a pointer", () => {
  const rule = RULES.find(({ name }) => name === "SQLi_BODY")!;
  const inner = JSON.stringify({ c: ["x", "admin'-- "] });
  const cases: readonly (readonly [body: object, pointer: string])[] = [
    [{ a: [1, { b: "1' or 1=1-- " }] }, "/a/1/b"],
    [{ plain: "x", a: { inner } }, "/a/inner/c/1"],
  ];
  for (const [tree, pointer] of cases) {
    assert.equal(rule.inspect(requestOf(JSON.stringify(tree)))?.fieldName, pointer);
  }
});
