import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fromBuffer } from "yauzl";
import { AwsError } from "../../aws/aws-error.ts";
import { parseTemplateText } from "../template/parse-text.ts";
import type { ValueMap } from "../template/value.ts";
import { PackagingError } from "./archive-folder.ts";
import { packageTemplate } from "./package-template.ts";

/** Keeps objects as S3 would. */
class FakeS3 {
  readonly objects = new Map<string, Uint8Array>();
  readonly calls: string[] = [];
  #hasBucket = false;

  async call(_service: string, operation: string, input: object): Promise<object> {
    const { Key, Body } = input as { Key?: string; Body?: Uint8Array };
    this.calls.push(operation);
    if (operation === "CreateBucket") this.#hasBucket = true;
    if (operation === "HeadBucket" && !this.#hasBucket) throw new AwsError("NotFound", "Not Found");
    if (operation === "HeadObject" && !this.objects.has(Key!)) throw new AwsError("NotFound", "Not Found");
    if (operation === "PutObject") this.objects.set(Key!, Body!);
    return {};
  }
}

const namesIn = (bytes: Uint8Array): Promise<{ name: string; mode: number }[]> =>
  new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: false }, (error, zip) => {
      if (error) return reject(error);
      const found: { name: string; mode: number }[] = [];
      zip.on("entry", (entry) =>
        found.push({ name: entry.fileName, mode: (entry.externalFileAttributes >>> 16) & 0o777 }),
      );
      zip.on("end", () => resolve(found));
    });
  });

