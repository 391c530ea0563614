import assert from "node:assert/strict";
import { test } from "node:test";
import { type Command, parseCommand, UsageError } from "./command.ts";

const command: Command = {
  name: "call",
  summary: "Send a request",
  positionals: ["METHOD", "URL"],
  options: [
    { name: "body", type: "string", value: "TEXT", summary: "The body" },
    { name: "header", type: "string", value: "FIELD", repeatable: true, summary: "A header" },
    { name: "json", type: "boolean", summary: "Print JSON" },
  ],
  run: async () => 0,
};

test("positionals and options are told apart", () => {
  const { values, positionals } = parseCommand(command, ["GET", "--json", "https://a", "--body", "x"]);
  assert.deepEqual([values, positionals], [{ json: true, body: "x" }, ["GET", "https://a"]]);
});

test("an option that may be given several times gives a list", () => {
  const { values, lists } = parseCommand(command, ["GET", "https://a", "--header", "a", "--header=b"]);
  assert.deepEqual([values, lists], [{}, { header: ["a", "b"] }]);
});

const slips: readonly [args: string[], message: string][] = [
  [[], "call needs METHOD and URL."],
  [["GET"], "call needs URL."],
  [["GET", "https://a", "more"], 'call does not take "more".'],
  [["GET", "https://a", "--bodi", "x"], "Unknown option '--bodi'."],
  [["GET", "https://a", "--body"], "Option '--body <value>' argument missing."],
  [["GET", "https://a", "--json=yes"], "Option '--json' does not take an argument."],
];
for (const [args, message] of slips) {
  test(`call ${args.join(" ")}: ${message}`, () => {
    assert.throws(
      () => parseCommand(command, args),
      (error: unknown) =>
        error instanceof UsageError &&
        error.message ===
          `${message}\nUsage: sallyport call METHOD URL [--body TEXT] [--header FIELD]… [--json]`,
    );
  });
}
