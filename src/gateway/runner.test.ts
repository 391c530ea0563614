import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange } from "./exchange.fixture.ts";
import { noBody } from "./http-message.ts";
import { runSteps, Trace } from "./runner.ts";
import type { Step } from "./stage.ts";

const goOn = (name: string, adds = {}): Step => ({ name, run: () => ({ kind: "continue", adds }) });
const refuse: Step = {
  name: "refuse",
  run: () => ({ kind: "reject", code: "access_denied", detail: "why" }),
};
const respond: Step = {
  name: "respond",
  run: () => ({ kind: "respond", response: { status: 200, headers: [], body: noBody } }),
};
const late = (step: Step): Step => ({ name: step.name, run: async (x) => step.run(x) });
const never: Step = { name: "never", run: () => assert.fail("a step ran after the end") };

function run(steps: readonly Step[]) {
  let us = 0;
  const trace = new Trace(() => us++);
  return { outcome: runSteps(steps, exchange(), trace), trace };
}

test("steps run in order until one decides, without a promise", () => {
  const { outcome, trace } = run([goOn("a"), goOn("b"), refuse, never]);
  assert.ok(!(outcome instanceof Promise));
  assert.equal(outcome.kind, "reject");
  assert.deepEqual(trace.stages, [
    { stage: "a", outcome: "continue", durationUs: 1 },
    { stage: "b", outcome: "continue", durationUs: 1 },
    { stage: "refuse", outcome: "reject", durationUs: 1, detail: "why" },
  ]);
});

test("a step that waits is waited for, and the rest runs after it", async () => {
  const { outcome, trace } = run([goOn("a"), late(goOn("b")), goOn("c"), late(respond), never]);
  assert.ok(outcome instanceof Promise);
  assert.equal((await outcome).kind, "respond");
  assert.deepEqual(
    trace.stages.map(({ stage }) => stage),
    ["a", "b", "c", "respond"],
  );
});

test("what a step adds, the next one sees", () => {
  let seen: unknown;
  const look: Step = {
    name: "look",
    run: (x) => {
      seen = (x as unknown as { readonly added: string }).added;
      return { kind: "continue", adds: {} };
    },
  };
  assert.equal((run([goOn("a", { added: "yes" }), look]).outcome as { kind: string }).kind, "passed");
  assert.equal(seen, "yes");
});

for (const [name, step] of [
  [
    "throws",
    {
      name: "bad",
      run: () => {
        throw new Error("secret");
      },
    },
  ],
  ["rejects its promise", { name: "bad", run: () => Promise.reject(new Error("secret")) }],
] as readonly [string, Step][]) {
  test(`a step that ${name} ends the request: nothing after it runs`, async () => {
    const { outcome, trace } = run([step, never]);
    assert.equal((await outcome).kind, "failed");
    assert.equal(trace.stages[0]?.outcome, "failed");
    assert.ok(!JSON.stringify(trace.stages).includes("secret"));
  });
}
