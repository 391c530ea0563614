import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "../../base/random.ts";
import { physicalName } from "./physical-name.ts";
import { runGraph } from "./run-graph.ts";

const graph = new Map([
  ["c", ["a", "b"]],
  ["a", []],
  ["b", ["a"]],
  ["d", ["c"]],
  ["e", []],
]);

describe("runGraph", () => {
  const order = async (fails: string[], onFailure: "stop" | "continue", isStopped = () => false) => {
    const done: string[] = [];
    const work = async (name: string) => {
      await Promise.resolve();
      if (fails.includes(name)) throw new Error(name);
      done.push(name);
    };
    const failures = await runGraph({ graph, work, onFailure, isStopped });
    return { done, failed: failures.map((failure) => failure.name) };
  };

  it("works each node after those it depends on", async () => {
    const { done } = await order([], "stop");
    assert.deepEqual([...done].sort(), ["a", "b", "c", "d", "e"]);
    for (const [name, after] of graph) {
      for (const other of after)
        assert.ok(done.indexOf(other) < done.indexOf(name), `${other} before ${name}`);
    }
  });

  it("starts nothing after a failure when it is to stop", async () => {
    assert.deepEqual(await order(["a"], "stop"), { done: ["e"], failed: ["a"] });
  });

  it("goes on with what does not depend on a failure when it is to continue", async () => {
    assert.deepEqual(await order(["b"], "continue"), { done: ["a", "e"], failed: ["b"] });
  });

  it("starts nothing once stopped", async () => {
    assert.deepEqual(await order([], "stop", () => true), { done: [], failed: [] });
  });

  it("runs a bounded number of nodes at a time", async () => {
    let running = 0;
    let runningMax = 0;
    const wide = new Map(Array.from({ length: 50 }, (_, i) => [String(i), []]));
    const work = async () => {
      runningMax = Math.max(runningMax, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    await runGraph({ graph: wide, work, onFailure: "stop", isStopped: () => false });
    assert.equal(runningMax, 8);
  });
});

describe("physicalName", () => {
  const cases: readonly [string, string, number, RegExp][] = [
    ["shop", "Api", 64, /^shop-Api-[A-Z0-9]{12}$/],
    [
      "a-very-long-stack-name-indeed",
      "AnEvenLongerLogicalIdThanThat",
      40,
      /^a-very-long-s-AnEvenLongerL-[A-Z0-9]{12}$/,
    ],
    ["shop", "AnEvenLongerLogicalIdThanThat", 40, /^shop-AnEvenLongerLogicalIdT?-[A-Z0-9]{12}$/],
  ];
  for (const [stack, logicalId, lengthMax, expected] of cases) {
    it(`fits ${stack} and ${logicalId} in ${lengthMax}`, () => {
      const name = physicalName(new SeededRandom("names"), stack, logicalId, lengthMax);
      assert.ok(name.length <= lengthMax, name);
      assert.match(name, /^.+-.+-[A-Z0-9]{12}$/);
      if (lengthMax === 64) assert.match(name, expected);
    });
  }
});
