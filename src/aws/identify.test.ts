import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formRequest, jsonRequest, restRequest, scopedTo, testRequest } from "../../test/wire/requests.ts";
import { identifyCall } from "./identify.ts";
import type { WireRequest } from "./wire-request.ts";

/** `service:Operation protocol`, or the refusal's code in the same place. */
function identified(request: WireRequest): string {
  const call = identifyCall(request);
  if (call.kind === "unidentified") return `${call.entry.id}!${call.error.code} ${call.protocol}`;
  return `${call.model.entry.id}:${call.operation.name} ${call.protocol}`;
}

const json10 = { "content-type": "application/x-amz-json-1.0" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const rpcPath = "/service/GraniteServiceVersion20100801/operation/ListMetrics";

const cases: readonly (readonly [what: string, request: WireRequest, expected: string])[] = [
  ["target", jsonRequest("TrentService.CreateKey", "{}"), "kms:CreateKey awsJson1.1"],
  [
    "short CloudTrail target",
    jsonRequest("CloudTrail_20131101.CreateTrail", ""),
    "cloudtrail:CreateTrail awsJson1.1",
  ],
  [
    "long CloudTrail target",
    jsonRequest("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.CreateTrail", ""),
    "cloudtrail:CreateTrail awsJson1.1",
  ],
  [
    "target without a JSON content type",
    testRequest({ headers: { "x-amz-target": "DynamoDB_20120810.ListTables" } }),
    "dynamodb:ListTables awsJson1.0",
  ],
  ["unknown operation", jsonRequest("TrentService.Nope", "{}"), "kms!UnknownOperationException awsJson1.1"],
  [
    "inherited name as operation",
    jsonRequest("TrentService.toString", "{}"),
    "kms!UnknownOperationException awsJson1.1",
  ],
  [
    "unknown target, signed for KMS",
    testRequest({ headers: { "x-amz-target": "X.Y", authorization: scopedTo("kms") } }),
    "kms!UnknownOperationException awsJson1.1",
  ],
  [
    "rpcv2 path",
    testRequest({ target: rpcPath, headers: { "smithy-protocol": "rpc-v2-cbor" } }),
    "cloudwatch:ListMetrics rpcv2Cbor",
  ],
  [
    "rpcv2 path of a service without it",
    testRequest({
      target: "/service/TrentService/operation/CreateKey",
      headers: { "smithy-protocol": "rpc-v2-cbor", authorization: scopedTo("kms") },
    }),
    "kms!UnknownOperationException awsJson1.1",
  ],
  [
    "rpcv2 path before target",
    testRequest({
      target: rpcPath,
      headers: { "smithy-protocol": "rpc-v2-cbor", "x-amz-target": "TrentService.CreateKey" },
    }),
    "cloudwatch:ListMetrics rpcv2Cbor",
  ],
  [
    "JSON to CloudWatch",
    testRequest({ headers: { ...json10, "x-amz-target": "GraniteServiceVersion20100801.ListMetrics" } }),
    "cloudwatch:ListMetrics awsJson1.0",
  ],
  [
    "query to CloudWatch",
    formRequest("monitoring", "Action=ListMetrics&Version=2010-08-01"),
    "cloudwatch:ListMetrics awsQuery",
  ],
  ["query", formRequest("iam", "Action=ListRoles&Version=2010-05-08"), "iam:ListRoles awsQuery"],
  [
    "query by GET",
    restRequest("iam", "GET", "/?Action=ListRoles&Version=2010-05-08"),
    "iam:ListRoles awsQuery",
  ],
  ["EC2 query", formRequest("ec2", "Action=DescribeVpcs&Version=2016-11-15"), "ec2:DescribeVpcs ec2Query"],
  [
    "unsigned query by its version",
    testRequest({ headers: form, body: "Action=AssumeRoleWithWebIdentity&Version=2011-06-15" }),
    "sts:AssumeRoleWithWebIdentity awsQuery",
  ],
  ["query without an action", formRequest("iam", "Version=2010-05-08"), "iam!MissingAction awsQuery"],
  [
    "query with another service's version",
    formRequest("iam", "Action=ListRoles&Version=2011-06-15"),
    "iam!InvalidAction awsQuery",
  ],
  [
    "query with an unknown action",
    formRequest("sts", "Action=__proto__&Version=2011-06-15"),
    "sts!InvalidAction awsQuery",
  ],
  ["query by PUT", restRequest("iam", "PUT", "/?Action=ListRoles"), "iam!InvalidAction awsQuery"],
  ["API Gateway v1", restRequest("apigateway", "GET", "/restapis"), "apigateway:GetRestApis restJson1"],
  ["API Gateway v2", restRequest("apigateway", "GET", "/v2/apis"), "apigatewayv2:GetApis restJson1"],
  [
    "import by its static query",
    restRequest("apigateway", "POST", "/restapis?mode=import"),
    "apigateway:ImportRestApi restJson1",
  ],
  [
    "Lambda, with a trailing slash",
    restRequest("lambda", "GET", "/2015-03-31/functions/"),
    "lambda:ListFunctions restJson1",
  ],
  [
    "Lambda by host",
    testRequest({
      method: "GET",
      target: "/2015-03-31/functions",
      headers: { host: "lambda.us-east-1.amazonaws.com" },
    }),
    "lambda:ListFunctions restJson1",
  ],
  [
    "presigned by scope",
    testRequest({
      method: "GET",
      target: "/2015-03-31/functions?X-Amz-Credential=AKIA%2F20260102%2Fus-east-1%2Flambda%2Faws4_request",
    }),
    "lambda:ListFunctions restJson1",
  ],
  ["no route", restRequest("lambda", "GET", "/nowhere"), "lambda!UnknownOperationException restJson1"],
  [
    "broken path encoding",
    restRequest("apigateway", "GET", "/restapis/%zz"),
    "apigateway!SerializationException restJson1",
  ],
  ["nothing known", testRequest({ method: "GET" }), "s3:ListBuckets restXml"],
  ["unknown method", testRequest({ method: "BREW" }), "s3!MethodNotAllowed restXml"],
  ["unknown service in the scope", restRequest("nope", "GET", "/bucket/key"), "s3!NotImplemented restJson1"],
  ["an API's scope", restRequest("execute-api", "GET", "/bucket/key"), "s3:GetObject restXml"],
];

describe("identifies service, operation and protocol", () => {
  for (const [what, request, expected] of cases) {
    test(what, () => assert.equal(identified(request), expected));
  }
});

const s3Cases: readonly (readonly [
  method: string,
  target: string,
  operation: string,
  headers?: Record<string, string>,
])[] = [
  ["GET", "/", "ListBuckets"],
  ["GET", "/?x-id=ListDirectoryBuckets", "ListDirectoryBuckets"],
  ["PUT", "/b", "CreateBucket"],
  ["HEAD", "/b", "HeadBucket"],
  ["DELETE", "/b/", "DeleteBucket"],
  ["GET", "/b", "ListObjects"],
  ["GET", "/b?list-type=2", "ListObjectsV2"],
  ["GET", "/b?list-type=3", "ListObjects"],
  ["GET", "/b?location", "GetBucketLocation"],
  ["GET", "/b?versions&prefix=a", "ListObjectVersions"],
  ["GET", "/b?uploads", "ListMultipartUploads"],
  ["POST", "/b?delete", "DeleteObjects"],
  ["GET", "/b/k", "GetObject"],
  ["GET", "/b/k?tagging", "GetObjectTagging"],
  ["GET", "/b/k?uploadId=u", "ListParts"],
  ["PUT", "/b/k", "PutObject"],
  ["PUT", "/b/k/", "PutObject"],
  ["PUT", "/b/k?x-id=PutObject", "PutObject"],
  ["PUT", "/b/k", "CopyObject", { "x-amz-copy-source": "/a/b" }],
  ["PUT", "/b/k?partNumber=1&uploadId=u", "UploadPart"],
  ["PUT", "/b/k?partNumber=1&uploadId=u", "UploadPartCopy", { "x-amz-copy-source": "/a/b" }],
  ["POST", "/b/k?uploads", "CreateMultipartUpload"],
  ["POST", "/b/k?uploadId=u", "CompleteMultipartUpload"],
  ["DELETE", "/b/k?uploadId=u", "AbortMultipartUpload"],
  // A hint decides between equals and nothing more: a narrower route must not be talked out of.
  ["PUT", "/b/k?tagging&x-id=PutObject", "PutObjectTagging"],
  ["PUT", "/b/k?x-id=PutObject", "CopyObject", { "x-amz-copy-source": "/a/b" }],
];

describe("finds S3's operations by bucket, static query and required members", () => {
  for (const [method, target, operation, headers = {}] of s3Cases) {
    test(`${method} ${target} ${Object.keys(headers)}`, () => {
      const request = testRequest({ method, target, headers: { host: "localhost", ...headers } });
      assert.equal(identified(request), `s3:${operation} restXml`);
    });
  }
});

test("Signature Version 2 is refused, in a URL and in a header, and never taken for anonymous", () => {
  const url = testRequest({ method: "GET", target: "/b/k?AWSAccessKeyId=AKIA&Signature=x&Expires=1" });
  assert.equal(identified(url), "s3!InvalidRequest restXml");
  const header = testRequest({ method: "GET", target: "/b/k", headers: { authorization: "AWS AKIA:x" } });
  assert.equal(identified(header), "s3!InvalidRequest restXml");
});

test("labels and the bucket come decoded, parameters as sent", () => {
  const call = identifyCall(restRequest("s3", "GET", "/b%2d1/a%20b/c%2Fd?versionId=x%3D"));
  assert.ok(call.kind === "call");
  assert.deepEqual({ ...call.labels }, { Bucket: "b-1", Key: "a b/c/d" });
  assert.deepEqual(call.parameters.get("versionId"), ["x="]);
});

test("a header that repeats the start of a credential does not take quadratic time", () => {
  const request = testRequest({ headers: { authorization: "Credential=".repeat(200_000) } });
  assert.equal(identified(request), "s3!MethodNotAllowed restXml");
});

describe("names a service that is not here, in the protocol of its client", () => {
  const clients: readonly [protocol: string, headers: Readonly<Record<string, string>>][] = [
    [
      "awsJson1.1",
      { "content-type": "application/x-amz-json-1.1", "x-amz-target": "secretsmanager.ListSecrets" },
    ],
    ["awsJson1.0", { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.ListQueues" }],
    ["awsQuery", form],
    ["rpcv2Cbor", { "smithy-protocol": "rpc-v2-cbor" }],
    ["restJson1", { "content-type": "application/json" }],
  ];
  for (const [protocol, headers] of clients) {
    test(protocol, () => {
      const call = identifyCall(
        testRequest({ method: "POST", headers: { ...headers, authorization: scopedTo("nope") } }),
      );
      assert.ok(call.kind === "unidentified");
      assert.deepEqual(
        [call.protocol, call.unknownService, call.error.message],
        [protocol, "nope", "Sallyport does not implement the service nope yet."],
      );
    });
  }
});
