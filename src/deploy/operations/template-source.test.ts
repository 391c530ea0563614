import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import { logGroup, stack } from "./small-stacks.fixture.ts";
import { parseS3Url } from "./template-source.ts";

describe("templates from S3", () => {
  const urls: readonly [string, string, string][] = [
    ["https://bucket.s3.us-east-1.amazonaws.com/a/b.yaml", "bucket", "a/b.yaml"],
    ["https://bucket.s3.amazonaws.com/a", "bucket", "a"],
    ["https://s3.eu-west-1.amazonaws.com/bucket/a%20b", "bucket", "a b"],
    ["http://127.0.0.1:4566/bucket/a", "bucket", "a"],
    ["https://dotted.bucket.s3-us-west-2.amazonaws.com/a", "dotted.bucket", "a"],
    ["http://bucket.s3.localhost:4566/a", "bucket", "a"],
  ];
  for (const [url, bucket, key] of urls) {
    it(`reads ${url}`, () => assert.deepEqual(parseS3Url(url), { bucket, key }));
  }
  for (const url of [
    "file:///etc/passwd",
    "https://s3.amazonaws.com/only-a-bucket",
    "nonsense",
    "https://b.s3.amazonaws.com/%zz",
  ]) {
    it(`refuses ${url}`, () => assert.throws(() => parseS3Url(url), { code: "ValidationError" }));
  }

  it("are read as the caller, and may be longer than a request takes", async () => {
    const harness = new DeployHarness();
    const long = { ...logGroup("/a"), Metadata: { text: "x".repeat(60_000) } };
    harness.cloud.objects.set("templates/long.json", JSON.stringify(long));
    await assert.rejects(harness.call("CreateStack", stack(long)), /less than or equal to 51200/);
    await harness.call("CreateChangeSet", {
      StackName: "shop",
      ChangeSetName: "c",
      ChangeSetType: "CREATE",
      TemplateURL: "https://templates.s3.amazonaws.com/long.json",
    });
    await harness.settle("ExecuteChangeSet", { StackName: "shop", ChangeSetName: "c" });
    assert.equal(await harness.status("shop"), "CREATE_COMPLETE");
  });
});
