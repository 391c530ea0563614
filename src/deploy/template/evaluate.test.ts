import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { conditionOf, evaluateConditions } from "./conditions.ts";
import { evaluate } from "./evaluate.ts";
import { NO_VALUE, type Scope } from "./scope.ts";
import type { Template } from "./template.ts";
import { TemplateError } from "./template-error.ts";
import type { Value } from "./value.ts";

const scope: Scope = {
  place: {
    accountId: "000000000000",
    region: "eu-west-1",
    partition: "aws",
    stackId: "arn:aws:cloudformation:eu-west-1:000000000000:stack/shop/1",
    stackName: "shop",
    notificationArns: [],
  },
  parameters: new Map<string, string | string[]>([
    ["Name", "orders"],
    ["Zones", ["a", "b"]],
  ]),
  mappings: new Map([["Sizes", { small: { memory: 128, hosts: ["h1", "h2"] } }]]),
  condition: (name) => name === "IsLive",
  importValue: (name) => (name === "net-vpc" ? "vpc-1" : undefined),
  resources: {
    ref: (id) => (id === "Api" ? "abc123" : undefined),
    attribute: (id, name) => (id === "Api" && name === "RootResourceId" ? "root1" : undefined),
  },
};

const cases: readonly [string, Value, unknown][] = [
  ["a parameter", { Ref: "Name" }, "orders"],
  ["a list parameter", { Ref: "Zones" }, ["a", "b"]],
  ["a resource", { Ref: "Api" }, "abc123"],
  ["pseudo parameters", [{ Ref: "AWS::Region" }, { Ref: "AWS::URLSuffix" }], ["eu-west-1", "amazonaws.com"]],
  ["NoValue in a map", { a: 1, b: { Ref: "AWS::NoValue" } }, { a: 1 }],
  ["NoValue in a list", [1, { "Fn::If": ["IsDead", 2, { Ref: "AWS::NoValue" }] }], [1]],
  [
    "GetAtt as a list and as text",
    [{ "Fn::GetAtt": ["Api", "RootResourceId"] }, { "Fn::GetAtt": "Api.RootResourceId" }],
    ["root1", "root1"],
  ],
  [
    "Sub with names, attributes, literals",
    { "Fn::Sub": "${AWS::StackName}/${Api.RootResourceId}/${!Name}" },
    "shop/root1/${Name}",
  ],
  ["Sub with variables of its own", { "Fn::Sub": ["${a}-${Name}", { a: { Ref: "Api" } }] }, "abc123-orders"],
  ["Join", { "Fn::Join": [":", ["a", 1, { Ref: "Name" }]] }, "a:1:orders"],
  ["Select of Split", { "Fn::Select": ["1", { "Fn::Split": ["/", "x/y/z"] }] }, "y"],
  ["FindInMap", { "Fn::FindInMap": ["Sizes", "small", "memory"] }, 128],
  ["FindInMap's default", { "Fn::FindInMap": ["Sizes", "huge", "memory", { DefaultValue: 512 }] }, 512],
  ["Base64", { "Fn::Base64": "hi" }, "aGk="],
  ["ImportValue", { "Fn::ImportValue": { "Fn::Sub": "net-vpc" } }, "vpc-1"],
  ["Length", { "Fn::Length": { Ref: "Zones" } }, 2],
  ["ToJsonString", { "Fn::ToJsonString": { a: { Ref: "Name" } } }, '{"a":"orders"}'],
  ["GetAZs", { "Fn::GetAZs": "" }, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]],
  ["Cidr", { "Fn::Cidr": ["10.1.0.0/16", 2, 8] }, ["10.1.0.0/24", "10.1.1.0/24"]],
  ["Cidr of IPv6", { "Fn::Cidr": ["2001:db8::/56", 2, 64] }, ["2001:db8::/64", "2001:db8:0:1::/64"]],
  [
    "a policy's Condition is data",
    { Condition: { Bool: { "aws:SecureTransport": "true" } } },
    { Condition: { Bool: { "aws:SecureTransport": "true" } } },
  ],
  ["a Condition of text outside conditions is data", { Condition: "IsLive" }, { Condition: "IsLive" }],
  ["If takes one branch only", { "Fn::If": ["IsLive", "yes", { Ref: "Missing" }] }, "yes"],
];

