import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { decodeUtf8 } from "../../src/waf/byte-string.ts";
import { managedRuleGroups } from "../../src/waf/managed/managed-rule-groups.ts";
import { BODY_BYTES_MAX, InspectedRequest } from "../../src/waf/request.ts";
import { ANCHORED, BODY_TRICKS, HARMLESS, PLANTED, type TrickBody } from "./body-tricks.ts";
import { ownCorpora } from "./corpora.ts";

const RULES = managedRuleGroups()
  .flatMap(({ rules }) => rules)
  .filter(({ name }) => !name.startsWith("SizeRestrictions"));

function stopping({ contentTypes, body }: TrickBody): readonly string[] {
  const request = new InspectedRequest(
    {
      method: "POST",
      uriPath: "/app/item",
      queryString: "",
      headers: [
        ["user-agent", "Mozilla/5.0"],
        ...contentTypes.map((contentType) => ["content-type", contentType] as const),
      ],
      body,
      bodySizeBytes: body.length,
      clientIp: "192.0.2.1",
      httpVersion: "HTTP/1.1",
    },
    BODY_BYTES_MAX,
  );
  return RULES.filter((rule) => rule.inspect(request)).map(({ name }) => name);
}

for (const [name, trick] of BODY_TRICKS) {
  test(`${name} hides nothing, and is nothing by itself`, () => {
    // Entities and odd character sets of XML are an alarm of their own.
    if (!/entities/.test(name)) assert.deepEqual(stopping(trick(HARMLESS)), []);
    const planted = /picture|control|elsewhere|within a line|behind an escaped/.test(name)
      ? PLANTED
      : [...PLANTED, ANCHORED];
    for (const [rule, text] of planted) {
      const names = stopping(trick(text));
      assert.ok(
        names.some((each) => each.startsWith(rule)),
        `${text}: ${names.join(", ")}`,
      );
    }
  });
}

/** Text that is nothing by itself, and readers of one kind of body may stumble over in another. */
const noise = fc
  .array(
    fc.constantFrom(
      "a",
      "7",
      " ",
      "=",
      "&",
      "<",
      ">",
      "{",
      "}",
      "[",
      ":",
      ",",
      "\r\n",
      "--B",
      "\\",
      "\x01",
      "\0",
      "é",
    ),
    {
      maxLength: 12,
    },
  )
  .map((list) => list.join(""));
const planted = fc.constantFrom(...PLANTED, ANCHORED);
const plainName = fc.constantFrom("a", "note", "b[0]");

/** Bodies of nested structure with the attack in one place, as an encoder of their kind writes them. */
const written = {
  JSON: fc
    .tuple(fc.array(noise), fc.array(noise), fc.array(plainName, { maxLength: 6 }), fc.nat(4), fc.boolean())
    .map(([before, after, path, lines, isLenient]) => (text: string): TrickBody => {
      const tree = path.reduce<unknown>((inner, name) => ({ x: before, [name]: inner, y: after }), [text]);
      const lenient = isLenient ? `{"n":NaN,"tree":${JSON.stringify(tree)}}` : JSON.stringify(tree);
      const body = `${'{"line":1}\n'.repeat(lines)}${lenient}`;
      return { contentTypes: ["application/json"], body: Buffer.from(body) };
    }),
  form: fc.tuple(fc.array(fc.tuple(noise, noise)), fc.string({ maxLength: 3 })).map(
    ([pairs, start]) =>
      (text: string): TrickBody => ({
        contentTypes: ["application/x-www-form-urlencoded"],
        body: Buffer.from(
          `${start.replace(/[&=%]/g, "")}=1&${new URLSearchParams(pairs).toString()}&q=${encodeURIComponent(text)}`,
        ),
      }),
  ),
  multipart: fc
    .tuple(fc.array(fc.tuple(plainName, noise)), fc.constantFrom("\r\n", "\n"), noise)
    .map(([parts, end, preamble]) => (text: string): TrickBody => {
      const all = [...parts, ["q", text] as const].map(
        ([name, value]) =>
          `--xY7${end}Content-Disposition: form-data; name="${name}"${end}${end}${value}${end}`,
      );
      return {
        contentTypes: ["multipart/form-data; charset=utf-8; boundary=xY7"],
        body: Buffer.from(`${preamble}${end}${all.join("")}--xY7--${end}`),
      };
    }),
  XML: fc
    .tuple(fc.array(noise), fc.nat(30), fc.constantFrom("<!--x-->", "<?p x?>", "]]><![CDATA["))
    .map(([texts, at, cut]) => (text: string): TrickBody => {
      const escapeXml = (each: string): string =>
        each.replace(/[&<>"\0\x01]/g, (char) => `&#${char.charCodeAt(0) || 32};`);
      const [left, right] = [text.slice(0, at), text.slice(at)];
      const inner = cut.startsWith("]")
        ? `<![CDATA[${left}${cut}${right}]]>`
        : `${escapeXml(left)}${cut}${escapeXml(right)}`;
      const elements = texts.map((each) => `<n b="${escapeXml(each)}">${escapeXml(each)}</n>`).join("");
      return {
        contentTypes: ["text/xml"],
        body: Buffer.from(`<?xml version="1.0"?><a>${elements}<q>${inner}</q></a>`),
      };
    }),
};

for (const [kind, bodies] of Object.entries(written)) {
  test(`an attack is seen wherever it stands in ${kind}`, () => {
    fc.assert(
      fc.property(bodies, planted, (bodyOf, [rule, text]) => {
        const names = stopping(bodyOf(text));
        assert.ok(
          names.some((each) => each.startsWith(rule)),
          names.join(", "),
        );
      }),
      { seed: 17, numRuns: 300 },
    );
  });
}

test("a boundary after a line feed alone is content to a parser that asks for a whole line end", () => {
  const body = `--B\r\nContent-Disposition: form-data; name="q"\r\n\r\n1 or 1\n--B\n=1\r\n--B--\r\n`;
  const names = stopping({ contentTypes: ["multipart/form-data; boundary=B"], body: Buffer.from(body) });
  assert.ok(names.includes("SQLi_BODY"), names.join(", "));
});

test("harmless texts are harmless in every kind of body", () => {
  const kinds = [
    "a plain form",
    "plain JSON",
    "JSON of lines",
    "plain XML",
    "plain multipart",
    "an encoded file name",
  ];
  const files = ownCorpora("benign").filter(({ file }) => file !== "benign/source-code.txt");
  const texts = files.flatMap(({ lines }) => lines).map(decodeUtf8);
  for (const kind of kinds) {
    const trick = BODY_TRICKS.get(kind)!;
    assert.deepEqual(
      texts.filter((text) => stopping(trick(text)).length > 0),
      [],
      kind,
    );
  }
});

test("files of random bytes are not taken for attacks, however they begin", () => {
  const fileOf = (start: string, seed: number): TrickBody => {
    const bytes = Array.from({ length: 125 }, (_, index) =>
      createHash("sha512").update(`${seed} ${index}`).digest(),
    );
    const head = `--B\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n${start}`;
    return {
      contentTypes: ["multipart/form-data; boundary=B"],
      body: Buffer.concat([Buffer.from(head, "latin1"), ...bytes, Buffer.from("\r\n--B--\r\n")]),
    };
  };
  for (const start of ["", "\x89PNG\r\n\x1a\n", "PK\x03\x04"]) {
    const files = Array.from({ length: 100 }, (_, seed) => fileOf(start, seed));
    assert.ok(files.filter((file) => stopping(file).length > 0).length <= 1, JSON.stringify(start));
  }
});
