import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "./outbox.ts";

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

function harness(): { readonly outbox: Outbox; readonly sent: string[]; add(name: string): void } {
  const outbox = new Outbox();
  const sent: string[] = [];
  return { outbox, sent, add: (name) => outbox.add({ send: () => sent.push(name) }) };
}

test("answers of one turn are sent at its end, in the order in which they became ready", async () => {
  const { sent, add } = harness();
  add("a");
  add("b");
  assert.deepEqual(sent, []);
  await turn();
  assert.deepEqual(sent, ["a", "b"]);
  add("c");
  await turn();
  assert.deepEqual(sent, ["a", "b", "c"]);
});

test("no more than 32 answers wait for each other", async () => {
  const { sent, add } = harness();
  for (let count = 0; count < 70; count++) add(`${count}`);
  assert.equal(sent.length, 64);
  await turn();
  assert.equal(sent.length, 70);
});

test("a sender with its next answers ready at once waits until the others had their turn", async () => {
  const { outbox, sent, add } = harness();
  let left = 40;
  const greedy = {
    send: (): void => {
      sent.push("greedy");
      for (let count = 0; count < 2 && left > 0; count++, left--) outbox.add(greedy);
    },
  };
  for (let count = 0; count < 31; count++) outbox.add(greedy);
  add("modest");
  assert.equal(sent.length, 32);
  assert.equal(sent.at(-1), "modest");
  await turn();
  assert.equal(sent.length, 72);
});
