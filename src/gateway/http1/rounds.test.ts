import assert from "node:assert/strict";
import { test } from "node:test";
import { type Participant, Rounds } from "./rounds.ts";

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Rounds, what happened in them, and participants that are answered as they are handled. */
function harness(): { rounds: Rounds; done: string[]; participant(name: string): Participant } {
  const rounds = new Rounds();
  const done: string[] = [];
  const participant = (name: string): Participant => {
    const self: Participant = {
      handle: () => {
        done.push(`handle ${name}`);
        rounds.answer(self);
      },
      send: () => done.push(`send ${name}`),
    };
    return self;
  };
  return { rounds, done, participant };
}

test("requests of one turn are handled together at its end, then answered together, each in its order", async () => {
  const { rounds, done, participant } = harness();
  rounds.ask(participant("a"));
  rounds.ask(participant("b"));
  assert.deepEqual(done, []);
  await turn();
  assert.deepEqual(done, ["handle a", "handle b", "send a", "send b"]);
  rounds.ask(participant("c"));
  await turn();
  assert.deepEqual(done.slice(4), ["handle c", "send c"]);
});

test("an answer that comes later is sent at the end of its own turn, with the others of that turn", async () => {
  const { rounds, done, participant } = harness();
  const late: Participant = { handle: () => {}, send: () => done.push("send late") };
  rounds.ask(late);
  await turn();
  assert.deepEqual(done, []);
  rounds.answer(late);
  rounds.ask(participant("a"));
  assert.deepEqual(done, []);
  await turn();
  assert.deepEqual(done, ["handle a", "send late", "send a"]);
});

test("no more than 32 wait for each other", async () => {
  const { rounds, done, participant } = harness();
  for (let count = 0; count < 70; count++) rounds.ask(participant("x"));
  assert.equal(done.length, 2 * 64);
  await turn();
  assert.equal(done.length, 2 * 70);
  for (let count = 0; count < 40; count++) rounds.answer(participant("x"));
  assert.equal(done.length, 2 * 70 + 32);
  await turn();
  assert.equal(done.length, 2 * 70 + 40);
});

test("whoever asks again while answers are sent waits until all the others had their turn", async () => {
  const { rounds, done, participant } = harness();
  let left = 40;
  const greedy: Participant = {
    handle: () => rounds.answer(greedy),
    send: () => {
      done.push("send greedy");
      for (let count = 0; count < 2 && left > 0; count++, left--) rounds.ask(greedy);
    },
  };
  for (let count = 0; count < 31; count++) rounds.ask(greedy);
  rounds.ask(participant("modest"));
  assert.deepEqual([done.length, done.at(-1)], [33, "send modest"]);
  await turn();
  assert.equal(done.length, 33 + 40);
});
