import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { AwsError } from "./aws-error.ts";
import { loadModel } from "./model.ts";
import { validateInput } from "./validate.ts";

/** The refusal of an input as `Code: message`, or undefined. */
function refusal(service: string, operation: string, input: object): string | undefined {
  try {
    validateInput(loadModel(service), operation, input);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof AwsError, String(error));
    return `${error.code}: ${error.message}`;
  }
}

const role = { RoleName: "r", AssumeRolePolicyDocument: "{}" };

/** Where a row has a source, the sentence was recorded from AWS or is in its documentation. */
const sentences: readonly (readonly [service: string, operation: string, input: object, expected: string])[] =
  [
    [
      "cloudwatch",
      "SetAlarmState",
      { AlarmName: "a", StateValue: "INVALID", StateReason: "r" },
      "ValidationError: 1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [OK, ALARM, INSUFFICIENT_DATA]",
    ],
    [
      "kms",
      "GenerateRandom",
      { NumberOfBytes: 1025 },
      "ValidationException: 1 validation error detected: Value '1025' at 'numberOfBytes' failed to satisfy constraint: Member must have value less than or equal to 1024",
    ],
    [
      "sts",
      "AssumeRole",
      { RoleArn: "arn:aws:iam::123456789012:role/r", RoleSessionName: "Session1:2" },
      "ValidationError: 1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [
      "kms",
      "Encrypt",
      { KeyId: "k", Plaintext: Buffer.alloc(4097) },
      "ValidationException: 1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ],
    [
      "kms",
      "TagResource",
      {
        KeyId: "k",
        Tags: [
          { TagKey: "a", TagValue: "" },
          { TagKey: "b".repeat(129), TagValue: "" },
        ],
      },
      `ValidationException: 1 validation error detected: Value '${"b".repeat(129)}' at 'tags.2.member.tagKey' failed to satisfy constraint: Member must have length less than or equal to 128`,
    ],
    [
      "dynamodb",
      "DescribeTable",
      { TableName: "" },
      "ValidationException: 1 validation error detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "iam",
      "CreateRole",
      {},
      "ValidationError: 2 validation errors detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null; Value null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null",
    ],
    [
      "cloudformation",
      "CreateStack",
      { StackName: "s", Capabilities: ["CAPABILITY_IAM", "NOPE"] },
      "ValidationError: 1 validation error detected: Value '[CAPABILITY_IAM, NOPE]' at 'capabilities' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [CAPABILITY_IAM, CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND]]",
    ],
    [
      "logs",
      "CreateLogGroup",
      { logGroupName: "a b" },
      "InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
    ],
    [
      "cognito-idp",
      "InitiateAuth",
      { AuthFlow: "USER_PASSWORD_AUTH", ClientId: "a b" },
      "InvalidParameterException: 1 validation error detected: Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
    ],
    [
      "lambda",
      "GetFunction",
      { FunctionName: "a b" },
      "ValidationException: 1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ",
    ],
    [
      "apigateway",
      "CreateRestApi",
      {},
      "BadRequestException: 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    ["ec2", "CreateSubnet", {}, "MissingParameter: The request must contain the parameter VpcId"],
    [
      "ec2",
      "CreateVpc",
      { CidrBlock: "10.0.0.0/16", InstanceTenancy: "x" },
      "InvalidParameterValue: Value (x) for parameter InstanceTenancy is invalid.",
    ],
    [
      "organizations",
      "DescribeAccount",
      { AccountId: "1" },
      "InvalidInputException: You provided a value that does not match the required pattern.",
    ],
    [
      "s3",
      "GetObject",
      { Bucket: "b", Key: "" },
      "InvalidArgument: Member must have length greater than or equal to 1",
    ],
    [
      "s3",
      "PutBucketTagging",
      { Bucket: "b", Tagging: { TagSet: [{ Key: "", Value: "" }] } },
      "MalformedXML: The XML you provided was not well-formed or did not validate against our published schema",
    ],
    [
      "dynamodb",
      "PutItem",
      { TableName: "t", Item: { a: {} } },
      "ValidationException: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    ],
    [
      "dynamodb",
      "PutItem",
      { TableName: "t", Item: { a: { S: "", N: "1" } } },
      "ValidationException: Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    ],
  ];

describe("says what is wrong as the service does", () => {
  for (const [service, operation, input, expected] of sentences) {
    test(`${service} ${operation}: ${expected.slice(0, 90)}`, () => {
      const message = refusal(service, operation, input) ?? "";
      assert.equal(message.slice(0, expected.length), expected);
    });
  }
});

/** Values that need not have come over the wire, as inputs made by CloudFormation have not. */
const wrongTypes: readonly (readonly [what: string, input: object])[] = [
  ["a number for text", { ...role, Description: 1 }],
  ["text for a number", { ...role, MaxSessionDuration: "3600" }],
  ["NaN", { ...role, MaxSessionDuration: Number.NaN }],
  ["a fraction for a whole number", { ...role, MaxSessionDuration: 3600.5 }],
  ["text for a list", { ...role, Tags: "a" }],
  ["a list for a structure", { ...role, Tags: [[]] }],
  ["a member that the model lacks", { ...role, Nope: 1 }],
  ["a member that Object has", { ...role, constructor: 1 }],
];

describe("refuses values of the wrong type", () => {
  for (const [what, input] of wrongTypes) {
    test(what, () => assert.match(refusal("iam", "CreateRole", input) ?? "", /^MalformedInput/));
  }
  test("a cycle", () => {
    const cycle: Record<string, unknown> = {};
    cycle["NotStatement"] = { Statement: cycle };
    const refused = refusal("wafv2", "CheckCapacity", { Scope: "REGIONAL", Rules: [{ Statement: cycle }] });
    assert.equal(refused, "SerializationException: The input nests too deeply.");
  });
  test("an invalid date, and text for bytes", () => {
    assert.match(
      refusal("kms", "ImportKeyMaterial", { ValidTo: new Date(Number.NaN) }) ?? "",
      /^SerializationException/,
    );
    assert.match(
      refusal("kms", "Encrypt", { KeyId: "k", Plaintext: "text" }) ?? "",
      /^SerializationException/,
    );
  });
});

test("accepts what AWS accepts", () => {
  assert.equal(
    refusal("iam", "CreateRole", {
      ...role,
      Path: "/a/",
      Tags: [{ Key: "k", Value: "" }],
      Description: null,
    }),
    undefined,
  );
  assert.equal(refusal("s3", "PutObject", { Bucket: "b", Key: "k", Body: Readable.from([]) }), undefined);
  assert.equal(refusal("kms", "CreateKey", { Description: "é😀", Tags: [] }), undefined);
  assert.equal(
    refusal("dynamodb", "PutItem", { TableName: "tab", Item: { a: { M: { b: { L: [{ N: "1" }] } } } } }),
    undefined,
  );
});

test("a secret is never repeated, nor is a list that holds some", () => {
  const secret = "hunter2 \u0000";
  const password = refusal("cognito-idp", "SignUp", { ClientId: "c", Username: "u", Password: secret }) ?? "";
  assert.match(password, /at 'password'/);
  assert.ok(!password.includes("hunter2"));
});

test("lists ten violations at most, however long the input", () => {
  const Tags = Array.from({ length: 50 }, () => ({ TagKey: "", TagValue: "" }));
  const message = refusal("kms", "TagResource", { KeyId: "k", Tags }) ?? "";
  assert.match(message, /^ValidationException: 10 validation errors detected/);
});

test("no pattern runs on text past its bound", () => {
  // Quadratic for this pattern: it would run for minutes on ten million colons.
  const AttachTo = `arn:aws:organizations::${":".repeat(10_000_000)}\n`;
  const message = refusal("organizations", "TagResource", { ResourceId: AttachTo, Tags: [] }) ?? "";
  assert.match(message, /^InvalidInputException/);
});

test("hostile text takes no cubic time in the patterns that were rewritten", () => {
  const EmailMessage = `${"{##".repeat(6_000)}\u0001`;
  const input = { UserPoolId: "us-east-1_a", EmailVerificationMessage: EmailMessage };
  assert.match(refusal("cognito-idp", "UpdateUserPool", input) ?? "", /^InvalidParameterException/);
  const template = { VerificationMessageTemplate: { EmailMessageByLink: EmailMessage } };
  assert.match(
    refusal("cognito-idp", "UpdateUserPool", { UserPoolId: "us-east-1_a", ...template }) ?? "",
    /at 'verificationMessageTemplate.emailMessageByLink'/,
  );
});
