import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decodeInput } from "../../src/aws/decode/decode-input.ts";
import { identifyCall } from "../../src/aws/identify.ts";
import { validateInput } from "../../src/aws/validate.ts";
import { wireRequest } from "../../src/aws/wire-request.ts";
import { comparable } from "./generated-values.ts";

/** One request as bytes on the wire, and what it asks. */
interface Row {
  readonly what: string;
  /** Where the request comes from, and when it was taken. */
  readonly provenance: {
    readonly from: "aws-doc" | "recording" | "model";
    readonly source: string;
    readonly date: string;
  };
  /** Request line and headers, an empty line, the body. */
  readonly message: readonly string[];
  readonly operation: string;
  readonly input: object;
}

const doc = (source: string) => ({ from: "aws-doc", source, date: "2026-11-22" }) as const;
const recorded = (source: string) => ({ from: "recording", source, date: "2026-11-22" }) as const;

const FORM = "Content-Type: application/x-www-form-urlencoded; charset=utf-8";

const rows: readonly Row[] = [
  {
    what: "a query call by GET",
    provenance: doc("IAM User Guide, making query requests"),
    message: [
      "GET /?Action=CreateUser&UserName=Alice&Path=%2Fdivision_abc%2F&Version=2010-05-08&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20260102%2Fus-east-1%2Fiam%2Faws4_request",
      "Host: iam.amazonaws.com",
      "",
    ],
    operation: "iam:CreateUser",
    input: { UserName: "Alice", Path: "/division_abc/" },
  },
  {
    what: "an EC2 call with filters",
    provenance: doc("EC2 API Reference, DescribeVpcs"),
    message: [
      "POST /",
      "Host: ec2.eu-west-1.amazonaws.com",
      FORM,
      "",
      "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=state&Filter.1.Value.1=available&Filter.1.Value.2=pending&VpcId.1=vpc-1",
    ],
    operation: "ec2:DescribeVpcs",
    input: { Filters: [{ Name: "state", Values: ["available", "pending"] }], VpcIds: ["vpc-1"] },
  },
  {
    what: "a federated caller's unsigned call",
    provenance: doc("STS API Reference, AssumeRoleWithWebIdentity"),
    message: [
      "POST /",
      "Host: localhost:4566",
      FORM,
      "",
      "Action=AssumeRoleWithWebIdentity&DurationSeconds=3600&RoleSessionName=app1&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr&WebIdentityToken=Atza%7CIQ&Version=2011-06-15",
    ],
    operation: "sts:AssumeRoleWithWebIdentity",
    input: {
      DurationSeconds: 3600,
      RoleSessionName: "app1",
      RoleArn: "arn:aws:iam::123456789012:role/r",
      WebIdentityToken: "Atza|IQ",
    },
  },
  {
    what: "a stack with parameters, as boto3 sends it",
    provenance: recorded("botocore 1.43.11"),
    message: [
      "POST /",
      "Host: cloudformation.us-east-1.amazonaws.com",
      FORM,
      "",
      "Action=CreateStack&Version=2010-05-15&StackName=s&TemplateBody=%7B%7D&Parameters.member.1.ParameterKey=a&Parameters.member.1.ParameterValue=b+c&Capabilities.member.1=CAPABILITY_IAM",
    ],
    operation: "cloudformation:CreateStack",
    input: {
      StackName: "s",
      TemplateBody: "{}",
      Parameters: [{ ParameterKey: "a", ParameterValue: "b c" }],
      Capabilities: ["CAPABILITY_IAM"],
    },
  },
  {
    what: "an item of every kind of attribute",
    provenance: doc("DynamoDB API Reference, PutItem"),
    message: [
      "POST /",
      "Host: dynamodb.us-east-1.amazonaws.com",
      "X-Amz-Target: DynamoDB_20120810.PutItem",
      "Content-Type: application/x-amz-json-1.0",
      "",
      '{"TableName":"Thread","Item":{"n":{"N":"1.50"},"b":{"B":"AP8="},"ss":{"SS":["a","b"]},"m":{"M":{"l":{"L":[{"BOOL":false},{"NULL":true}]}}}}}',
    ],
    operation: "dynamodb:PutItem",
    input: {
      TableName: "Thread",
      Item: {
        n: { N: "1.50" },
        b: { B: Buffer.from([0, 255]) },
        ss: { SS: ["a", "b"] },
        m: { M: { l: { L: [{ BOOL: false }, { NULL: true }] } } },
      },
    },
  },
  {
    what: "an invocation, its payload untouched",
    provenance: doc("Lambda API Reference, Invoke"),
    message: [
      "POST /2015-03-31/functions/my%3Afn/invocations?Qualifier=v1",
      "Host: lambda.us-east-1.amazonaws.com",
      "X-Amz-Invocation-Type: Event",
      "",
      '{"a": 1 }',
    ],
    operation: "lambda:Invoke",
    input: {
      FunctionName: "my:fn",
      InvocationType: "Event",
      Qualifier: "v1",
      Payload: Buffer.from('{"a": 1 }'),
    },
  },
  {
    what: "a patch of an API, with an ARN in a path elsewhere",
    provenance: doc("API Gateway API Reference, UpdateRestApi"),
    message: [
      "PATCH /restapis/a1b2c3d4e5",
      "Host: apigateway.us-east-1.amazonaws.com",
      "",
      '{"patchOperations":[{"op":"replace","path":"/name","value":"n"}]}',
    ],
    operation: "apigateway:UpdateRestApi",
    input: { restApiId: "a1b2c3d4e5", patchOperations: [{ op: "replace", path: "/name", value: "n" }] },
  },
  {
    what: "an access control list, its grantee's type in an attribute",
    provenance: doc("S3 API Reference, PutBucketAcl"),
    message: [
      "PUT /?acl",
      "Host: examplebucket.s3.us-east-1.amazonaws.com",
      "x-amz-expected-bucket-owner: 123456789012",
      "",
      '<?xml version="1.0" encoding="UTF-8"?><AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>o</ID></Owner><AccessControlList>' +
        '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>g&amp;h</ID></Grantee><Permission>READ</Permission></Grant>' +
        "</AccessControlList></AccessControlPolicy>",
    ],
    operation: "s3:PutBucketAcl",
    input: {
      Bucket: "examplebucket",
      ExpectedBucketOwner: "123456789012",
      AccessControlPolicy: {
        Owner: { ID: "o" },
        Grants: [{ Grantee: { Type: "CanonicalUser", ID: "g&h" }, Permission: "READ" }],
      },
    },
  },
  {
    what: "a flat list in XML",
    provenance: doc("S3 API Reference, DeleteObjects"),
    message: [
      "POST /examplebucket/?delete",
      "Host: localhost:4566",
      "",
      "<Delete>\n  <Quiet>true</Quiet>\n  <Object><Key>a b</Key></Object>\n  <Object><Key>c</Key><VersionId>v</VersionId></Object>\n</Delete>",
    ],
    operation: "s3:DeleteObjects",
    input: {
      Bucket: "examplebucket",
      Delete: { Quiet: true, Objects: [{ Key: "a b" }, { Key: "c", VersionId: "v" }] },
    },
  },
];

describe("requests, byte for byte", () => {
  for (const { what, provenance, message, operation, input } of rows) {
    test(`${what} (${provenance.from}: ${provenance.source})`, async () => {
      const blank = message.indexOf("");
      const [method, target] = message[0]!.split(" ") as [string, string];
      const rawHeaders = message.slice(1, blank).flatMap((line) => line.split(/: (.*)/s).slice(0, 2));
      const request = wireRequest({
        method,
        target,
        rawHeaders,
        body: Buffer.from(message[blank + 1] ?? ""),
      });
      const call = identifyCall(request);
      assert.ok(call.kind === "call");
      assert.equal(`${call.model.entry.id}:${call.operation.name}`, operation);
      const decoded = await decodeInput(call, request);
      assert.deepEqual(comparable(decoded), comparable(input));
      validateInput(call.model, call.operation.name, decoded);
    });
  }
});