describe("packageTemplate", () => {
  let folder: string;
  let s3: FakeS3;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "package-template-")));
    s3 = new FakeS3();
    await mkdir(join(folder, "app/src/lib"), { recursive: true });
    await writeFile(join(folder, "app/src/index.mjs"), "export const handler = () => 1;");
    await writeFile(join(folder, "app/src/lib/run.sh"), "#!/bin/sh");
    await chmod(join(folder, "app/src/lib/run.sh"), 0o700);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const run = async (template: string) => {
    const file = join(folder, "app/template.yaml");
    await writeFile(file, template);
    const uploads: string[] = [];
    const target = { caller: s3, bucket: "artifacts", onUpload: (path: string) => uploads.push(path) };
    const text = await packageTemplate(file, target);
    const { Resources } = parseTemplateText(text).value as {
      Resources: Record<string, { Properties: ValueMap }>;
    };
    return { text, uploads, resources: Resources };
  };
  const serverless = "Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: src}}}";

  it("uploads a folder as an archive and names its place", async () => {
    const { resources, uploads } = await run(serverless);
    const uri = String(resources["F"]!.Properties["CodeUri"]);
    const key = /^s3:\/\/artifacts\/([0-9a-f]{64})$/.exec(uri)?.[1];
    assert.deepEqual(await namesIn(s3.objects.get(key!)!), [
      { name: "index.mjs", mode: 0o644 },
      { name: "lib/run.sh", mode: 0o755 },
    ]);
    assert.deepEqual(uploads, [join(folder, "app/src")]);
  });

  it("keeps the lines of the file, and its comments", async () => {
    const { text } = await run(`# Orders
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src # built
      Handler: index.handler
  L:
    Type: AWS::Lambda::Function
    Properties: {Code: 'src', Handler: index.handler}
`);
    const lines = text.split("\n");
    assert.match(lines[5]!, /^ {6}CodeUri: "s3:\/\/artifacts\/[0-9a-f]{64}" # built$/);
    assert.match(
      lines[9]!,
      /^ {4}Properties: \{Code: \{"S3Bucket":"artifacts","S3Key":"[0-9a-f]{64}"\}, Handler/,
    );
    assert.deepEqual([lines[0], lines[6], lines.length], ["# Orders", "      Handler: index.handler", 11]);
  });

  it("packages what an alias brings in", async () => {
    const { resources } = await run(`Resources:
  F: {Type: AWS::Serverless::Function, Properties: &properties {CodeUri: src}}
  G: {Type: AWS::Serverless::Function, Properties: *properties}`);
    const uris = ["F", "G"].map((name) => String(resources[name]!.Properties["CodeUri"]));
    assert.match(uris[0]!, /^s3:\/\/artifacts\/[0-9a-f]{64}$/);
    assert.equal(uris[1], uris[0]);
  });

  it("makes the same archive of the same content, and does not upload it again", async () => {
    const first = await run(serverless);
    const stamp = new Date(2001, 1, 1);
    await utimes(join(folder, "app/src/index.mjs"), stamp, stamp);
    s3.calls.length = 0;
    const second = await run(serverless);
    assert.equal(second.text, first.text);
    assert.ok(!s3.calls.includes("PutObject"));
  });

  it("packages every property that names a path, and leaves the others", async () => {
    await writeFile(join(folder, "app/api.yaml"), "openapi: 3.0.1");
    await writeFile(join(folder, "app/code.zip"), "PK");
    await writeFile(
      join(folder, "app/nested.yaml"),
      "Resources: {L: {Type: AWS::Lambda::LayerVersion, Properties: {Content: src}}}",
    );
    const { resources } = await run(`
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {Code: code.zip}}
  I: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: 'x'}}}
  R: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://other/key}}
  A: {Type: AWS::Serverless::Api, Properties: {DefinitionUri: api.yaml}}
  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: nested.yaml}}
  U: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Ref Url}}`);
    const code = resources["F"]!.Properties["Code"] as { S3Bucket: string; S3Key: string };
    assert.equal(Buffer.from(s3.objects.get(code.S3Key)!).toString(), "PK");
    assert.deepEqual(resources["I"]!.Properties["Code"], { ZipFile: "x" });
    assert.equal(resources["R"]!.Properties["CodeUri"], "s3://other/key");
    assert.match(String(resources["A"]!.Properties["DefinitionUri"]), /^s3:\/\/artifacts\/[0-9a-f]{64}$/);
    assert.deepEqual(resources["U"]!.Properties["TemplateURL"], { Ref: "Url" });
    const url = String(resources["S"]!.Properties["TemplateURL"]);
    const nested = parseTemplateText(
      Buffer.from(s3.objects.get(url.slice(url.lastIndexOf("/") + 1))!).toString(),
    ).value as { Resources: { L: { Properties: ValueMap } } };
    assert.ok(s3.objects.has(String((nested.Resources.L.Properties["Content"] as ValueMap)["S3Key"])));
  });

  it("follows links that stay inside", async () => {
    await mkdir(join(folder, "app/shared"));
    await writeFile(join(folder, "app/shared/util.mjs"), "");
    await symlink("../shared", join(folder, "app/src/shared"));
    const { resources } = await run(serverless);
    const key = String(resources["F"]!.Properties["CodeUri"]).slice("s3://artifacts/".length);
    assert.ok((await namesIn(s3.objects.get(key)!)).some((entry) => entry.name === "shared/util.mjs"));
  });

  const refused: readonly [string, () => Promise<unknown>, RegExp][] = [
    ["a link that leads out", () => symlink("/etc/hostname", join(folder, "app/src/secret")), /outside of/],
    ["a link to a folder outside", () => symlink(tmpdir(), join(folder, "app/src/tmp")), /outside of/],
    ["a link to a folder around it", () => symlink("..", join(folder, "app/src/lib/up")), /contains it/],
    [
      "a folder that is not there",
      () => rm(join(folder, "app/src"), { recursive: true }),
      /src does not exist, and AWS::Serverless::Function names it as CodeUri/,
    ],
  ];
  for (const [name, prepare, reason] of refused) {
    it(`refuses ${name}`, async () => {
      await prepare();
      await assert.rejects(
        run(serverless),
        (error: unknown) => error instanceof PackagingError && reason.test(error.message),
      );
      assert.equal(s3.objects.size, 0);
    });
  }

  it("takes a folder beside the template's that the template names", async () => {
    await mkdir(join(folder, "other"));
    await writeFile(join(folder, "other/index.mjs"), "");
    await run("Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: ../other}}}");
    assert.equal(s3.objects.size, 1);
  });

  it("refuses a link in place of what the template names", async () => {
    await symlink("/etc/hostname", join(folder, "app/code"));
    const template = "Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: code}}}";
    await assert.rejects(run(template), /links to \/etc\/hostname, outside of/);
  });
});
