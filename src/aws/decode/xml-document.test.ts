import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { WireFault } from "./wire-fault.ts";
import { parseXml, type XmlElement } from "./xml-document.ts";

/** An element as nested lists: name, attributes, text, children. */
const outline = ({ name, attributes, text, children }: XmlElement): unknown => [
  name,
  Object.fromEntries(attributes),
  text,
  children.map(outline),
];

test("reads elements, attributes, text, CDATA, comments and instructions", () => {
  const text = `\ufeff<?xml version="1.0"?><!-- a --><a x="1" y:z='&lt;"'>b<c/><!--d--><![CDATA[<&]]><?e?></a>\n`;
  assert.deepEqual(outline(parseXml(text)), ["a", { x: "1", "y:z": '<"' }, "b<&", [["c", {}, "", []]]]);
});

test("resolves the five entities of XML and character references", () => {
  assert.equal(parseXml("<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;</a>").text, "&<>\"'A😀");
});

const refused: readonly (readonly [what: string, text: string])[] = [
  ["nothing", ""],
  ["text alone", "a"],
  ["an unended element", "<a>"],
  ["ends that do not match", "<a><b></a></b>"],
  ["a second root", "<a/><b/>"],
  ["text after the root", "<a/>b"],
  ["an attribute without quotes", "<a b=c/>"],
  ["an attribute twice", '<a b="1" b="2"/>'],
  ["attributes without space between", '<a b="1"c="2"/>'],
  ["an unended attribute", '<a b="1/>'],
  ["an unended comment", "<!--<a/>"],
  ["an unknown entity", "<a>&nbsp;</a>"],
  ["an inherited name as an entity", "<a>&toString;</a>"],
  ["a bare ampersand", "<a>b & c</a>"],
  ["a reference to half a character", "<a>&#xD800;</a>"],
  ["a reference past the last character", "<a>&#x110000;</a>"],
  ["a document type", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ["a document type that reads a file", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
  ["5000 levels", "<a>".repeat(5000) + "</a>".repeat(5000)],
  ["elements without end", `<a>${"<b/>".repeat(200_001)}</a>`],
];

describe("refuses what is not well-formed, and what could grow or reach out", () => {
  for (const [what, text] of refused) test(what, () => assert.throws(() => parseXml(text), WireFault));
});
