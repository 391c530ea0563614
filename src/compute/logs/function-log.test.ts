import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { ManualClock } from "../../base/clock.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { FunctionLog } from "./function-log.ts";
import { LineSplitter } from "./line-splitter.ts";

describe("cutting output into lines", () => {
  const cases: readonly (readonly [
    name: string,
    pieces: readonly (string | Buffer)[],
    lines: readonly string[],
  ])[] = [
    ["whole lines", ["a\nb\n"], ["a", "b"]],
    ["a line in two pieces", ["a", "b\nc"], ["ab"]],
    ["a character in two pieces", [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], ["é"]],
    ["a message of several lines", ["a\rb\n"], ["a\nb"]],
    ["ends as Windows has them", ["a\r\nb\r\n"], ["a", "b"]],
    ["a line that never ends", ["x".repeat(600_000)], ["x".repeat(262_118), "x".repeat(262_118)]],
  ];
  for (const [name, pieces, lines] of cases) {
    it(`takes ${name}`, () => {
      const splitter = new LineSplitter();
      assert.deepEqual(
        pieces.flatMap((piece) => splitter.push(Buffer.from(piece as string))),
        lines,
      );
    });
  }
});

describe("a function's log", () => {
  const report = { durationMs: 1.5, billedMs: 2, maxMemoryMb: 40 };

  function log() {
    const sent: string[][] = [];
    const origin = { spec: {} as FunctionSpec, logStreamName: "s" };
    const clock = new ManualClock(0);
    return {
      sent,
      clock,
      log: new FunctionLog(
        origin,
        { write: (_o, events) => void sent.push(events.map((e) => e.message)) },
        clock,
      ),
    };
  }

  it("hands over a call's lines together", () => {
    const { sent, log: functionLog } = log();
    functionLog.begin("r", "7", false);
    functionLog.add("said");
    assert.deepEqual(sent, []);
    assert.equal(functionLog.finish("r", report, 128, ""), "");
    assert.deepEqual(sent, [
      [
        "START RequestId: r Version: 7",
        "said",
        "END RequestId: r",
        "REPORT RequestId: r\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\t",
      ],
    ]);
  });

  it("hands over the lines of a long call meanwhile", () => {
    const { sent, clock, log: functionLog } = log();
    functionLog.begin("r", "7", false);
    clock.advance(1001);
    functionLog.add("later");
    assert.equal(sent.length, 1);
    for (let line = 0; line < 256; line++) functionLog.add(`${line}`);
    assert.equal(sent.length, 2);
  });

  it("keeps the last 4 KB for those who ask", () => {
    const { log: functionLog } = log();
    functionLog.begin("r", "7", true);
    for (let line = 0; line < 1000; line++) functionLog.add(`line ${line}`);
    const tail = functionLog.finish("r", report, 128, "Status: timeout");
    assert.equal(Buffer.byteLength(tail), 4096);
    assert.match(tail, /line 999\nEND RequestId: r\nREPORT .*Status: timeout\n$/);
  });

  it("outlives an output that cannot be read to its end", async () => {
    const { sent, log: functionLog } = log();
    const output = new PassThrough();
    functionLog.follow(output, () => {});
    output.write("said\n");
    await new Promise(setImmediate);
    output.destroy(new Error("the pipe broke"));
    await new Promise(setImmediate);
    functionLog.flush();
    assert.deepEqual(sent, [["said"]]);
  });

  it("asks for an end to a flood, and keeps little of it", async () => {
    const { sent, log: functionLog } = log();
    const output = new PassThrough();
    let floods = 0;
    functionLog.follow(output, () => {
      floods += 1;
    });
    functionLog.begin("r", "7", false);
    const megabyte = Buffer.from(`${"x".repeat(1_048_575)}\n`);
    for (let written = 0; written < 65; written++) {
      output.write(megabyte);
      await new Promise(setImmediate);
    }
    functionLog.flush();
    assert.ok(floods > 0);
    assert.ok(sent.flat().includes("Log output over 4194304 bytes in one call was dropped"));
    assert.ok(sent.flat().join("").length < 5 * 1_048_576);
  });
});
