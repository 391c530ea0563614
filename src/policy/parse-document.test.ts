import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { compilePolicy } from "./compile.ts";
import { parseDocument } from "./parse-document.ts";
import { PolicyDocumentError } from "./policy-document-error.ts";
import { type PolicyKind, policyGrammars } from "./policy-kind.ts";

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const open = { ...allow, Principal: "*" };
const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };

describe("policy documents", () => {
  it("take one statement or several, and know what a statement is called", () => {
    const one = parseDocument(JSON.stringify({ Statement: allow }), "identity");
    assert.equal(one.version, "2008-10-17");
    assert.deepEqual(
      one.statements.map(({ label }) => label),
      ["Statement"],
    );
    const statements = [allow, { ...allow, Sid: "Second" }, { ...allow, Sid: "" }];
    const several = parseDocument(
      JSON.stringify({ Version: "2012-10-17", Statement: statements }),
      "identity",
    );
    assert.deepEqual(
      several.statements.map(({ label }) => label),
      ["Statement[0]", "Second", "Statement[2]"],
    );
  });

  it("read numbers and booleans of conditions as text", () => {
    const condition = {
      Bool: { "aws:SecureTransport": false },
      NumericLessThan: { "s3:max-keys": [10, "20"] },
    };
    const { statements } = parseDocument(
      JSON.stringify({ Statement: { ...allow, Condition: condition } }),
      "identity",
    );
    assert.deepEqual(
      statements[0]?.conditions.map(({ values }) => values),
      [["false"], ["10", "20"]],
    );
  });

  const accepted: readonly (readonly [PolicyKind, object])[] = [
    ["identity", { ...allow, Action: ["*"], Resource: ["arn:aws:s3:::b", "*"] }],
    ["identity", { Effect: "Deny", NotAction: "iam:*", NotResource: "arn:aws:iam::*" }],
    ["resource", { ...open, Sid: "Any words, as other services allow" }],
    [
      "resource",
      { ...allow, Effect: "Deny", NotPrincipal: { AWS: ["111122223333", "arn:aws:iam::111122223333:root"] } },
    ],
    [
      "resource",
      { ...allow, Principal: { AWS: ["arn:aws:sts::111122223333:assumed-role/Clerk/monday", "*"] } },
    ],
    ["trust", trust],
    ["trust", { ...trust, Principal: { Federated: "cognito-identity.amazonaws.com" } }],
    ["trust", { ...trust, Principal: { AWS: "arn:aws:iam::111122223333:role/desk/Clerk" }, Action: "sts:*" }],
  ];
  for (const [kind, statement] of accepted) {
    it(`of kind ${kind} take ${JSON.stringify(statement)}`, () => {
      const text = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      assert.equal(compilePolicy(text, { name: "p", kind }).statements.length, 1);
    });
  }
});

