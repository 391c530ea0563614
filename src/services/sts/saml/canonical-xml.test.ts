import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import {
  type Arbitrary,
  array,
  assert as assertLaw,
  constantFrom,
  dictionary,
  letrec,
  oneof,
  property,
  record,
  string,
} from "fast-check";
import { parseNamespacedXml } from "../../../aws/decode/xml-namespaces.ts";
import { canonicalXml } from "./canonical-xml.ts";

/** Another's implementation, to hold ours against. Without its types, which bring a browser's along. */
const load = createRequire(import.meta.url);
const { ExclusiveCanonicalization } = load("xml-crypto") as {
  readonly ExclusiveCanonicalization: new () => { process(node: unknown, options: object): string };
};
const { DOMParser } = load("@xmldom/xmldom") as {
  readonly DOMParser: new () => { parseFromString(xml: string, type: string): { documentElement: unknown } };
};

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", '"': "&quot;", "\n": "&#10;" };
const escaped = (text: string): string => text.replace(/[&<"\n]/g, (character) => escapes[character]!);

/** Documents of nested elements in and out of namespaces, with attributes and mixed content. */
function documents(): Arbitrary<string> {
  const text = string({ unit: constantFrom("a", " ", "é", "<", "&", ">", '"', "\n"), maxLength: 4 }).map(
    escaped,
  );
  const { element } = letrec<{ element: string; content: string }>((tie) => ({
    content: oneof({ maxDepth: 3 }, text, tie("element")),
    element: record({
      name: constantFrom("a", "b", "x:a", "y:b"),
      attributes: dictionary(
        constantFrom("p", "q", "x:p", "y:p", "xmlns:x", "xmlns"),
        constantFrom("urn:1", "urn:2"),
      ),
      texts: dictionary(constantFrom("r", "s", "x:r"), text),
      content: array(tie("content"), { maxLength: 3 }),
    }).map(({ name, attributes, texts, content }) => {
      const all = Object.entries({ ...attributes, ...texts }).map(([key, value]) => ` ${key}="${value}"`);
      return `<${name}${all.join("")}>${content.join("")}</${name}>`;
    }),
  }));
  return element.map((one) => `<root xmlns:x="urn:x" xmlns:y="urn:y">${one}</root>`);
}

describe("the exclusive canonical form", () => {
  /** Expected forms follow Canonical XML 1.0, section 3, and Exclusive XML Canonicalization 1.0, section 2. */
  const cases = [
    ["writes empty elements in full", "<a/>", "<a></a>"],
    ["leaves comments and instructions out", "<a>b<!-- c --><?d e?>f</a>", "<a>bf</a>"],
    ["resolves sections and references", "<a><![CDATA[<&>]]>&#x41;&#13;</a>", "<a>&lt;&amp;&gt;A&#xD;</a>"],
    ["keeps white space in text", "<a>\n <b/>\t</a>", "<a>\n <b></b>\t</a>"],
    ["escapes attributes", `<a b='"&lt;&#9;&#10;>'/>`, '<a b="&quot;&lt;&#x9;&#xA;>"></a>'],
    ["orders attributes by name", '<a c="1" b="2"/>', '<a b="2" c="1"></a>'],
    [
      "orders attributes by namespace, then name",
      '<a xmlns:x="urn:2" xmlns:y="urn:1" x:a="1" y:b="2" z="3"/>',
      '<a xmlns:x="urn:2" xmlns:y="urn:1" z="3" y:b="2" x:a="1"></a>',
    ],
    [
      "declares a prefix where it is first used",
      '<a xmlns:x="urn:x" xmlns:y="urn:y"><x:b><x:c/></x:b></a>',
      '<a><x:b xmlns:x="urn:x"><x:c></x:c></x:b></a>',
    ],
    [
      "declares a prefix anew where it changes",
      '<x:a xmlns:x="urn:1"><x:b xmlns:x="urn:2"/></x:a>',
      '<x:a xmlns:x="urn:1"><x:b xmlns:x="urn:2"></x:b></x:a>',
    ],
    [
      "takes the default namespace back",
      '<a xmlns="urn:a"><b xmlns=""/></a>',
      '<a xmlns="urn:a"><b xmlns=""></b></a>',
    ],
    ["says nothing of a default namespace that was never there", '<a><b xmlns=""/></a>', "<a><b></b></a>"],
  ] as const;
  for (const [what, xml, expected] of cases) {
    it(what, () => assert.equal(canonicalXml(parseNamespacedXml(xml)), expected));
  }

  it("is that of a part of its document", () => {
    const root = parseNamespacedXml('<x:a xmlns:x="urn:x" xmlns:y="urn:y"><x:b/></x:a>');
    const [part] = root.children;
    assert.equal(canonicalXml(part!), '<x:b xmlns:x="urn:x"></x:b>');
    const inclusivePrefixes = ["y", "absent"];
    assert.equal(canonicalXml(part!, { inclusivePrefixes }), '<x:b xmlns:x="urn:x" xmlns:y="urn:y"></x:b>');
  });

  it("leaves one element out, where it is told to", () => {
    const root = parseNamespacedXml("<a>1<s/>2<s/>3</a>");
    assert.equal(canonicalXml(root, { without: root.children[0]!.source }), "<a>12<s></s>3</a>");
  });

  it("is another implementation's, of any document", () => {
    assertLaw(
      property(documents(), (xml) => {
        const { documentElement } = new DOMParser().parseFromString(xml, "text/xml");
        const expected = new ExclusiveCanonicalization().process(documentElement, {});
        assert.equal(canonicalXml(parseNamespacedXml(xml)), expected);
      }),
      { numRuns: 300 },
    );
  });
});
