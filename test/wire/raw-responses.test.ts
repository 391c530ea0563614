import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AwsError } from "../../src/aws/aws-error.ts";
import { findService, type Protocol } from "../../src/aws/catalogue.ts";
import { encodeError } from "../../src/aws/encode/encode-error.ts";
import { encodeOutput } from "../../src/aws/encode/encode-output.ts";
import { loadModel } from "../../src/aws/model.ts";
import type { WireResponse } from "../../src/aws/wire-request.ts";

/** Where the expected bytes come from, and when they were taken. */
interface Provenance {
  readonly from: "aws-doc" | "model" | "inferred";
  readonly source: string;
  readonly date: string;
}

interface Row {
  readonly what: string;
  readonly provenance: Provenance;
  readonly response: WireResponse;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const doc = (source: string): Provenance => ({ from: "aws-doc", source, date: "2026-11-22" });
const model: Provenance = { from: "model", source: "Smithy protocol definition", date: "2026-11-22" };
const inferred: Provenance = { from: "inferred", source: "same form as its neighbours", date: "2026-11-22" };

const output = (service: string, operation: string, value: object, protocol?: Protocol): WireResponse => {
  const serviceModel = loadModel(service);
  return encodeOutput({
    model: serviceModel,
    operation: serviceModel.operations.get(operation)!,
    protocol: protocol ?? serviceModel.entry.protocols[0],
    output: value,
    requestId: "r-1",
  });
};

const error = (service: string, thrown: AwsError, protocol?: Protocol): WireResponse => {
  const entry = findService(service)!;
  return encodeError({ entry, protocol: protocol ?? entry.protocols[0], error: thrown, requestId: "r-1" });
};

const xml = '<?xml version="1.0" encoding="UTF-8"?>\n';
const iamNamespace = "https://iam.amazonaws.com/doc/2010-05-08/";
const s3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

const rows: readonly Row[] = [
  {
    what: "GetBucketLocation answers one bare element",
    provenance: doc("S3 API Reference, GetBucketLocation"),
    response: output("s3", "GetBucketLocation", { LocationConstraint: "eu-west-1" }),
    status: 200,
    headers: { "content-type": "application/xml", "x-amz-request-id": "r-1" },
    body: `${xml}<LocationConstraint xmlns="${s3Namespace}">eu-west-1</LocationConstraint>`,
  },
  {
    what: "GetBucketLocation of us-east-1 is empty",
    provenance: doc("S3 API Reference, GetBucketLocation"),
    response: output("s3", "GetBucketLocation", {}),
    status: 200,
    headers: {},
    body: `${xml}<LocationConstraint xmlns="${s3Namespace}"></LocationConstraint>`,
  },
  {
    what: "API Gateway's position is a body member of responses",
    provenance: model,
    response: output("apigateway", "GetRestApis", { items: [{ id: "a" }], position: "p" }),
    status: 200,
    headers: { "content-type": "application/json", "x-amzn-requestid": "r-1" },
    body: '{"item":[{"id":"a"}],"position":"p"}',
  },
  {
    what: "API Gateway answers 201 to a creation",
    provenance: doc("API Gateway API Reference, CreateRestApi"),
    response: output("apigateway", "CreateRestApi", {
      id: "a",
      createdDate: new Date("2026-01-02T03:04:05Z"),
    }),
    status: 201,
    headers: { "content-type": "application/json" },
    body: '{"id":"a","createdDate":1767323045}',
  },
  {
    what: "an empty answer of a JSON service",
    provenance: model,
    response: output("kms", "DeleteAlias", {}),
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: "{}",
  },
  {
    what: "an empty answer of a query service",
    provenance: doc("IAM API Reference, DeleteRole"),
    response: output("iam", "DeleteRole", {}),
    status: 200,
    headers: { "content-type": "text/xml", "x-amzn-requestid": "r-1" },
    body: `<DeleteRoleResponse xmlns="${iamNamespace}"><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></DeleteRoleResponse>`,
  },
  {
    what: "an empty answer of EC2",
    provenance: doc("EC2 API Reference, DeleteVpc"),
    response: output("ec2", "DeleteVpc", {}),
    status: 200,
    headers: { "content-type": "text/xml;charset=UTF-8" },
    body: `${xml}<DeleteVpcResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId><return>true</return></DeleteVpcResponse>`,
  },
  {
    what: "a query error has its query code and status, not its shape's name",
    provenance: doc("IAM API Reference, CreateRole and Common Errors"),
    response: error(
      "iam",
      new AwsError("EntityAlreadyExistsException", "Role with name a <b> already exists."),
    ),
    status: 409,
    headers: { "content-type": "text/xml" },
    body:
      `<ErrorResponse xmlns="${iamNamespace}"><Error><Type>Sender</Type><Code>EntityAlreadyExists</Code>` +
      "<Message>Role with name a &lt;b&gt; already exists.</Message></Error><RequestId>r-1</RequestId></ErrorResponse>",
  },
  {
    what: "an EC2 error",
    provenance: doc("EC2 API Reference, Error response example"),
    response: error("ec2", new AwsError("InvalidVpcID.NotFound", "The vpc ID 'vpc-1' does not exist")),
    status: 400,
    headers: { "content-type": "text/xml;charset=UTF-8" },
    body:
      `${xml}<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code>` +
      "<Message>The vpc ID 'vpc-1' does not exist</Message></Error></Errors><RequestID>r-1</RequestID></Response>",
  },
  {
    what: "an S3 error, with members that are its own",
    provenance: doc("S3 API Reference, Error responses"),
    response: error(
      "s3",
      new AwsError("NoSuchBucket", "Nope.", { members: { BucketName: "b&c" }, status: 404 }),
    ),
    status: 404,
    headers: { "content-type": "application/xml", "x-amz-request-id": "r-1" },
    body: `${xml}<Error><Code>NoSuchBucket</Code><Message>Nope.</Message><BucketName>b&amp;c</BucketName><RequestId>r-1</RequestId></Error>`,
  },
  {
    what: "a JSON 1.1 error, modelled",
    provenance: model,
    response: error("kms", new AwsError("NotFoundException", "Key 'a' does not exist")),
    status: 400,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "r-1" },
    body: `{"message":"Key 'a' does not exist","__type":"NotFoundException"}`,
  },
  {
    what: "a JSON 1.0 error names its namespace",
    provenance: inferred,
    response: error("dynamodb", new AwsError("ValidationException", "m")),
    status: 400,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: '{"message":"m","__type":"com.amazonaws.dynamodb#ValidationException"}',
  },
  {
    what: "CloudWatch's JSON errors also carry the query code",
    provenance: doc("Smithy, awsQueryCompatible trait"),
    response: error("cloudwatch", new AwsError("InvalidParameterValueException", "m")),
    status: 400,
    headers: { "x-amzn-query-error": "InvalidParameterValue;Sender" },
    body: '{"message":"m","__type":"com.amazonaws.cloudwatch#InvalidParameterValueException"}',
  },
  {
    what: "a REST JSON error, with the members that its shape binds to headers",
    provenance: model,
    response: error(
      "apigateway",
      new AwsError("TooManyRequestsException", "m", { members: { retryAfterSeconds: "7" } }),
    ),
    status: 429,
    headers: {
      "content-type": "application/json",
      "x-amzn-errortype": "TooManyRequestsException",
      "retry-after": "7",
    },
    body: '{"message":"m"}',
  },
];

