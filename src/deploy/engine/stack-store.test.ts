import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { test } from "node:test";
import { silentLogger } from "../../base/logger.ts";
import { SeededRandom } from "../../base/random.ts";
import { MemoryResourceStore } from "../../store/memory-resource-store.ts";
import { AesVault } from "../../vault/aes-vault.ts";
import type { StackRecord } from "./records.ts";
import { StackStore } from "./stack-store.ts";

const home = { accountId: "000000000000", region: "us-east-1" };

const stack = (id: string, status: StackRecord["status"]): StackRecord => ({
  ...home,
  stackId: `arn:aws:cloudformation:us-east-1:000000000000:stack/shop/${id}`,
  stackName: "shop",
  status,
  createdAtMs: 0,
  outputs: [],
  imports: [],
  tags: [],
  capabilities: [],
  parameters: {},
  ssmValues: {},
  noEcho: [],
  onFailure: "ROLLBACK",
  disableRollback: false,
  terminationProtection: false,
});

const openStore = (): StackStore =>
  new StackStore(
    new MemoryResourceStore({ logger: silentLogger }),
    new AesVault([createSecretKey(Buffer.alloc(32, 1))], new SeededRandom("stack store")),
  );

test("a deleted stack that lets go of its name late does not take it from the next one", async () => {
  const store = openStore();
  const first = stack("1", "DELETE_COMPLETE");
  const second = stack("2", "REVIEW_IN_PROGRESS");
  assert.ok(await store.addStack(first));
  assert.ok(await store.addStack(second));
  await store.releaseName(first);
  assert.equal((await store.findStack(home, "shop"))?.stackId, second.stackId);
  await store.releaseName(second);
  assert.equal(await store.findStack(home, "shop"), undefined);
});

test("a live stack keeps its name", async () => {
  const store = openStore();
  assert.ok(await store.addStack(stack("1", "CREATE_COMPLETE")));
  assert.equal(await store.addStack(stack("2", "REVIEW_IN_PROGRESS")), false);
});
