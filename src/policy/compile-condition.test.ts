import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileCondition } from "./compile-condition.ts";

type Row = readonly [
  operator: string,
  wanted: readonly string[],
  seen: readonly string[] | undefined,
  holds: boolean,
];

const compile = (
  operator: string,
  wanted: readonly string[],
  version: "2008-10-17" | "2012-10-17" = "2012-10-17",
) => compileCondition({ operator, key: "Test:Key", values: wanted, place: "Statement.Condition" }, version);

function checkRows(rows: readonly Row[]): void {
  for (const [operator, wanted, seen, holds] of rows) {
    const has = seen ? JSON.stringify(seen) : "no value";
    it(`${operator} ${JSON.stringify(wanted)} ${holds ? "holds" : "fails"} for ${has}`, () => {
      const context = new Map<string, readonly string[]>([["aws:username", ["ann"]]]);
      if (seen) context.set("test:key", seen);
      assert.equal(compile(operator, wanted).holds(context), holds);
    });
  }
}

describe("string conditions", () => {
  checkRows([
    ["StringEquals", ["a"], ["a"], true],
    ["StringEquals", ["a"], ["A"], false],
    ["StringEquals", ["a", "b"], ["b"], true],
    ["StringEquals", ["a*"], ["ab"], false],
    ["StringEquals", ["a*"], ["a*"], true],
    ["StringEquals", [""], [""], true],
    ["StringEquals", ["a"], undefined, false],
    ["StringEquals", ["${aws:username}"], ["ann"], true],
    ["StringEquals", ["${aws:username}"], ["${aws:username}"], false],
    ["StringEquals", ["${aws:userid}"], ["x"], false],
    ["StringNotEquals", ["a"], ["b"], true],
    ["StringNotEquals", ["a", "b"], ["b"], false],
    ["StringNotEquals", ["a"], undefined, true],
    // A variable without a value equals nothing, so that its negation holds.
    ["StringNotEquals", ["${aws:userid}"], ["x"], true],
    ["StringEqualsIgnoreCase", ["AnN"], ["aNn"], true],
    ["StringEqualsIgnoreCase", ["${aws:username}"], ["ANN"], true],
    ["StringNotEqualsIgnoreCase", ["AnN"], ["aNn"], false],
    ["StringLike", ["home/*"], ["home/x"], true],
    ["StringLike", ["home/${aws:username}/*"], ["home/ann/x"], true],
    ["StringLike", ["home/${aws:username}/*"], ["home/bob/x"], false],
    ["StringLike", ["${*}"], ["x"], false],
    ["StringNotLike", ["home/*"], ["etc/x"], true],
    ["StringNotLike", ["home/*"], undefined, true],
    ["stringlike", ["a*"], ["ab"], true],
  ]);
});

describe("numeric conditions", () => {
  checkRows([
    ["NumericEquals", ["10"], ["10.0"], true],
    ["NumericNotEquals", ["10"], ["11"], true],
    ["NumericLessThan", ["10"], ["9"], true],
    ["NumericLessThan", ["10"], ["10"], false],
    // As text, "9" is after "10".
    ["NumericLessThanEquals", ["10"], ["9"], true],
    ["NumericGreaterThan", ["10"], ["10.5"], true],
    ["NumericGreaterThanEquals", ["10"], ["10"], true],
    ["NumericLessThan", ["10"], ["many"], false],
    ["NumericLessThan", ["10"], [""], false],
    ["NumericLessThan", ["10"], undefined, false],
    ["NumericLessThanIfExists", ["10"], undefined, true],
  ]);
});

describe("date conditions", () => {
  checkRows([
    ["DateEquals", ["2020-01-01T00:00:00Z"], ["2020-01-01T01:00:00+01:00"], true],
    ["DateNotEquals", ["2020-01-01"], ["2020-01-02"], true],
    ["DateLessThan", ["2020-01-02"], ["2020-01-01T23:59:59.999Z"], true],
    ["DateLessThanEquals", ["2020"], ["2020-01-01T00:00:00Z"], true],
    ["DateGreaterThan", ["2020-01-01T00:00:01Z"], ["2019-12-31T00:00:00Z"], false],
    ["DateGreaterThan", ["1577836800"], ["2020-01-01T00:00:01Z"], true],
    ["DateGreaterThanEquals", ["2020-01-01"], ["1577836800"], true],
    ["DateGreaterThan", ["2020-01-01"], ["soon"], false],
    ["DateGreaterThan", ["2020-01-01"], undefined, false],
  ]);
});

describe("boolean, binary and null conditions", () => {
  checkRows([
    ["Bool", ["true"], ["true"], true],
    ["Bool", ["True"], ["true"], true],
    ["Bool", ["false"], ["true"], false],
    ["Bool", ["false"], undefined, false],
    ["BoolIfExists", ["false"], undefined, true],
    ["BoolIfExists", ["false"], ["true"], false],
    ["BinaryEquals", ["aGVsbG8="], ["aGVsbG8="], true],
    ["BinaryEquals", ["aGVsbG8="], ["aGVsbG9v"], false],
    ["Null", ["true"], undefined, true],
    ["Null", ["true"], [], true],
    ["Null", ["true"], ["x"], false],
    ["Null", ["false"], ["x"], true],
    ["Null", ["false"], undefined, false],
  ]);
});

