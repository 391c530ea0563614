import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { silentLogger } from "../base/logger.ts";
import { DocumentMirror } from "./document-mirror.ts";
import { MemoryResourceStore } from "./memory-resource-store.ts";
import type { ResourceKey } from "./resource-store.ts";

const keyOf = (id: string): ResourceKey => ({
  accountId: "111122223333",
  region: "global",
  service: "shop",
  type: "item",
  id,
});

/** A mirror of the store's items, and what it shows. */
async function mirrorOf(t: TestContext, store: MemoryResourceStore) {
  const shown = new Map<string, object>();
  const lost: string[] = [];
  const mirror = new DocumentMirror({
    store,
    service: "shop",
    types: ["item"],
    show: ({ id }, value) => (value ? shown.set(id, value) : shown.delete(id)),
    lose: ({ id }) => lost.push(id),
  });
  await mirror.load();
  t.after(() => mirror.close());
  return { mirror, shown, lost };
}

const put = (id: string, value: object) => () => ({ edits: [{ key: keyOf(id), value }], result: id });
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it("shows a change only once it is stored", async (t) => {
  const store = new MemoryResourceStore({ logger: silentLogger });
  const { mirror, shown } = await mirrorOf(t, store);
  const transact = store.transact.bind(store);
  store.transact = async (writes) => {
    assert.equal(shown.has("a"), false);
    await transact(writes);
  };
  assert.equal(await mirror.change(put("a", { n: 1 })), "a");
  assert.deepEqual(shown.get("a"), { n: 1 });
  assert.deepEqual((await store.get(keyOf("a")))?.value, { n: 1 });
});

it("plans one change after another, each on what the one before left", async (t) => {
  const { mirror, shown } = await mirrorOf(t, new MemoryResourceStore({ logger: silentLogger }));
  const increment = () => {
    const { n } = (shown.get("a") as { n: number } | undefined) ?? { n: 0 };
    return put("a", { n: n + 1 })();
  };
  await Promise.all(Array.from({ length: 10 }, () => mirror.change(increment)));
  assert.deepEqual(shown.get("a"), { n: 10 });
});

it("leaves everything as it is when a plan throws, and goes on", async (t) => {
  const { mirror, shown } = await mirrorOf(t, new MemoryResourceStore({ logger: silentLogger }));
  const failing = mirror.change(() => {
    throw new Error("no");
  });
  await assert.rejects(failing, /no/);
  await mirror.change(put("a", {}));
  assert.deepEqual([...shown.keys()], ["a"]);
});

it("follows other writers, and plans anew on what they wrote", async (t) => {
  const store = new MemoryResourceStore({ logger: silentLogger });
  await store.put(keyOf("a"), { n: 1 });
  const one = await mirrorOf(t, store);
  const two = await mirrorOf(t, store);
  await one.mirror.change(put("a", { n: 2 }));
  await settled();
  assert.deepEqual(two.shown.get("a"), { n: 2 });
  await two.mirror.change(put("a", { n: 3 }));
  await store.delete(keyOf("a"));
  await settled();
  assert.deepEqual([one.shown.size, two.shown.size], [0, 0]);
});

it("keeps documents of one name in two regions apart, and reads no other type's", async (t) => {
  const store = new MemoryResourceStore({ logger: silentLogger });
  const { mirror, shown } = await mirrorOf(t, store);
  const inRegion = (region: string) => ({ ...keyOf("a"), region });
  for (const region of ["us-east-1", "eu-west-1"]) {
    await mirror.change(() => ({ edits: [{ key: inRegion(region), value: {} }], result: region }));
  }
  assert.ok(await store.get(inRegion("eu-west-1")));
  await store.put({ ...keyOf("b"), type: "other" }, {});
  await settled();
  assert.deepEqual([...shown.keys()], ["a"]);
});

it("tells what it could not read", async (t) => {
  const store = new MemoryResourceStore({ logger: silentLogger });
  const { lost } = await mirrorOf(t, store);
  store.get = () => Promise.reject(new Error("The disk is gone"));
  await store.put(keyOf("a"), {});
  await settled();
  assert.deepEqual(lost, ["a"]);
});
