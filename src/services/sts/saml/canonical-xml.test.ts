import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseNamespacedXml } from "../../../aws/decode/xml-namespaces.ts";
import { canonicalXml } from "./canonical-xml.ts";

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
});