describe("evaluate", () => {
  for (const [name, value, expected] of cases) {
    it(name, () => assert.deepEqual(evaluate(value, scope, ["Resources", "X"]), expected));
  }

  it("gives absence for NoValue alone", () => {
    assert.equal(evaluate({ Ref: "AWS::NoValue" }, scope, []), NO_VALUE);
  });

  const refused: readonly [string, Value, RegExp][] = [
    [
      "an unknown name",
      { Ref: "Nope" },
      /Unresolved resource dependencies \[Nope\] \(at Resources\/X\/Ref\)/,
    ],
    ["an unknown attribute", { "Fn::GetAtt": ["Api", "Arn"] }, /no attribute Arn/],
    ["an unknown function", { "Fn::Magic": 1 }, /Fn::Magic is not a supported function/],
    ["a macro", { "Fn::Transform": { Name: "X" } }, /Fn::Transform is not a supported function/],
    ["an index past the end", { "Fn::Select": [2, ["a"]] }, /nonexistent value at index 2/],
    ["an unknown export", { "Fn::ImportValue": "nope" }, /No export named nope found/],
    ["too many blocks", { "Fn::Cidr": ["10.0.0.0/24", 2, 8] }, /cannot cut 2 blocks/],
    ["an object in a text", { "Fn::Sub": ["${a}", { a: { b: 1 } }] }, /takes text here/],
    ["a row of a prototype", { "Fn::FindInMap": ["Sizes", "small", "constructor"] }, /Unable to get mapping/],
  ];
  for (const [name, value, reason] of refused) {
    it(`refuses ${name}`, () => assert.throws(() => evaluate(value, scope, ["Resources", "X"]), reason));
  }

  const long = "x".repeat(100_000);
  const multiplied: readonly [string, Value, RegExp][] = [
    [
      "Sub",
      { "Fn::Sub": ["${a}".repeat(200_000), { a: long }] },
      /Fn::Sub gives more than 1048576 characters/,
    ],
    [
      "Join",
      { "Fn::Join": ["", new Array<Value>(200_000).fill(long)] },
      /Fn::Join gives more than 1048576 characters/,
    ],
    ["Split", { "Fn::Split": ["x", long] }, /Fn::Split gives more than 10000 items/],
    [
      "ToJsonString",
      { "Fn::ToJsonString": new Array<Value>(200_000).fill(long) },
      /longer than 8388608 characters/,
    ],
  ];
  for (const [name, value, reason] of multiplied) {
    it(`stops ${name} before it fills the memory`, () =>
      assert.throws(() => evaluate(value, scope, []), reason));
  }
});

describe("evaluateConditions", () => {
  const template = (conditions: Record<string, Value>): Template => ({
    parameters: new Map(),
    mappings: new Map(),
    conditions: new Map(Object.entries(conditions)),
    rules: [],
    resources: new Map(),
    outputs: new Map(),
  });

  it("evaluates conditions that name each other", () => {
    const settled = evaluateConditions(
      template({
        IsOrders: { "Fn::Equals": [{ Ref: "Name" }, "orders"] },
        IsOther: { "Fn::Not": [{ Condition: "IsOrders" }] },
        Either: { "Fn::Or": [{ Condition: "IsOther" }, { "Fn::Contains": [{ Ref: "Zones" }, "b"] }] },
        Both: { "Fn::And": [{ Condition: "IsOther" }, { Condition: "IsOrders" }] },
      }),
      scope,
    );
    assert.deepEqual(Object.fromEntries(settled), {
      IsOrders: true,
      IsOther: false,
      Either: true,
      Both: false,
    });
    assert.throws(() => conditionOf(settled)("Unknown"), TemplateError);
  });

  it("names a circle", () => {
    const circular = template({
      A: { "Fn::Not": [{ Condition: "B" }] },
      B: { "Fn::Not": [{ Condition: "A" }] },
    });
    assert.throws(() => evaluateConditions(circular, scope), /A -> B -> A/);
  });
});
