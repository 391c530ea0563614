import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AwsError } from "../../../aws/aws-error.ts";
import { parseDocument } from "./parse-document.ts";

describe("documents that are no documents", () => {
  const cases: [name: string, body: Uint8Array][] = [
    ["nothing", Buffer.from("")],
    ["a list", Buffer.from("[]")],
    ["no UTF-8", Buffer.from([0x7b, 0xff])],
    ["half a JSON", Buffer.from('{"openapi":')],
    ["YAML with a key twice", Buffer.from("a: 1\na: 2\n")],
    ["YAML with a tag of CloudFormation's", Buffer.from("a: !Ref b\n")],
    [
      "too many aliases",
      Buffer.from(
        `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefgh"].map((name, n) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[n]}`).join(",")}]`).join("\n")}`,
      ),
    ],
    ["7 MB", Buffer.from(`{"a":"${"x".repeat(7 * 1024 * 1024)}"}`)],
    ["100,000 levels", Buffer.from('{"a":'.repeat(100_000) + "1" + "}".repeat(100_000))],
  ];
  for (const [name, body] of cases) {
    test(`refuses ${name}`, () => {
      assert.throws(() => parseDocument(body), AwsError);
    });
  }

  test("no text makes the parser throw anything but a refusal", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.uint8Array()), (text) => {
        try {
          parseDocument(Buffer.from(text));
        } catch (error) {
          assert.ok(error instanceof AwsError, String(error));
        }
      }),
    );
  });
});
