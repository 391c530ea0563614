import assert from "node:assert/strict";
import { test } from "node:test";
import { loadModel } from "../aws/model.ts";
import { sensitiveMembers } from "./sensitive-members.ts";

const membersOf = (service: string, operation: string): readonly string[] =>
  sensitiveMembers(loadModel(service).operations.get(operation)!);

test("what AWS calls sensitive is found at any depth, and where lists and maps hold it", () => {
  assert.ok(membersOf("s3", "GetObject").includes("SSECustomerKey"));
  assert.ok(membersOf("iam", "ChangePassword").includes("OldPassword"));
  assert.ok(membersOf("s3", "PutBucketEncryption").includes("KMSMasterKeyID"));
  assert.ok(membersOf("lambda", "CreateFunction").includes("Variables"));
  assert.deepEqual(membersOf("s3", "ListBuckets"), []);
});

test("a shape that holds itself is no endless one", () => {
  assert.deepEqual(membersOf("wafv2", "CheckCapacity"), []);
});