describe("answers, byte for byte", () => {
  for (const { what, provenance, response, status, headers, body } of rows) {
    test(`${what} (${provenance.from}: ${provenance.source})`, () => {
      assert.equal(response.status, status);
      assert.deepEqual({ ...response.headers, ...headers }, response.headers);
      assert.equal(String(response.body), body);
    });
  }
});

test("an operation that is not built answers 501 in every protocol", () => {
  const notBuilt = new AwsError("NotImplemented", "Not built.", { status: 501, fault: "server" });
  for (const [service, protocol] of [
    ["dynamodb", "awsJson1.0"],
    ["kms", "awsJson1.1"],
    ["iam", "awsQuery"],
    ["ec2", "ec2Query"],
    ["lambda", "restJson1"],
    ["s3", "restXml"],
    ["cloudwatch", "rpcv2Cbor"],
  ] as const) {
    const { status, body, headers } = error(service, notBuilt, protocol);
    assert.equal(status, 501, protocol);
    assert.match(String(body) + headers["x-amzn-errortype"], /NotImplemented/, protocol);
  }
});

test("text cannot break out of an XML answer", () => {
  const hostile = "</Message><Code>x</Code>\u0000&";
  const { body } = error("iam", new AwsError("NoSuchEntity", hostile));
  assert.ok(String(body).includes("&lt;/Message&gt;&lt;Code&gt;x&lt;/Code&gt;\ufffd&amp;"));
});

test("text cannot break out of a header", () => {
  for (const value of ["a\r\nSet-Cookie: b", "a\0", "😀"]) {
    const refused = { name: "AwsError", code: "InvalidArgument" };
    assert.throws(() => output("s3", "GetObject", { ContentDisposition: value }), refused, value);
    assert.throws(() => output("s3", "GetObject", { Metadata: { a: value } }), refused, value);
  }
});
