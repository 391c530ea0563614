import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { get } from "../https-client.ts";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { run, skipWithout } from "../tools.ts";

const skip = skipWithout("aws");
const folder = mkdtempSync(join(tmpdir(), "sallyport-cli-"));
let server: RunningServer;

before(async () => {
  if (!skip) server = await startServer();
});
after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Json = Record<string, never>;

async function aws(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Json> {
  const { code, out, err } = await run("aws", [...args, "--output", "json"], {
    env: { ...server.environment, ...environment },
    cwd: folder,
  });
  assert.equal(code, 0, `aws ${args.join(" ")}\n${out}${err}`);
  return (out.trim() === "" ? {} : JSON.parse(out)) as Json;
}

async function refusedBy(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> {
  const { code, err } = await run("aws", args, {
    env: { ...server.environment, ...environment },
    cwd: folder,
  });
  assert.notEqual(code, 0, `aws ${args.join(" ")} was allowed`);
  return err;
}

test("the CLI sees who it is, and a wrong secret is refused", { skip }, async () => {
  const identity = await aws(["sts", "get-caller-identity"]);
  assert.deepEqual(identity, {
    UserId: "000000000000",
    Account: "000000000000",
    Arn: "arn:aws:iam::000000000000:root",
  });
  const wrong = await refusedBy(["sts", "get-caller-identity"], { AWS_SECRET_ACCESS_KEY: "wrong" });
  assert.match(wrong, /SignatureDoesNotMatch/);
  const unknown = await refusedBy(["iam", "list-users"], { AWS_ACCESS_KEY_ID: "AKIAUNKNOWNUNKNOWN00" });
  assert.match(unknown, /InvalidClientTokenId/);
});

test("a user has the permissions that its policies give, and no others", { skip }, async () => {
  await aws(["iam", "create-user", "--user-name", "ann"]);
  const { AccessKey } = (await aws(["iam", "create-access-key", "--user-name", "ann"])) as unknown as {
    AccessKey: { AccessKeyId: string; SecretAccessKey: string };
  };
  const ann = { AWS_ACCESS_KEY_ID: AccessKey.AccessKeyId, AWS_SECRET_ACCESS_KEY: AccessKey.SecretAccessKey };
  const before = await refusedBy(["iam", "list-users"], ann);
  assert.match(before, /AccessDenied.*user\/ann is not authorized to perform: iam:ListUsers/);
  const document = {
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "iam:ListUsers", Resource: "*" },
  };
  const policy = [
    "--user-name",
    "ann",
    "--policy-name",
    "list",
    "--policy-document",
    JSON.stringify(document),
  ];
  await aws(["iam", "put-user-policy", ...policy]);
  const listed = (await aws(["iam", "list-users"], ann)) as unknown as { Users: { UserName: string }[] };
  assert.deepEqual(
    listed.Users.map(({ UserName }) => UserName),
    ["ann"],
  );
  await aws(["iam", "delete-user-policy", "--user-name", "ann", "--policy-name", "list"]);
  assert.match(await refusedBy(["iam", "list-users"], ann), /AccessDenied/);
});

test("what is not built is refused by name", { skip }, async () => {
  assert.match(await refusedBy(["kms", "create-key"], {}), /NotImplemented.*kms:CreateKey/);
});

test("S3: put, list, get, ranges, delete", { skip }, async () => {
  const file = join(folder, "object.txt");
  writeFileSync(file, "0123456789".repeat(100));
  await aws(["s3api", "create-bucket", "--bucket", "cli-bucket"]);
  await run("aws", ["s3", "cp", file, "s3://cli-bucket/a/b.txt"], { env: server.environment });
  const listed = (await aws(["s3api", "list-objects-v2", "--bucket", "cli-bucket"])) as unknown as {
    Contents: { Key: string; Size: number }[];
  };
  assert.deepEqual(
    listed.Contents.map(({ Key, Size }) => [Key, Size]),
    [["a/b.txt", 1000]],
  );
  const part = ["--bucket", "cli-bucket", "--key", "a/b.txt", "--range", "bytes=5-9"];
  await aws(["s3api", "get-object", ...part, "part.txt"]);
  assert.equal(readFileSync(join(folder, "part.txt"), "utf8"), "56789");
  await run("aws", ["s3", "rb", "--force", "s3://cli-bucket"], { env: server.environment });
  assert.match(await refusedBy(["s3api", "list-objects-v2", "--bucket", "cli-bucket"], {}), /NoSuchBucket/);
});

test("cloudformation package and deploy take the example; its API is guarded", { skip }, async () => {
  await aws(["s3api", "create-bucket", "--bucket", "artifacts"]);
  const template = join(root, "examples", "orders", "template.yaml");
  const packaged = join(folder, "packaged.yaml");
  const packaging = [
    "--template-file",
    template,
    "--s3-bucket",
    "artifacts",
    "--output-template-file",
    packaged,
  ];
  const made = await run("aws", ["cloudformation", "package", ...packaging], { env: server.environment });
  assert.equal(made.code, 0, made.err);
  const capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];
  const deploying = [
    "--template-file",
    packaged,
    "--stack-name",
    "cli-orders",
    "--capabilities",
    ...capabilities,
  ];
  const deployed = await run("aws", ["cloudformation", "deploy", ...deploying], { env: server.environment });
  assert.equal(deployed.code, 0, `${deployed.out}${deployed.err}`);
  const { Stacks } = (await aws([
    "cloudformation",
    "describe-stacks",
    "--stack-name",
    "cli-orders",
  ])) as unknown as {
    Stacks: { StackStatus: string; Outputs: { OutputKey: string; OutputValue: string }[] }[];
  };
  assert.equal(Stacks[0]?.StackStatus, "CREATE_COMPLETE");
  const apiId = Stacks[0]?.Outputs.find(({ OutputKey }) => OutputKey === "ApiId")?.OutputValue;
  const stage = server.stageUrl(apiId ?? "", "prod");
  // The firewall stops who does not say what it is.
  const headers = { "user-agent": "test" };
  assert.equal((await get(`${stage}/health`, server.caFile)).status, 403);
  assert.equal((await get(`${stage}/health`, server.caFile, { headers })).status, 200);
  assert.equal((await get(`${stage}/orders`, server.caFile, { headers })).status, 403);
  const again = await run("aws", ["cloudformation", "deploy", ...deploying], { env: server.environment });
  assert.match(`${again.out}${again.err}`, /No changes to deploy/);
});
