import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { dependencyGraph, liveResources } from "./dependencies.ts";
import { loadTemplate } from "./load-template.ts";
import { resolveParameters } from "./parameters.ts";
import { parseTemplateText } from "./parse-text.ts";
import { TemplateError } from "./template-error.ts";
import { validateReferences } from "./validate-references.ts";

const load = (text: string) => loadTemplate(text, new Map(), (root) => root).template;
const bucket = "Resources: {B: {Type: 'AWS::S3::Bucket'}}\n";

describe("parseTemplateText", () => {
  const values: readonly [string, string, unknown][] = [
    [
      "short forms",
      "a: !GetAtt X.Y.Z\nb: !Ref R\nc: !Sub 's'",
      { a: { "Fn::GetAtt": ["X", "Y.Z"] }, b: { Ref: "R" }, c: { "Fn::Sub": "s" } },
    ],
    [
      "nested short forms",
      "a: !Join ['-', [!Ref R, !Select [0, !GetAZs '']]]",
      { a: { "Fn::Join": ["-", [{ Ref: "R" }, { "Fn::Select": [0, { "Fn::GetAZs": "" }] }]] } },
    ],
    ["dates and times as text", "v: 2012-10-17\nt: 22:30", { v: "2012-10-17", t: "22:30" }],
    ["account ids with leading zeros as text", "a: 000000000000", { a: "000000000000" }],
    ["aliases", "a: &x {n: 1}\nb: *x", { a: { n: 1 }, b: { n: 1 } }],
    ["JSON with tabs", '{\t"a": [1, true, null]}', { a: [1, true, null] }],
  ];
  for (const [name, text, expected] of values) {
    it(`reads ${name}`, () => assert.deepEqual(parseTemplateText(text).value, expected));
  }

  const refused: readonly [string, string, RegExp][] = [
    ["a duplicate key", "a: 1\na: 2", /duplicate key a \(at line 2, column 1\)/],
    ["a duplicate key in JSON", '{"a": 1,\n "a": 2}', /line 2/],
    ["an unknown tag", "a:\n  b: !Foo x", /unknown tag !Foo \(at line 2/],
    ["a merge", "a: {<<: {b: 1}}", /key << is not supported/],
    ["__proto__", '{"__proto__": {"a": 1}}', /__proto__/],
    ["a list", "- a", /unsupported structure/],
    ["deep nesting", "[".repeat(5000), /./],
    ["text past the limit", "a: " + "x".repeat(1024 * 1024), /may not exceed/],
  ];
  for (const [name, text, reason] of refused) {
    it(`refuses ${name}`, () =>
      assert.throws(() => parseTemplateText(text), { name: "AwsError", message: reason }));
  }

  it("stops an alias bomb", () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    assert.throws(() => parseTemplateText(["l0: &l0 [x]", ...levels].join("\n")), /more than 200000 values/);
  });

  it("reads many keys and many aliases without comparing each with all", () => {
    const keys = Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join("\n");
    assert.equal(Object.keys(parseTemplateText(keys).value).length, 30_000);
    const aliases = `a: &a b\nlist: [${"*a,".repeat(30_000)}]`;
    assert.equal((parseTemplateText(aliases).value["list"] as unknown[]).length, 30_000);
  });

  it("stops an alias that contains itself", () => {
    assert.throws(() => parseTemplateText("a: &a [*a]"), /nested more than 100 levels deep/);
  });

  it("throws nothing but its own error", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."{}[]:,-&*!\"' \nab|>#?%@\t"), maxLength: 60 }),
        (text) => {
          try {
            parseTemplateText(text);
          } catch (error) {
            assert.ok(error instanceof TemplateError, String(error));
          }
        },
      ),
    );
  });
});

