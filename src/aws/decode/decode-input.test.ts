import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { formRequest, jsonRequest, restRequest, scopedTo, testRequest } from "../../../test/wire/requests.ts";
import { AwsError } from "../aws-error.ts";
import { identifyCall } from "../identify.ts";
import type { WireRequest } from "../wire-request.ts";
import { type DecodedInput, decodeInput } from "./decode-input.ts";

async function decode(request: WireRequest): Promise<DecodedInput> {
  const call = identifyCall(request);
  assert.ok(call.kind === "call");
  return decodeInput(call, request);
}

/** The refusal of a request, as `Code: message`. */
async function refusal(request: WireRequest): Promise<string> {
  const error = await decode(request).then(
    (input) => assert.fail(`decoded to ${JSON.stringify(input)}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof AwsError, String(error));
  return `${error.code}: ${error.message}`;
}

const createKey = (body: string): WireRequest => jsonRequest("TrentService.CreateKey", body);
const putItem = (body: string): WireRequest => jsonRequest("DynamoDB_20120810.PutItem", body);
const putAlarm = (more: string): WireRequest =>
  formRequest("monitoring", `Action=PutMetricAlarm&Version=2010-08-01&${more}`);

/** WAF statements nest as deep as a caller likes: NotStatement within NotStatement. */
const nestedStatement = (levels: number): string =>
  `{"Rules":[{"Statement":${'{"NotStatement":{"Statement":'.repeat(levels)}{}${"}}".repeat(levels)}}]}`;

const refused: readonly (readonly [what: string, request: WireRequest, expected: RegExp])[] = [
  ["JSON: not JSON", createKey("{"), /^SerializationException: The request body is not valid JSON/],
  [
    "JSON: half a surrogate pair",
    createKey('{"Description":"\\ud800"}'),
    /A text is not well-formed Unicode/,
  ],
  ["JSON: null for the whole body", createKey("null"), /^SerializationException/],
  [
    "JSON: a list for the whole body",
    createKey("[]"),
    /^SerializationException: Start of list found where not expected/,
  ],
  [
    "JSON: number for text",
    createKey('{"Description":3}'),
    /^SerializationException: NUMBER_VALUE cannot be converted to String/,
  ],
  ["JSON: boolean for text", createKey('{"Description":true}'), /TRUE_VALUE cannot be converted to String/],
  [
    "JSON: structure for text",
    createKey('{"Description":{}}'),
    /Start of structure or map found where not expected/,
  ],
  [
    "JSON: text for a boolean",
    createKey('{"MultiRegion":"true"}'),
    /STRING_VALUE cannot be converted to Boolean/,
  ],
  ["JSON: text for a list", createKey('{"Tags":"a"}'), /STRING_VALUE cannot be converted to List/],
  ["JSON: null in a list", createKey('{"Tags":[null]}'), /NULL_VALUE/],
  [
    "JSON: number too big for a double",
    jsonRequest("TrentService.ListKeys", '{"Limit":1e400}'),
    /cannot be converted to Number/,
  ],
  [
    "JSON: bytes that are not base64",
    jsonRequest("TrentService.Encrypt", '{"Plaintext":"a*b"}'),
    /^SerializationException: Bytes are not valid base64/,
  ],
  [
    "JSON: base64 of an impossible length",
    jsonRequest("TrentService.Encrypt", '{"Plaintext":"abcde"}'),
    /not valid base64/,
  ],
  [
    "JSON: date out of range",
    jsonRequest("TrentService.ImportKeyMaterial", '{"ValidTo":1e300}'),
    /timestamp is out of range/,
  ],
  [
    "JSON: date in words",
    jsonRequest("TrentService.ImportKeyMaterial", '{"ValidTo":"next-week"}'),
    /not in the format/,
  ],
  [
    "JSON: nested 5000 levels deep",
    jsonRequest("AWSWAF_20190729.CreateWebACL", nestedStatement(5000)),
    /^SerializationException: The input nests too deeply/,
  ],
  [
    "JSON: __proto__ as a map's key",
    putItem('{"Item":{"__proto__":{"S":"a"}}}'),
    /^SerializationException: The key __proto__ is not accepted/,
  ],
  [
    "form: text for a number",
    putAlarm("Period=abc"),
    /^MalformedInput: STRING_VALUE cannot be converted to Number/,
  ],
  ["form: NaN", putAlarm("Threshold=NaN"), /cannot be converted to Number/],
  ["form: hexadecimal", putAlarm("Period=0x10"), /cannot be converted to Number/],
  ["form: text for a boolean", putAlarm("ActionsEnabled=yes"), /cannot be converted to Boolean/],
  [
    "form: text for a list",
    putAlarm("Dimensions=a"),
    /^MalformedInput: Unexpected complex element termination/,
  ],
  ["form: a list for text", putAlarm("AlarmName.member.1=a"), /^MalformedInput: Unexpected complex element/],
  ["form: a parameter twice", putAlarm("AlarmName=a&AlarmName=b"), /must not be repeated/],
  ["form: names with 5000 parts", putAlarm(`${"a.".repeat(5000)}=1`), /nests too deeply/],
  [
    "EC2: text for a number",
    formRequest("ec2", "Action=DescribeVpcs&Version=2016-11-15&MaxResults=abc"),
    /^InvalidParameterValue/,
  ],
  ["REST: broken JSON", restRequest("apigateway", "POST", "/restapis", "{"), /^SerializationException/],
  [
    "REST: text for a number in the query",
    restRequest("apigateway", "GET", "/restapis?limit=ten"),
    /^SerializationException/,
  ],
  [
    "REST: a query parameter twice",
    restRequest("apigateway", "GET", "/restapis?limit=1&limit=2"),
    /must not be repeated/,
  ],
  [
    "REST: __proto__ as a query parameter",
    restRequest("apigateway", "POST", "/restapis?mode=import&__proto__=1", "{}"),
    /__proto__/,
  ],
  ["S3: text for a number in the query", restRequest("s3", "GET", "/b?max-keys=ten"), /^InvalidArgument/],
  [
    "S3: broken XML",
    restRequest("s3", "PUT", "/b?tagging", "<Tagging>"),
    /^MalformedXML: The XML you provided was not well-formed/,
  ],
  ["S3: another root element", restRequest("s3", "PUT", "/b?versioning", "<Other/>"), /^MalformedXML/],
  [
    "S3: an element twice",
    restRequest(
      "s3",
      "PUT",
      "/b?versioning",
      "<VersioningConfiguration><Status>Enabled</Status><Status>Suspended</Status></VersioningConfiguration>",
    ),
    /^MalformedXML/,
  ],
  [
    "unknown content encoding",
    testRequest({
      headers: { "x-amz-target": "TrentService.ListKeys", "content-encoding": "br" },
      body: "{}",
    }),
    /content encoding is not supported/,
  ],
  [
    "broken gzip",
    testRequest({
      headers: { "x-amz-target": "TrentService.ListKeys", "content-encoding": "gzip" },
      body: "{}",
    }),
    /gzip body is broken/,
  ],
  [
    "gzip that unfolds past the bound",
    testRequest({
      headers: { "x-amz-target": "TrentService.ListKeys", "content-encoding": "gzip" },
      body: gzipSync(Buffer.alloc(11 << 20, " ")),
    }),
    /too large/,
  ],
];

describe("refuses input that does not fit the schema, in the words of the protocol", () => {
  for (const [what, request, expected] of refused) {
    test(what, async () => assert.match(await refusal(request), expected));
  }
});

test("JSON: members outside of the model are left out, null ones count as absent", async () => {
  const input = await decode(
    createKey('{"Description":null,"Nope":1,"__proto__":{"Policy":"x"},"KeySpec":"HMAC_256"}'),
  );
  assert.deepEqual(input, { KeySpec: "HMAC_256" });
  assert.equal("Policy" in input, false);
});

test("JSON: an empty body is an empty input", async () => {
  assert.deepEqual(await decode(jsonRequest("TrentService.ListKeys", "")), {});
});

test("a map has no prototype, so that a caller's key never finds a member of Object's", async () => {
  const input = await decode(putItem('{"TableName":"t","Item":{"a":{"S":"b"}}}'));
  assert.equal((input["Item"] as Record<string, unknown>)["constructor"], undefined);
});

test("form: lists in the order of their numbers, by any of their usual names", async () => {
  const expected = [
    { Name: "a", Value: "1" },
    { Name: "b", Value: "2" },
  ];
  for (const list of ["Dimensions.member", "Dimensions"]) {
    const input = await decode(
      putAlarm(`${list}.10.Name=b&${list}.10.Value=2&${list}.9.Name=a&${list}.9.Value=1&Nope.1=x`),
    );
    assert.deepEqual(input, { Dimensions: expected });
  }
  assert.deepEqual(await decode(putAlarm("Dimensions=")), { Dimensions: [] });
});

test("EC2: lists are flat and names capitalised", async () => {
  const body =
    "Action=CreateVpc&Version=2016-11-15&TagSpecification.1.ResourceType=vpc&TagSpecification.1.Tag.1.Key=k&DryRun=True";
  assert.deepEqual(await decode(formRequest("ec2", body)), {
    TagSpecifications: [{ ResourceType: "vpc", Tags: [{ Key: "k" }] }],
    DryRun: true,
  });
});

test("form: a body in gzip, for CloudWatch's clients", async () => {
  const headers = {
    authorization: scopedTo("monitoring"),
    "content-type": "application/x-www-form-urlencoded",
    "content-encoding": "gzip",
  };
  const body = gzipSync("Action=ListMetrics&Version=2010-08-01&Namespace=n");
  assert.deepEqual(await decode(testRequest({ headers, body })), { Namespace: "n" });
});

test("REST: static query parameters and the signature's stay out of the query map", async () => {
  const target = "/restapis?mode=import&basepath=prepend&X-Amz-Signature=00&x-amz-date=1";
  const input = await decode(restRequest("apigateway", "POST", target, "{}"));
  assert.deepEqual({ ...(input["parameters"] as object) }, { basepath: "prepend" });
});

test("S3: an object's body arrives as the stream it came in, any other is read whole", async () => {
  const body = Readable.from([
    Buffer.from("<Tagging><TagSet><Tag><Key>k</Key>"),
    Buffer.from("<Value>v</Value></Tag></TagSet></Tagging>"),
  ]);
  const put = await decode({ ...restRequest("s3", "PUT", "/b/k"), body });
  assert.equal(put["Body"], body);
  const tagging = await decode({ ...restRequest("s3", "PUT", "/b?tagging"), body });
  assert.deepEqual(tagging["Tagging"], { TagSet: [{ Key: "k", Value: "v" }] });
});

test("S3: a document that is too large is refused before it is read to its end", async () => {
  let chunks = 0;
  const body = new Readable({
    read() {
      chunks++;
      this.push(Buffer.alloc(1 << 20, "<"));
    },
  });
  assert.match(
    await refusal({ ...restRequest("s3", "PUT", "/b?tagging"), body }),
    /^RequestEntityTooLargeException/,
  );
  assert.ok(chunks < 16, `${chunks} chunks were read`);
});

test("S3: metadata headers, dates and quoted lists", async () => {
  const request = testRequest({
    method: "GET",
    target: "/b/k?attributes",
    headers: {
      host: "localhost",
      "x-amz-object-attributes": 'ETag, "a,b",Checksum',
      "if-modified-since": "Fri, 02 Jan 2026 03:04:05 GMT",
    },
  });
  assert.deepEqual((await decode(request))["ObjectAttributes"], ["ETag", "a,b", "Checksum"]);
  const get = await decode({ ...request, rawQuery: "" });
  assert.deepEqual(get["IfModifiedSince"], new Date("2026-01-02T03:04:05Z"));
  const put = testRequest({
    method: "PUT",
    target: "/b/k",
    headers: { host: "localhost", "X-Amz-Meta-Colour": "red" },
  });
  assert.deepEqual({ ...((await decode(put))["Metadata"] as object) }, { colour: "red" });
});
