import assert from "node:assert/strict";
import { test } from "node:test";
import { localUrl } from "./local-url.ts";

const server = { url: "http://127.0.0.1:4566" };
const here = "https://a1b2.execute-api.us-east-1.localhost:4566";

const cases: readonly [text: string, local: string][] = [
  ["https://a1b2.execute-api.us-east-1.amazonaws.com/dev/orders?x=1", `${here}/dev/orders?x=1`],
  ["https://a1b2.execute-api.us-east-1.amazonaws.com", here],
  [`${here}/dev`, `${here}/dev`],
  ["https://a1b2.execute-api.us-east-1.amazonaws.com.example.org/", ""],
  ["http://a1b2.execute-api.us-east-1.amazonaws.com/", ""],
  ["see https://a1b2.execute-api.us-east-1.amazonaws.com/", ""],
  ["arn:aws:iam::000000000000:user/x", ""],
];
for (const [text, local] of cases) {
  test(`${text} ${local ? "is found here" : "stays"}`, () => {
    assert.equal(localUrl(text, server), local || text);
  });
}
