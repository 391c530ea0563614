import assert from "node:assert/strict";
import { test } from "node:test";
import { domainNameOf, findApiAddress, splitStage } from "./host-routing.ts";

const found: readonly [
  host: string,
  path: string,
  apiId: string,
  region: string | undefined,
  rest: string,
][] = [
  ["abc.execute-api.us-east-1.localhost:4566", "/prod/pets", "abc", "us-east-1", "/prod/pets"],
  ["ABC.Execute-Api.us-east-1.localhost.", "/prod", "abc", "us-east-1", "/prod"],
  ["abc.execute-api.eu-west-1.amazonaws.com", "/prod", "abc", "eu-west-1", "/prod"],
  ["abc.execute-api.cn-north-1.amazonaws.com.cn", "/", "abc", "cn-north-1", "/"],
  ["127.0.0.1:4566", "/_aws/execute-api/abc/prod/pets", "abc", undefined, "/prod/pets"],
  ["[::1]:4566", "/_aws/execute-api/abc", "abc", undefined, "/"],
];
for (const [host, path, apiId, region, pathWithStage] of found) {
  test(`${host} ${path} addresses ${apiId}`, () => {
    assert.deepEqual(findApiAddress(domainNameOf(host), path), { apiId, region, pathWithStage });
  });
}

for (const host of [
  "localhost:4566",
  "abc.execute-api.us-east-1.localhost.evil.example",
  "evil.abc.execute-api.us-east-1.localhost",
  "abc.execute-api.us-east-1.amazonaws.com.evil.example",
  "iam.amazonaws.com",
  "",
]) {
  test(`${host || "no host"} addresses no API`, () =>
    assert.equal(findApiAddress(domainNameOf(host), "/prod"), undefined));
}

test("the stage is the first segment", () => {
  assert.deepEqual(splitStage("/prod/pets/7"), { stageName: "prod", path: "/pets/7" });
  assert.deepEqual(splitStage("/prod"), { stageName: "prod", path: "/" });
  assert.deepEqual(splitStage("/"), { stageName: "", path: "/" });
});
