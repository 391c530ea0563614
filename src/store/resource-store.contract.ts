import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { InvariantError } from "../base/assert.ts";
import { listAll } from "./list-all.ts";
import {
  type Change,
  DocumentTooLargeError,
  documentBytesMax,
  FeedTruncatedError,
  type ResourceKey,
  type ResourceStore,
  VersionConflictError,
} from "./resource-store.ts";

/** Makes an empty store whose feed keeps at least `changesKeptMin` changes. */
export type OpenResourceStore = (changesKeptMin: number) => Promise<ResourceStore>;

const key = (id: string, over: Partial<ResourceKey> = {}): ResourceKey => ({
  accountId: "000000000000",
  region: "us-east-1",
  service: "iam",
  type: "role",
  id,
  ...over,
});
const roles = { accountId: "000000000000", region: "us-east-1", service: "iam", type: "role" };

/** What every engine of {@link ResourceStore} must do. */
export function resourceStoreContract(name: string, open: OpenResourceStore): void {
  describe(`${name} keeps the contract of ResourceStore`, () => {
    let store: ResourceStore;
    beforeEach(async () => {
      store = await open(64);
    });
    afterEach(() => store.close());
    const ids = async (query: Parameters<ResourceStore["list"]>[0]): Promise<string[]> =>
      (await store.list(query)).map((found) => found.key.id);

    describe("documents", () => {
      it("gives back what was put, under its key", async () => {
        const value = { name: "É\0\u{1f600}", list: [1, null, { deep: true }], empty: "" };
        const version = await store.put(key("a"), value);
        assert.deepEqual(await store.get(key("a")), { key: key("a"), version, value });
      });

      it("tells keys apart by every part", async () => {
        const keys = [
          key("a"),
          key("b"),
          key("a", { accountId: "111111111111" }),
          key("a", { region: "eu-west-1" }),
          key("a", { service: "lambda" }),
          key("a", { type: "user" }),
        ];
        for (const [n, each] of keys.entries()) await store.put(each, { n });
        for (const [n, each] of keys.entries()) assert.deepEqual((await store.get(each))?.value, { n });
      });

      it("finds nothing where nothing is", async () => {
        assert.equal(await store.get(key("a")), undefined);
      });

      it("shares nothing with the caller", async () => {
        const value = { tags: ["one"] };
        await store.put(key("a"), value);
        value.tags.push("two");
        const first = await store.get<typeof value>(key("a"));
        first!.value.tags.push("three");
        assert.deepEqual((await store.get(key("a")))?.value, { tags: ["one"] });
      });

      const lossy: [string, object][] = [
        ["a Map", { member: new Map() }],
        ["bytes", { member: Buffer.from("x") }],
        ["a Date", { member: new Date(0) }],
        ["NaN", { member: Number.NaN }],
        ["a function", { member: () => 1 }],
        ["undefined in a list", { member: [undefined] }],
      ];
      for (const [what, value] of lossy) {
        it(`refuses ${what}, which JSON would change`, async () => {
          await assert.rejects(store.put(key("a"), value), InvariantError);
          assert.equal(await store.get(key("a")), undefined);
        });
      }

      it("leaves out members that are undefined", async () => {
        await store.put(key("a"), { kept: 1, left: undefined });
        assert.deepEqual((await store.get(key("a")))?.value, { kept: 1 });
      });

      it("refuses a document that is too large", async () => {
        await assert.rejects(
          store.put(key("a"), { text: "x".repeat(documentBytesMax) }),
          DocumentTooLargeError,
        );
        await store.put(key("a"), { text: "x".repeat(documentBytesMax - 11) });
      });

      for (const id of ["", "x".repeat(2049), "\ud800"]) {
        it(`refuses the id ${JSON.stringify(id.slice(0, 8))} of ${id.length} characters`, async () => {
          await assert.rejects(store.put(key(id), {}), InvariantError);
        });
      }

      it("keeps any JSON document under any id as it is", async () => {
        const anyId = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
        await fc.assert(
          fc.asyncProperty(
            anyId,
            fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })),
            async (id, value) => {
              await store.put(key(id), value);
              const stored = await store.get(key(id));
              assert.deepEqual(stored?.value, JSON.parse(JSON.stringify(value)));
            },
          ),
          { numRuns: 50, seed: 1 },
        );
      });
    });

    describe("conditional writes", () => {
      it("puts when absent, once", async () => {
        await store.put(key("a"), { n: 1 }, "absent");
        await assert.rejects(store.put(key("a"), { n: 2 }, "absent"), VersionConflictError);
        assert.deepEqual((await store.get(key("a")))?.value, { n: 1 });
      });

      it("puts at a version, once", async () => {
        const first = await store.put(key("a"), { n: 1 });
        const second = await store.put(key("a"), { n: 2 }, first);
        assert.ok(second > first);
        await assert.rejects(store.put(key("a"), { n: 3 }, first), VersionConflictError);
        assert.deepEqual((await store.get(key("a")))?.value, { n: 2 });
      });

      it("does not put at a version where nothing is", async () => {
        await assert.rejects(store.put(key("a"), {}, 1), VersionConflictError);
      });

      it("never gives a successor its predecessor's version", async () => {
        const before = await store.put(key("a"), { owner: "alice" });
        await store.delete(key("a"));
        await store.put(key("a"), { owner: "bob" });
        await assert.rejects(store.put(key("a"), { owner: "mallory" }, before), VersionConflictError);
      });

      it("lets one of many racing writers win", async () => {
        const version = await store.put(key("a"), { winner: -1 });
        const racing = Array.from({ length: 20 }, (_, winner) => store.put(key("a"), { winner }, version));
        const settled = await Promise.allSettled(racing);
        assert.equal(settled.filter((each) => each.status === "fulfilled").length, 1);
      });

      it("deletes, and says whether there was something", async () => {
        const version = await store.put(key("a"), {});
        await assert.rejects(store.delete(key("a"), version + 1), VersionConflictError);
        assert.equal(await store.delete(key("a"), version), true);
        assert.equal(await store.delete(key("a")), false);
        assert.equal(await store.get(key("a")), undefined);
      });
    });

    describe("transactions", () => {
      it("stores all writes, seeing their own earlier ones", async () => {
        await store.put(key("old"), {});
        await store.transact([
          { kind: "put", key: key("a"), value: { n: 1 }, expect: "absent" },
          { kind: "delete", key: key("old"), expect: "anything" },
          { kind: "put", key: key("old"), value: { n: 2 }, expect: "absent" },
        ]);
        assert.deepEqual(await ids(roles), ["a", "old"]);
        assert.deepEqual((await store.get(key("old")))?.value, { n: 2 });
      });

      it("stores nothing when one write finds something else", async () => {
        const before = await store.put(key("b"), { n: 1 });
        const writes = store.transact([
          { kind: "put", key: key("a"), value: {}, expect: "anything" },
          { kind: "put", key: key("b"), value: { n: 2 }, expect: "anything" },
          { kind: "delete", key: key("b"), expect: "anything" },
          { kind: "put", key: key("c"), value: {}, expect: 7 },
        ]);
        await assert.rejects(writes, (error: unknown) => {
          assert.ok(error instanceof VersionConflictError);
          assert.deepEqual([error.key.id, error.expected], ["c", 7]);
          return true;
        });
        assert.deepEqual(await ids(roles), ["b"]);
        assert.deepEqual(await store.get(key("b")), { key: key("b"), version: before, value: { n: 1 } });
        assert.equal((await store.changes(0)).length, 1);
      });

      it("refuses more writes than the limit", async () => {
        const writes = Array.from({ length: 1001 }, (_, n) => ({
          kind: "put" as const,
          key: key(`${n}`),
          value: {},
          expect: "anything" as const,
        }));
        await assert.rejects(store.transact(writes), InvariantError);
        assert.deepEqual(await ids(roles), []);
      });
    });

    describe("lists", () => {
      it("orders by UTF-8 bytes and pages by id", async () => {
        const ordered = ["A", "a", "a\0", "aa", "b", "\u{ff5e}", "\u{1f600}"];
        for (const id of [...ordered].reverse()) await store.put(key(id), {});
        assert.deepEqual(await ids(roles), ordered);
        assert.deepEqual(await ids({ ...roles, limit: 2 }), ordered.slice(0, 2));
        assert.deepEqual(await ids({ ...roles, limit: 3, afterId: "a" }), ordered.slice(2, 5));
      });

      it("finds by prefix, and only by prefix", async () => {
        for (const id of ["a", "ab", "abc", "ab\u{10ffff}", "ab\u{10ffff}c", "ac", "b", "a%"])
          await store.put(key(id), {});
        assert.deepEqual(await ids({ ...roles, idPrefix: "ab" }), [
          "ab",
          "abc",
          "ab\u{10ffff}",
          "ab\u{10ffff}c",
        ]);
        assert.deepEqual(await ids({ ...roles, idPrefix: "ab\u{10ffff}" }), [
          "ab\u{10ffff}",
          "ab\u{10ffff}c",
        ]);
        assert.deepEqual(await ids({ ...roles, idPrefix: "ab", afterId: "ab", limit: 1 }), ["abc"]);
        assert.deepEqual(await ids({ ...roles, idPrefix: "a%" }), ["a%"]);
      });

      it("keeps accounts, regions, services and types apart unless asked", async () => {
        await store.put(key("1"), {});
        await store.put(key("2", { accountId: "111111111111" }), {});
        await store.put(key("3", { region: "eu-west-1" }), {});
        await store.put(key("4", { type: "user" }), {});
        await store.put(key("5", { service: "kms" }), {});
        assert.deepEqual(await ids(roles), ["1"]);
        assert.deepEqual(await ids({ service: "iam", type: "role" }), ["3", "1", "2"]);
        assert.deepEqual(await ids({ service: "iam", type: "role", region: "us-east-1" }), ["1", "2"]);
        assert.deepEqual(await ids({ service: "iam", type: "role", accountId: "000000000000" }), ["3", "1"]);
      });

      it("pages across accounts that hold the same id", async () => {
        const accounts = ["000000000000", "111111111111", "222222222222"];
        for (const accountId of accounts) await store.put(key("same", { accountId }), {});
        const first = await store.list({ service: "iam", type: "role", limit: 2 });
        const rest = await store.list({ service: "iam", type: "role", afterKey: first[1]!.key });
        assert.deepEqual(
          [...first, ...rest].map((found) => found.key.accountId),
          accounts,
        );
        await assert.rejects(store.list({ service: "iam", type: "role", afterId: "same" }), InvariantError);
      });

      it("refuses a limit out of bounds", async () => {
        for (const limit of [0, 1001, 1.5])
          await assert.rejects(store.list({ ...roles, limit }), InvariantError);
      });

      it("goes through more documents than a page holds", async () => {
        for (const start of [0, 1000]) {
          await store.transact(
            Array.from({ length: 1000 }, (_, n) => ({
              kind: "put",
              key: key(`id-${start + n}`),
              value: {},
              expect: "absent",
            })),
          );
        }
        const seen = new Set<string>();
        for await (const found of listAll(store, { service: "iam", type: "role" })) seen.add(found.key.id);
        assert.equal(seen.size, 2000);
      });
    });

    describe("changes", () => {
      it("tells every committed write in order, to followers and to listeners", async () => {
        const heard: Change[] = [];
        const unsubscribe = store.subscribe((change) => heard.push(change));
        await Promise.all([store.put(key("a"), {}), store.put(key("b"), {})]);
        await store.transact([
          { kind: "put", key: key("a"), value: { n: 1 }, expect: "anything" },
          { kind: "delete", key: key("b"), expect: "anything" },
        ]);
        await store.delete(key("absent"));
        await assert.rejects(store.put(key("a"), {}, "absent"));
        const told = [
          { sequence: 1, kind: "put", key: key("a"), version: 1 },
          { sequence: 2, kind: "put", key: key("b"), version: 2 },
          { sequence: 3, kind: "put", key: key("a"), version: 3 },
          { sequence: 4, kind: "delete", key: key("b"), version: 4 },
        ];
        assert.deepEqual(await store.changes(0), told);
        assert.deepEqual(await store.changes(1, 2), told.slice(1, 3));
        assert.deepEqual(heard, told);
        unsubscribe();
        await store.put(key("c"), {});
        assert.equal(heard.length, 4);
      });

      it("has told the listeners by the time a write is acknowledged", async () => {
        let heard = 0;
        store.subscribe(() => heard++);
        await store.put(key("a"), {});
        assert.equal(heard, 1);
      });

      it("goes on when a listener throws", async () => {
        let heard = 0;
        store.subscribe(() => {
          throw new Error("a bug in a listener");
        });
        store.subscribe(() => heard++);
        await store.put(key("a"), {});
        assert.equal(heard, 1);
      });

      it("is bounded, and tells a follower that it missed something", async () => {
        for (let n = 0; n < 200; n++) await store.put(key(`${n % 10}`), { n });
        await assert.rejects(store.changes(0), FeedTruncatedError);
        const kept = await store.changes(200 - 64);
        assert.deepEqual([kept.length, kept[0]!.sequence, kept.at(-1)!.sequence], [64, 137, 200]);
        assert.deepEqual(await store.changes(200), []);
      });
    });
  });
}