describe("address conditions", () => {
  checkRows([
    ["IpAddress", ["203.0.113.0/24"], ["203.0.113.77"], true],
    ["IpAddress", ["203.0.113.9/24"], ["203.0.113.77"], true],
    ["IpAddress", ["203.0.113.0/24"], ["203.0.114.1"], false],
    ["IpAddress", ["0.0.0.0/0", "::/0"], ["nowhere"], false],
    ["NotIpAddress", ["203.0.113.0/24"], ["nowhere"], true],
    ["IpAddress", ["203.0.113.7"], ["203.0.113.7"], true],
    ["IpAddress", ["203.0.113.7"], ["203.0.113.8"], false],
    ["IpAddress", ["0.0.0.0/0"], ["203.0.113.8"], true],
    ["IpAddress", ["0.0.0.0/0"], ["2001:db8::1"], false],
    ["IpAddress", ["10.0.0.0/8", "2001:DB8:1234:5678::/64"], ["2001:db8:1234:5678:9::1"], true],
    ["IpAddress", ["2001:DB8:1234:5678::/64"], ["2001:db8:1234:5679::1"], false],
    ["IpAddress", ["203.0.113.0/24"], ["::ffff:203.0.113.1"], true],
    ["IpAddress", ["203.0.113.0/24"], ["AWS Internal"], false],
    ["IpAddress", ["203.0.113.0/24"], undefined, false],
    ["NotIpAddress", ["203.0.113.0/24"], ["203.0.113.1"], false],
    ["NotIpAddress", ["203.0.113.0/24"], ["198.51.100.1"], true],
    ["NotIpAddress", ["203.0.113.0/24"], undefined, true],
  ]);
});

describe("ARN conditions", () => {
  const pattern = "arn:aws:someservice:*:111122223333:finance/*";
  const intruder = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
  checkRows([
    ["ArnLike", [pattern], ["arn:aws:someservice:us-east-2:111122223333:finance/document.txt"], true],
    ["ArnLike", [pattern], [intruder], false],
    ["StringLike", [pattern], [intruder], true],
    ["ArnEquals", [pattern], ["arn:aws:someservice:us-east-2:111122223333:finance/x"], true],
    ["ArnEquals", ["*"], ["arn:aws:s3:::b"], true],
    ["ArnNotEquals", [pattern], [intruder], true],
    ["ArnNotLike", [pattern], undefined, true],
    ["ArnLike", ["arn:aws:iam::1:user/${aws:username}"], ["arn:aws:iam::1:user/ann"], true],
  ]);
});

describe("set operators", () => {
  checkRows([
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAllValues:StringEquals", ["a"], undefined, true],
    ["ForAllValues:StringEquals", ["a"], [], true],
    ["ForAllValues:StringEquals", ["a"], [""], true],
    ["ForAllValues:StringEquals", ["a"], ["", "c"], false],
    ["ForAllValues:StringNotEquals", ["a", "b"], ["c", "d"], true],
    ["ForAllValues:StringNotEquals", ["a", "b"], ["c", "a"], false],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "b"], true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "d"], false],
    ["ForAnyValue:StringEquals", ["a"], undefined, false],
    ["ForAnyValue:StringEquals", [""], [""], false],
    ["ForAnyValue:StringNotEquals", ["a"], ["a", "b"], true],
    ["ForAnyValue:StringNotEquals", ["a"], ["a"], false],
    ["ForAnyValue:StringNotEquals", ["a"], undefined, false],
    ["ForAnyValue:StringLikeIfExists", ["a*"], undefined, true],
    ["ForAnyValue:StringLikeIfExists", ["a*"], ["b", "ax"], true],
    // Without a set operator, one match suffices, and fails the negation.
    ["StringEquals", ["a"], ["a", "b"], true],
    ["StringNotEquals", ["a"], ["a", "b"], false],
  ]);
});

describe("conditions of version 2008-10-17", () => {
  it("take variables as text", () => {
    const condition = compile("StringEquals", ["${aws:username}"], "2008-10-17");
    assert.equal(condition.holds(new Map([["test:key", ["${aws:username}"]]])), true);
  });
});

describe("conditions refused", () => {
  const rows: readonly (readonly [operator: string, wanted: string, problem: RegExp])[] = [
    ["StringIs", "a", /Invalid Condition type/],
    ["ForSomeValue:StringEquals", "a", /Invalid Condition type/],
    ["NullIfExists", "true", /Invalid Condition type/],
    ["ForAnyValue:Null", "true", /Invalid Condition type/],
    ["Null", "yes", /true or false/],
    ["Bool", "yes", /Not a boolean/],
    ["NumericLessThan", "ten", /Not a number/],
    ["NumericLessThan", "${aws:EpochTime}", /variables cannot be used with NumericLessThan/],
    ["DateLessThan", "tomorrow", /Not a date/],
    ["DateLessThan", "2020-13-01", /Not a date/],
    ["IpAddress", "10.0.0.0/33", /Not an IP address/],
    ["IpAddress", "10.0.0.0/8/8", /Not an IP address/],
    ["IpAddress", "10.0.0", /Not an IP address/],
    ["IpAddress", "2001:db8::/129", /Not an IP address/],
    ["BinaryEquals", "not base64", /Not base64/],
    ["ArnLike", "orders", /Not an ARN pattern/],
    ["StringEquals", "${aws:username", /not closed/],
    ["StringEquals", "${}", /Not a policy variable/],
    ["StringEquals", "${username}", /Not a policy variable/],
  ];
  for (const [operator, wanted, problem] of rows) {
    it(`${operator} ${wanted}`, () => {
      assert.throws(() => compile(operator, [wanted]), { name: "PolicyDocumentError", message: problem });
    });
  }

  for (const key of ["SourceIp", "aws:SourceIP4", "aws:PrincipalTags/Team", "aws:", ":x"]) {
    it(`the key ${key}`, () => {
      const condition = { operator: "StringEquals", key, values: ["a"], place: "here" };
      assert.throws(() => compileCondition(condition, "2012-10-17"), {
        name: "PolicyDocumentError",
        place: "here",
      });
    });
  }
});
