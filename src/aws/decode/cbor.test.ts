import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseCbor } from "./cbor.ts";
import { WireFault } from "./wire-fault.ts";

const parse = (hex: string): unknown => parseCbor(Buffer.from(hex, "hex"));

/** Source: RFC 8949, appendix A. */
const examples: readonly (readonly [hex: string, expected: unknown])[] = [
  ["00", 0],
  ["1818", 24],
  ["1903e8", 1000],
  ["1a000f4240", 1000000],
  ["1b000000e8d4a51000", 1000000000000],
  ["20", -1],
  ["3903e7", -1000],
  ["f93c00", 1],
  ["f97bff", 65504],
  ["f90001", 2 ** -24],
  ["f9c400", -4],
  ["f97c00", Number.POSITIVE_INFINITY],
  ["fa47c35000", 100000],
  ["fb3ff199999999999a", 1.1],
  ["f4", false],
  ["f5", true],
  ["f6", null],
  ["4401020304", Buffer.from([1, 2, 3, 4])],
  ["6449455446", "IETF"],
  ["83010203", [1, 2, 3]],
  ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
  ["7f657374726561646d696e67ff", "streaming"],
  ["5f42010243030405ff", Buffer.from([1, 2, 3, 4, 5])],
  ["c11a514b67b0", new Date("2013-03-21T20:04:00Z")],
];

describe("reads what a client sends", () => {
  for (const [hex, expected] of examples) test(hex, () => assert.deepEqual(parse(hex), expected));
});

test("reads maps, of known and of unknown length", () => {
  const entries = (hex: string) => Object.entries(parse(hex) as object);
  assert.deepEqual(entries("a26161016162820203"), [
    ["a", 1],
    ["b", [2, 3]],
  ]);
  assert.deepEqual(entries("bf61610161629f0203ffff"), [
    ["a", 1],
    ["b", [2, 3]],
  ]);
});

const refused: readonly (readonly [what: string, hex: string])[] = [
  ["an array longer than the document", "9bffffffffffffffff"],
  ["text longer than the document", "7b00000000ffffffff61"],
  ["a document cut short", "83"],
  ["bytes after the document", "0000"],
  ["a lone break", "ff"],
  ["an unended array", "9f01"],
  ["a key that is no text", "a10101"],
  ["the key __proto__", `a169${Buffer.from("__proto__").toString("hex")}01`],
  ["a decimal fraction, whose exponent could ask for gigabytes", "c4821a1000000001"],
  ["a big number", "c249010000000000000000"],
  ["a time that is no number", "c16161"],
  ["an unknown simple value", "f820"],
  ["a reserved length", "1c"],
  ["text in chunks of bytes", "7f4161ff"],
  ["a million empty arrays", `9a000f4240${"80".repeat(1_000_000)}`],
  ["5000 levels", `${"81".repeat(5000)}00`],
];

describe("refuses the rest", () => {
  for (const [what, hex] of refused) test(what, () => assert.throws(() => parse(hex), WireFault));
});
