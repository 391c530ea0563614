import { decodeInput } from "../src/aws/decode/decode-input.ts";
import { encodeOutput } from "../src/aws/encode/encode-output.ts";
import { identifyCall } from "../src/aws/identify.ts";
import { validateInput } from "../src/aws/validate.ts";
import type { WireRequest } from "../src/aws/wire-request.ts";
import { formRequest, jsonRequest, restRequest } from "../test/wire/requests.ts";

/** AWS API calls a second that one thread identifies, decodes, validates and encodes. */
const SECONDS = 1;

const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole" }],
});
const now = new Date("2026-01-02T03:04:05Z");

const calls: Readonly<Record<string, readonly [request: WireRequest, output: object]>> = {
  "kms Encrypt (JSON)": [
    jsonRequest("TrentService.Encrypt", '{"KeyId":"alias/a","Plaintext":"aGVsbG8="}'),
    {
      KeyId: "arn:aws:kms:us-east-1:000000000000:key/k",
      CiphertextBlob: Buffer.alloc(150),
      EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
    },
  ],
  "dynamodb PutItem (JSON)": [
    jsonRequest(
      "DynamoDB_20120810.PutItem",
      JSON.stringify({ TableName: "table", Item: { a: { S: "b" }, c: { M: { d: { N: "1" } } } } }),
    ),
    {},
  ],
  "iam CreateRole (query)": [
    formRequest(
      "iam",
      `Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=${encodeURIComponent(document)}`,
    ),
    {
      Role: {
        RoleName: "r",
        RoleId: "AROAEXAMPLE",
        Arn: "arn:aws:iam::000000000000:role/r",
        Path: "/",
        CreateDate: now,
      },
    },
  ],
  "lambda Invoke (REST)": [
    restRequest("lambda", "POST", "/2015-03-31/functions/f/invocations", '{"key":"value"}'),
    { StatusCode: 200, Payload: Buffer.from('{"ok":true}'), ExecutedVersion: "$LATEST" },
  ],
  "apigateway CreateRestApi (REST)": [
    restRequest(
      "apigateway",
      "POST",
      "/restapis",
      '{"name":"n","tags":{"a":"b"},"endpointConfiguration":{"types":["REGIONAL"]}}',
    ),
    {
      id: "a1b2c3d4e5",
      name: "n",
      createdDate: now,
      tags: { a: "b" },
      endpointConfiguration: { types: ["REGIONAL"] },
    },
  ],
  "s3 ListObjectsV2 (REST XML)": [
    restRequest("s3", "GET", "/bucket?list-type=2&prefix=a"),
    { Name: "bucket", KeyCount: 1, Contents: [{ Key: "a/b", LastModified: now, ETag: '"e"', Size: 1 }] },
  ],
};

for (const [name, [request, output]] of Object.entries(calls)) {
  let served = 0;
  const until = performance.now() + SECONDS * 1000;
  while (performance.now() < until) {
    const call = identifyCall(request);
    if (call.kind === "unidentified") throw call.error;
    validateInput(call.model, call.operation.name, await decodeInput(call, request));
    encodeOutput({ ...call, output, requestId: "00000000-0000-0000-0000-000000000000" });
    served += 1;
  }
  console.log(`${name}: ${Math.round(served / SECONDS)}/s`);
}