describe("loadTemplate", () => {
  const refused: readonly [string, string, RegExp][] = [
    ["an unknown section", `${bucket}Hooks: {}`, /\[Hooks\] \(at Hooks, line 2, column 1\)/],
    [
      "an unknown resource key",
      "Resources:\n  B:\n    Type: T\n    CreationPolicy: {}",
      /\[CreationPolicy\].*line 4, column 5/,
    ],
    ["a resource without a type", "Resources: {B: {}}", /must be a string/],
    ["no resources", "Description: x", /At least one Resources member/],
    [
      "a snapshot of what has none",
      "Resources: {B: {Type: 'AWS::S3::Bucket', DeletionPolicy: Snapshot}}",
      /Snapshot is not supported/,
    ],
    ["a macro", `${bucket}Transform: MyMacro`, /Transform MyMacro is not supported/],
    [
      "a parameter type that cannot be checked",
      `${bucket}Parameters: {V: {Type: 'AWS::EC2::VPC::Id'}}`,
      /AWS::EC2::VPC::Id/,
    ],
    ["an ill-formed logical id", "Resources: {a-b: {Type: T}}", /non alphanumeric/],
  ];
  for (const [name, text, reason] of refused) {
    it(`refuses ${name}`, () =>
      assert.throws(() => load(text), { code: "ValidationError", message: reason }));
  }

  it("expands loops of the language extensions", () => {
    const text = `
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'red-1,blue'}}
Resources:
  Fn::ForEach::Groups:
    - Name
    - !Ref Names
    - Group&{Name}: {Type: 'AWS::Logs::LogGroup', Properties: {LogGroupName: !Sub '/x/\${Name}'}}`;
    const { resources } = load(text);
    assert.deepEqual([...resources.keys()], ["Groupred1", "Groupblue"]);
    assert.deepEqual(resources.get("Groupred1")!.properties, { LogGroupName: { "Fn::Sub": "/x/red-1" } });
  });
});

describe("loops", () => {
  const loop = (items: readonly string[], body: string): string =>
    JSON.stringify({
      Transform: "AWS::LanguageExtensions",
      Resources: { "Fn::ForEach::All": ["N", items, { "R&{N}": { Type: "T", Metadata: body } }] },
    });
  const many = Array.from({ length: 400 }, (_, i) => `i${i}`);
  const refused: readonly [string, string, RegExp][] = [
    [
      "more turns than are allowed",
      loop(
        Array.from({ length: 10_001 }, (_, i) => `i${i}`),
        "",
      ),
      /more than 10000 entries/,
    ],
    ["more text than is allowed", loop(many, "x".repeat(30_000)), /longer than 8388608 characters/],
    ["long items", loop(["x".repeat(256)], ""), /255 characters at most/],
    ["the same key twice", loop(["a-", "a"], ""), /duplicate key Ra/],
  ];
  for (const [name, text, reason] of refused) {
    it(`refuse ${name}`, () => assert.throws(() => load(text), { message: reason }));
  }
});

describe("validateReferences", () => {
  const known = (type: string, attribute: string) => type !== "T" || attribute === "Arn";
  const refused: readonly [string, string, RegExp][] = [
    [
      "an undefined name",
      "Resources: {A: {Type: T, Properties: {X: !Ref Nope}}}",
      /\[Nope\] in the Resources block/,
    ],
    ["an undefined name in Sub", "Resources: {A: {Type: T, Properties: {X: !Sub '${Nope}'}}}", /\[Nope\]/],
    [
      "a branch not taken",
      "Conditions: {C: !Equals [1, 1]}\nResources: {A: {Type: T, Properties: {X: !If [C, 1, !Ref Nope]}}}",
      /\[Nope\]/,
    ],
    [
      "an undefined attribute",
      "Resources: {A: {Type: T}, B: {Type: T, Properties: {X: !GetAtt A.Name}}}",
      /does not support attribute type Name/,
    ],
    [
      "an undefined condition",
      "Resources: {A: {Type: T, Condition: C}}",
      /Unresolved condition dependency C/,
    ],
    [
      "a resource in a condition",
      "Conditions: {C: !Equals [!Ref A, 1]}\nResources: {A: {Type: T}}",
      /Cannot reference resources in the Conditions block/,
    ],
    ["DependsOn of nothing", "Resources: {A: {Type: T, DependsOn: Nope}}", /\[Nope\]/],
    [
      "an output of nothing",
      "Resources: {A: {Type: T}}\nOutputs: {O: {Value: !Ref Nope}}",
      /\[Nope\] in the Outputs block/,
    ],
  ];
  for (const [name, text, reason] of refused) {
    it(`refuses ${name}`, () => assert.throws(() => validateReferences(load(text), known), reason));
  }
});

