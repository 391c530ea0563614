import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileArnPattern } from "./arn-pattern.ts";
import { parsePattern } from "./pattern.ts";

const compile = (pattern: string) =>
  compileArnPattern(parsePattern(pattern, { wildcards: true, variables: true }, ""));

const nothing = new Map<string, readonly string[]>();

describe("ARN patterns", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["*", "arn:aws:s3:::b", true],
    ["*", "*", true],
    ["arn:aws:s3:::*", "*", false],
    ["arn:aws:s3:::b/*", "arn:aws:s3:::b/x:y/z", true],
    ["arn:aws:s3:::b/*", "arn:aws:s3:::c/b/", false],
    ["arn:aws:s3:::B", "arn:aws:s3:::b", false],
    ["arn:*:s3:::b", "arn:aws-cn:s3:::b", true],
    ["arn:aws:sqs:*:111122223333:q", "arn:aws:sqs:eu-west-1:111122223333:q", true],
    // A `*` in one part does not run over a colon: else the account would be whatever the attacker writes.
    ["arn:aws:sqs:*:111122223333:q", "arn:aws:sqs:eu-west-1:999999999999:x:111122223333:q", false],
    ["arn:aws:sns:us-*-1:*:t", "arn:aws:sns:us-east-1:1:2:t", false],
    ["arn:aws:sns:us-*-?:*:t", "arn:aws:sns:us-east-1:1:t", true],
    ["arn:aws:iam::*", "arn:aws:iam::111122223333:role/a", true],
    ["arn:aws:iam::*", "arn:aws:s3:::b", false],
    ["arn:aws:iam::1*", "arn:aws:iam::211122223333:role/a", false],
    ["arn:aws:lambda:*:*:function:f:*", "arn:aws:lambda:eu-west-1:1:function:f:PROD", true],
    ["arn:aws:lambda:*:*:function:f:*", "arn:aws:lambda:eu-west-1:1:function:f", false],
    ["arn:aws:s3:::b", "arn:aws:s3", false],
    ["arn:aws:*:*:*:x", "arn:aws:s3", false],
  ];
  for (const [pattern, arn, expected] of cases) {
    it(`${pattern} ${expected ? "matches" : "does not match"} ${arn}`, () => {
      assert.equal(compile(pattern)?.(arn, nothing), expected);
    });
  }

  for (const pattern of ["", "orders", "arn:aws:s3:::", "foo:aws:s3:::b", "*:*", "arn:aws:s3", "s3:*"]) {
    it(`refuses ${JSON.stringify(pattern)}`, () => {
      assert.equal(compile(pattern), undefined);
    });
  }

  it("fills in variables as text, never as wildcards", () => {
    const test = compile("arn:aws:s3:::home/${aws:username}/*")!;
    const as = (name: string) => new Map([["aws:username", [name]]]);
    assert.equal(test("arn:aws:s3:::home/ann/x", as("ann")), true);
    assert.equal(test("arn:aws:s3:::home/bob/x", as("ann")), false);
    assert.equal(test("arn:aws:s3:::home/bob/x", as("*")), false);
    assert.equal(test("arn:aws:s3:::home/*/x", as("*")), true);
  });

  it("matches nothing when a variable has no value, or several", () => {
    const test = compile("arn:aws:s3:::home/${aws:username}*")!;
    assert.equal(test("arn:aws:s3:::home/ann", nothing), false);
    assert.equal(test("arn:aws:s3:::home/ann", new Map([["aws:username", ["ann", "bob"]]])), false);
  });

  it("takes the default of a variable without a value", () => {
    const test = compile("arn:aws:s3:::b-${aws:PrincipalTag/team, 'company-wide'}")!;
    assert.equal(test("arn:aws:s3:::b-company-wide", nothing), true);
    assert.equal(test("arn:aws:s3:::b-yellow", new Map([["aws:principaltag/team", ["yellow"]]])), true);
    assert.equal(
      test("arn:aws:s3:::b-company-wide", new Map([["aws:principaltag/team", ["yellow"]]])),
      false,
    );
  });

  it("takes the parts of an ARN from a variable", () => {
    const test = compile("${aws:PrincipalArn}")!;
    const context = new Map([["aws:principalarn", ["arn:aws:iam::1:role/a"]]]);
    assert.equal(test("arn:aws:iam::1:role/a", context), true);
    assert.equal(test("arn:aws:iam::1:role/b", context), false);
  });

  it("writes special characters as ${*}, ${?} and ${$}", () => {
    const test = compile("arn:aws:s3:::b/${*}${?}${$}")!;
    assert.equal(test("arn:aws:s3:::b/*?$", nothing), true);
    assert.equal(test("arn:aws:s3:::b/xyz", nothing), false);
  });
});
