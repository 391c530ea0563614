import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { silentLogger } from "../../base/logger.ts";
import { MemoryResourceStore } from "../../store/memory-resource-store.ts";
import { IamRecords } from "./iam-records.ts";
import type { GroupRecord } from "./records.ts";

const ACCOUNT = "111122223333";
const KEY = { accountId: ACCOUNT, region: "global", service: "iam", type: "group", id: "desk" };

const group = (path: string): GroupRecord => ({
  arn: `arn:aws:iam::${ACCOUNT}:group${path}desk`,
  uniqueId: "AGPA",
  name: "desk",
  path,
  createdAtMs: 0,
  inlinePolicies: [],
  attachedPolicyArns: [],
});

async function loaded(store = new MemoryResourceStore({ logger: silentLogger })) {
  const records = new IamRecords(store);
  await records.load();
  const pathOf = () => records.account(ACCOUNT).find("group", "desk")?.path;
  const put = (path: string) => records.change(ACCOUNT, (change) => change.put("group", "desk", group(path)));
  return { store, records, pathOf, put };
}

describe("IAM's records", () => {
  it("are seen when the change has resolved, and not before it is stored", async () => {
    const { store, pathOf, put } = await loaded();
    const change = put("/a/");
    assert.equal(pathOf(), undefined);
    await change;
    assert.equal(pathOf(), "/a/");
    assert.equal((await store.get<GroupRecord>(KEY))?.value.path, "/a/");
  });

  it("stay as they were when the plan throws or the store fails", async () => {
    const { store, records, pathOf, put } = await loaded();
    await put("/a/");
    const failing = records.change(ACCOUNT, (change) => {
      change.put("group", "desk", group("/b/"));
      throw new Error("no");
    });
    await assert.rejects(failing, { message: "no" });
    const transact = store.transact.bind(store);
    store.transact = () => Promise.reject(new Error("disk full"));
    await assert.rejects(put("/c/"), { message: "disk full" });
    assert.equal(pathOf(), "/a/");
    store.transact = transact;
    await put("/d/");
    assert.equal(pathOf(), "/d/");
  });

  it("run one after the other, each on what the one before left", async () => {
    const { records, pathOf, put } = await loaded();
    await put("/");
    const append = (letter: string) =>
      records.change(ACCOUNT, (change) => {
        const { path } = change.account.find("group", "desk")!;
        change.put("group", "desk", group(`${path}${letter}/`));
      });
    await Promise.all(["a", "b", "c"].map(append));
    assert.equal(pathOf(), "/a/b/c/");
  });

  it("are planned anew when another writer was faster, and do not overwrite it", async () => {
    const store = new MemoryResourceStore({ logger: silentLogger });
    const [here, there] = [await loaded(store), await loaded(store)];
    await here.put("/here/");
    await there.records.change(ACCOUNT, (change) => {
      const known = change.account.find("group", "desk");
      change.put("group", "desk", { ...group("/there/"), uniqueId: known?.uniqueId ?? "unseen" });
    });
    assert.equal(there.records.account(ACCOUNT).find("group", "desk")?.uniqueId, "AGPA");
    // The first hears of it before its next change.
    await here.records.change(ACCOUNT, () => {});
    assert.equal(here.pathOf(), "/there/");
  });

  it("are hidden while another writer's change cannot be read, and work again after", async () => {
    const { store, pathOf, put } = await loaded();
    await put("/a/");
    const get = store.get.bind(store);
    store.get = () => Promise.reject(new Error("disk gone"));
    await store.put(KEY, group("/theirs/"));
    await new Promise(setImmediate);
    assert.equal(pathOf(), undefined);
    store.get = get;
    await put("/b/");
    assert.equal(pathOf(), "/b/");
  });

  it("are planned anew on a conflict", async () => {
    const { store, records, pathOf, put } = await loaded();
    await put("/a/");
    const seen: (string | undefined)[] = [];
    let interfere = true;
    await records.change(ACCOUNT, (change) => {
      seen.push(change.account.find("group", "desk")?.path);
      change.put("group", "desk", group("/mine/"));
      if (interfere) void store.put(KEY, group("/theirs/"));
      interfere = false;
    });
    assert.deepEqual(seen, ["/a/", "/theirs/"]);
    assert.equal(pathOf(), "/mine/");
  });
});