describe("policy documents refused", () => {
  const documents: readonly (readonly [unknown, string, RegExp])[] = [
    [[], "", /JSON object/],
    [null, "", /JSON object/],
    [{}, "", /Missing required field Statement/],
    [{ Statement: [] }, "Statement", /at least one statement/],
    [{ Statement: ["Allow"] }, "Statement[0]", /JSON object/],
    [{ Version: "2012-10-18", Statement: allow }, "Version", /Version must be/],
    [{ Id: "x", Statement: allow }, "Id", /cannot have an Id/],
    [{ Statement: allow, Comment: "hi" }, "", /unknown element "Comment"/],
    [
      {
        Statement: [
          { ...allow, Sid: "A" },
          { ...allow, Sid: "A" },
        ],
      },
      "Statement[1].Sid",
      /must be unique/,
    ],
  ];
  for (const [document, place, message] of documents) {
    it(JSON.stringify(document), () => {
      assert.throws(() => parseDocument(JSON.stringify(document), "identity"), { place, message });
    });
  }

  const statements: readonly (readonly [PolicyKind, object, string, RegExp])[] = [
    ["identity", { ...allow, Effect: "allow" }, ".Effect", /"Allow" or "Deny"/],
    ["identity", { ...allow, Effect: undefined }, "", /required field Effect/],
    ["identity", { ...allow, Sid: "with space" }, ".Sid", /alpha-numeric/],
    ["identity", { ...allow, Sid: 1 }, ".Sid", /string/],
    ["identity", { ...allow, Actions: "s3:*" }, "", /unknown element "Actions"/],
    ["identity", { ...allow, Action: undefined }, "", /must contain actions/],
    ["identity", { ...allow, Action: [] }, ".Action", /at least one value/],
    ["identity", { ...allow, Action: "GetObject" }, ".Action", /prefaced by a vendor/],
    ["identity", { ...allow, Action: "s3:" }, ".Action", /prefaced by a vendor/],
    ["identity", { ...allow, Action: ["s3:*", 3] }, ".Action", /string/],
    ["identity", { ...allow, NotAction: "s3:*" }, "", /not both/],
    ["identity", { ...allow, Resource: undefined }, "", /must contain resources/],
    ["identity", { ...allow, Resource: "orders" }, ".Resource", /ARN format/],
    ["identity", { ...allow, NotResource: "*" }, "", /not both/],
    ["identity", { ...allow, Resource: "arn:aws:s3:${aws:username}::b" }, ".Resource", /fifth colon/],
    ["identity", { ...allow, Principal: "*" }, "", /should not specify a principal/],
    ["identity", { ...allow, Condition: [] }, ".Condition", /JSON object/],
    [
      "identity",
      { ...allow, Condition: { Bool: { "aws:SecureTransport": {} } } },
      ".Condition.Bool.aws:SecureTransport",
      /string/,
    ],
    [
      "identity",
      { ...allow, Condition: { Bool: { "aws:SecureTransport": [] } } },
      ".Condition.Bool.aws:SecureTransport",
      /at least one/,
    ],
    ["scp", { ...allow, NotPrincipal: "*" }, "", /should not specify a principal/],
    ["resource", allow, "", /required field Principal/],
    ["resource", { ...allow, Principal: {} }, ".Principal", /names nobody/],
    [
      "resource",
      { ...allow, Principal: { AWS: "arn:aws:iam::111122223333:role/*" } },
      ".Principal.AWS",
      /Invalid principal/,
    ],
    [
      "resource",
      { ...allow, Principal: { AWS: "arn:aws:sts::111122223333:assumed-role/Clerk/*" } },
      ".Principal.AWS",
      /Invalid principal/,
    ],
    ["resource", { ...allow, Principal: { AWS: "ann" } }, ".Principal.AWS", /Invalid principal/],
    ["resource", { ...allow, Principal: { Service: "*" } }, ".Principal.Service", /Invalid principal/],
    [
      "resource",
      { ...allow, Principal: { CanonicalUser: "79a5" } },
      ".Principal.CanonicalUser",
      /not supported/,
    ],
    ["resource", { ...allow, Principal: { Everyone: "*" } }, ".Principal", /unknown element/],
    ["resource", { ...allow, NotPrincipal: { AWS: "111122223333" } }, "", /Allow with NotPrincipal/],
    ["resource", { ...open, NotPrincipal: "*", Effect: "Deny" }, "", /not both/],
    ["trust", { ...trust, Resource: "*" }, ".Resource", /prohibited field Resource/],
    ["trust", { ...trust, Action: "s3:GetObject" }, ".Action", /only specify STS/],
    ["trust", { ...trust, Action: undefined, NotAction: "sts:TagSession" }, ".NotAction", /prohibited field/],
    ["trust", { ...trust, Principal: undefined }, "", /required field Principal/],
    [
      "trust",
      { ...trust, Effect: "Deny", Principal: undefined, NotPrincipal: "*" },
      "",
      /prohibited field NotPrincipal/,
    ],
  ];
  for (const [kind, statement, place, message] of statements) {
    it(`${kind}: ${JSON.stringify(statement)}`, () => {
      const text = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      const expected = { place: `Statement[0]${place}`, message };
      assert.throws(() => compilePolicy(text, { name: "p", kind }), expected);
    });
  }
});

describe("no policy text", () => {
  const kind = fc.constantFrom(...(Object.keys(policyGrammars) as PolicyKind[]));
  const refusesCleanly = (text: string, kindOfPolicy: PolicyKind): void => {
    try {
      compilePolicy(text, { name: "p", kind: kindOfPolicy });
    } catch (error) {
      assert.ok(error instanceof PolicyDocumentError, String(error));
    }
  };

  it("makes the parser throw anything but its own error", () => {
    fc.assert(fc.property(fc.string(), kind, refusesCleanly));
  });

  it("that looks like a policy does either", () => {
    const word = fc.constantFrom(
      "Allow",
      "Deny",
      "*",
      "s3:*",
      "arn:aws:s3:::b/${aws:username}",
      "${",
      "AWS",
      "aws:SourceIp",
      "Bool",
      "__proto__",
      "",
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        word,
        fc.constant(null),
        fc.integer(),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(word, tie("any"), { maxKeys: 3 }),
      ),
    })).any;
    const element = fc.constantFrom(
      "Sid",
      "Effect",
      "Principal",
      "NotPrincipal",
      "Action",
      "Resource",
      "NotResource",
      "Condition",
    );
    const document = fc.record({
      Version: fc.constant("2012-10-17"),
      Statement: fc.array(fc.dictionary(element, value), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(document, kind, (doc, kindOfPolicy) => refusesCleanly(JSON.stringify(doc), kindOfPolicy)),
      { numRuns: 1000 },
    );
  });
});
