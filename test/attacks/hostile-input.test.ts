import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { CloudFormationClient, ValidateTemplateCommand } from "@aws-sdk/client-cloudformation";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type RunningServer, rootKeys, startServer } from "../running-server.ts";
import { zipOf } from "../zip.ts";
import { type RawCall, send, signed } from "./raw-call.ts";

/** Well-signed calls whose contents are made to exhaust, confuse or escape whoever reads them. */
let server: RunningServer;
const Bucket = "hostile";
const RoleArn = "arn:aws:iam::000000000000:role/plain";

before(async () => {
  server = await startServer();
  await new S3Client({ ...server.client, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket }));
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const role = new CreateRoleCommand({ RoleName: "plain", AssumeRolePolicyDocument });
  await new IAMClient(server.client).send(role);
});
after(() => server.stop());

const call = (more: Partial<RawCall>, ...rawHeaders: string[]): RawCall => ({
  ...{ method: "POST", path: "/", rawQuery: "", body: "" },
  ...more,
  rawHeaders: ["Host", "localhost", ...rawHeaders],
});
const json = (body: string) =>
  signed(
    call(
      { body },
      ...["Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "AmazonSSM.GetParameters"],
    ),
    rootKeys,
    "ssm",
  );
const form = (body: string) =>
  signed(
    call(
      { body: `Action=ListUsers&Version=2010-05-08${body}` },
      ...["Content-Type", "application/x-www-form-urlencoded"],
    ),
    rootKeys,
    "iam",
  );
const xml = (body: string) =>
  signed(
    call(
      { path: `/${Bucket}`, rawQuery: "delete", body },
      ...["Content-MD5", createHash("md5").update(body).digest("base64")],
    ),
    rootKeys,
    "s3",
  );
const entity = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
const file = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>';
const keys = (text: string) => `<Delete>${text}</Delete>`;

describe("a call's contents", () => {
  it("are read when they are in order", async () => {
    assert.equal((await send(server, json('{"Names":["a"]}'))).status, 200);
    assert.equal((await send(server, form(""))).status, 200);
    assert.equal((await send(server, xml(keys("<Object><Key>a</Key></Object>")))).status, 200);
  });

  const attacks: readonly (readonly [what: string, call: () => RawCall])[] = [
    ["JSON, deep lists", () => json(`{"Names":${"[".repeat(500_000)}`)],
    ["JSON, deep objects", () => json('{"a":'.repeat(500_000))],
    ["JSON, half a surrogate pair", () => json('{"Names":["\\ud800"]}')],
    ["JSON, infinite", () => json('{"Names":[1e999]}')],
    ["JSON, a prototype", () => json('{"__proto__":{"Names":["a"]}}')],
    ["a form, deep", () => form(`&${"Tags.".repeat(100_000)}=1`)],
    ["a form, many parameters", () => form("&".repeat(1_000_000))],
    ["a form, an action twice", () => form("&Action=DeleteUser")],
    ["XML, entities", () => xml(`${entity}${keys("<Object><Key>&b;</Key></Object>")}`)],
    ["XML, a file", () => xml(`${file}${keys("<Object><Key>&b;</Key></Object>")}`)],
    ["XML, deep", () => xml("<Delete>".repeat(200_000))],
    ["XML, half a surrogate pair", () => xml(keys("<Object><Key>&#xD800;</Key></Object>"))],
    ["XML, too many objects", () => xml(keys("<Object><Key>a</Key></Object>".repeat(1_001)))],
  ];
  for (const [what, attack] of attacks) {
    it(`are the caller's error: ${what}`, async () => {
      const answer = await send(server, attack());
      assert.equal(answer.status, 400, answer.body.slice(0, 300));
      assert.doesNotMatch(answer.body, /root:|InternalFailure/);
    });
  }
});

/** Nine times itself at each of twelve levels. */
const aliases = Array.from({ length: 12 }, (_, i) => {
  const [name, earlier] = [String.fromCharCode(98 + i), String.fromCharCode(97 + i)];
  return `${name}: &${name} [${Array(9).fill(`*${earlier}`).join(", ")}]`;
});

describe("a template", () => {
  const validate = (TemplateBody: string) =>
    new CloudFormationClient(server.client).send(new ValidateTemplateCommand({ TemplateBody }));
  const resource = "Resources: {A: {Type: 'AWS::SSM::Parameter', Properties: {Type: String, Value: x}}}";

  it("is read when it is in order", async () => {
    assert.deepEqual((await validate(resource)).Parameters, []);
  });

  const attacks: readonly (readonly [what: string, text: string])[] = [
    ["aliases of aliases", `a: &a [x, x]\n${aliases.join("\n")}\nResources: *m`],
    ["deep lists", `Resources: ${"[".repeat(25_000)}`],
    ["deep objects", `Resources: ${"{a: ".repeat(12_000)}`],
    ["a prototype", `__proto__: {Resources: {}}\n${resource}`],
    ["merged keys", `a: &a {b: 1}\nc:\n  <<: *a\n${resource}`],
    ["two documents", `${resource}\n---\n${resource}`],
  ];
  for (const [what, text] of attacks) {
    it(`is the caller's error: ${what}`, () => assert.rejects(validate(text), { name: "ValidationError" }));
  }
});

describe("a function's archive", () => {
  const create = async (
    FunctionName: string,
    files: Record<string, string | Buffer>,
    change?: [string, string],
  ) => {
    const archive = await zipOf({ "index.mjs": "export const handler = async () => 1", ...files });
    const ZipFile = change
      ? Buffer.from(archive.toString("latin1").replaceAll(...change), "latin1")
      : archive;
    const command = new CreateFunctionCommand({
      ...{ FunctionName, Runtime: "nodejs22.x", Handler: "index.handler", Role: RoleArn },
      Code: { ZipFile },
    });
    return new LambdaClient(server.client).send(command);
  };

  it("is unpacked when it is in order", async () => {
    assert.equal((await create("lawful", { "a/b.txt": "x" })).State, "Active");
  });

  it("is refused when it leads out of its folder", async () => {
    for (const [name, to] of [
      ["up/up/evil.txt", "../../evil.txt"],
      ["xtmp/evil", "/tmp/evil"],
    ] as const) {
      await assert.rejects(create("escape", { [name]: "x" }, [name, to]), {
        name: "InvalidParameterValueException",
      });
    }
  });

  it("is refused when it unfolds to more than a function may have", async () => {
    const big = Buffer.alloc(300_000_000);
    await assert.rejects(create("bomb", { big }), { message: /Unzipped size must be smaller/ });
  });
});

describe("a pattern", () => {
  const put = (AllowedPattern: string, Value = "a".repeat(40)) =>
    new SSMClient(server.client).send(
      new PutParameterCommand({ Name: "/pattern", Type: "String", Overwrite: true, Value, AllowedPattern }),
    );

  it("is tried for a limited time", async () => {
    await put("a+");
    await assert.rejects(put("(a+)+b"), { name: "InvalidAllowedPatternException" });
  });

  it("is no way into the server's own code", async () => {
    await assert.rejects(put('a)$"; process.exit(1); //'), { name: "InvalidAllowedPatternException" });
    await put("a+");
  });
});