describe("dependencyGraph", () => {
  it("follows DependsOn, Ref, GetAtt, Sub and the branch taken", () => {
    const template = load(`
Conditions: {Off: !Equals [1, 2]}
Resources:
  A: {Type: T}
  B: {Type: T, DependsOn: A}
  C: {Type: T, Properties: {X: !If [Off, !Ref B, !Ref A], Y: !GetAtt B.Arn, Z: !Sub '\${D.Arn}'}}
  D: {Type: T}
  E: {Type: T, Condition: Off}`);
    const graph = dependencyGraph(
      liveResources(template, () => false),
      () => false,
    );
    assert.deepEqual(
      [...graph].map(([id, on]) => [id, [...on].sort()]),
      [
        ["A", []],
        ["B", ["A"]],
        ["C", ["A", "B", "D"]],
        ["D", []],
      ],
    );
  });

  it("names a circle", () => {
    const template = load("Resources: {A: {Type: T, DependsOn: B}, B: {Type: T, Properties: {X: !Ref A}}}");
    assert.throws(() => dependencyGraph([...template.resources.values()], () => true), /A -> B -> A/);
  });
});

describe("resolveParameters", () => {
  const template = load(`
${bucket}
Parameters:
  Size: {Type: Number, Default: 1, MinValue: 1, MaxValue: 5}
  Name: {Type: String, AllowedPattern: '[a-z]+', MinLength: 2, Default: ab}
  Colours: {Type: CommaDelimitedList, AllowedValues: [red, blue], Default: red}
  Slow: {Type: String, AllowedPattern: '(a+)+', Default: a}
  Slower: {Type: CommaDelimitedList, AllowedPattern: '(?:(?:a+)+b|a*)', Default: a}
  Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /image, AllowedValues: [/image, /images/new]}
  Must: {Type: String}`);
  const resolve = (given: Record<string, string>, previous: Record<string, string> = {}) =>
    resolveParameters(
      template,
      Object.entries(given).map(([key, value]) => ({ key, value })),
      new Map(Object.entries(previous)),
      async (name) => `value of ${name}`,
    );

  it("takes what is given, defaults and SSM values", async () => {
    const { values, given } = await resolve({ Must: "m", Colours: "red, blue" });
    assert.deepEqual(values.get("Colours"), ["red", "blue"]);
    assert.equal(values.get("Image"), "value of /image");
    assert.equal(given.get("Image"), "/image");
  });

  it("takes the stack's value where asked for", async () => {
    const inputs = [{ key: "Must", usePreviousValue: true }];
    const { values } = await resolveParameters(template, inputs, new Map([["Must", "old"]]), async () => "");
    assert.equal(values.get("Must"), "old");
  });

  const refused: readonly [string, Record<string, string>, RegExp][] = [
    ["a missing value", {}, /\[Must\] must have values/],
    ["an unknown parameter", { Must: "m", Nope: "1" }, /\[Nope\] do not exist/],
    ["a number too large", { Must: "m", Size: "6" }, /not greater than 5/],
    ["text for a number", { Must: "m", Size: "x" }, /must be a number/],
    ["text that does not match", { Must: "m", Name: "ab1" }, /must match pattern/],
    ["text too short", { Must: "m", Name: "a" }, /at least 2/],
    ["an item that is not allowed", { Must: "m", Colours: "red,green" }, /AllowedValues/],
    ["a name of an SSM parameter that is not allowed", { Must: "m", Image: "/other" }, /AllowedValues/],
    [
      "many values that keep the pattern busy for a while each",
      { Must: "m", Slower: Array(160).fill("a".repeat(24)).join(",") },
      /must match pattern/,
    ],
    [
      "a value that makes the pattern run for ever",
      { Must: "m", Slow: "a".repeat(60) + "!" },
      /must match pattern/,
    ],
  ];
  for (const [name, given, reason] of refused) {
    it(`refuses ${name}`, () => assert.rejects(resolve(given), reason));
  }
});
