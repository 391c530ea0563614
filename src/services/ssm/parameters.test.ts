import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type {
  DescribeParametersResult,
  GetParameterHistoryResult,
  GetParameterResult,
  GetParametersByPathResult,
  GetParametersResult,
  ListTagsForResourceResult,
  PutParameterResult,
} from "@aws-sdk/client-ssm";
import { ManualClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { newAuditTrail } from "../../control/audit.ts";
import { dispatch } from "../../control/dispatch.ts";
import { ServiceRegistry } from "../../control/service-registry.ts";
import { compilePolicy } from "../../policy/compile.ts";
import type { Principal } from "../../policy/principal.ts";
import { MemoryResourceStore } from "../../store/memory-resource-store.ts";
import { createSsmService } from "./service.ts";

const ACCOUNT = "111122223333";
const root: Principal = {
  type: "Root",
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  tags: {},
};
const user: Principal = {
  ...root,
  type: "User",
  arn: `arn:aws:iam::${ACCOUNT}:user/ann`,
  userId: "AIDAANN",
  userName: "ann",
};
const stranger: Principal = { ...root, accountId: "444455556666", arn: "arn:aws:iam::444455556666:root" };
const parameterArn = (path: string): string => `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter${path}`;

describe("Parameter Store", () => {
  let call: <Out>(
    operationName: string,
    input: object,
    principal?: Principal,
    region?: string,
  ) => Promise<Out>;
  /** What the audit learned of the last call. */
  let trail = newAuditTrail();
  let allowUser: (...statements: readonly object[]) => void;

  beforeEach(() => {
    const registry = new ServiceRegistry();
    registry.add(createSsmService({ store: new MemoryResourceStore({ logger: silentLogger }) }));
    let userPolicies: ReturnType<typeof compilePolicy>[] = [];
    allowUser = (...Statement) => {
      userPolicies = [
        compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement }), {
          name: "user",
          kind: "identity",
        }),
      ];
    };
    const policies = {
      findPolicies: ({ type }: Principal) => ({ identityPolicies: type === "User" ? userPolicies : [] }),
    };
    const ports = { registry, policies, clock: new ManualClock(Date.UTC(2026, 0, 1)) };
    const origin = { sourceIp: "127.0.0.1", userAgent: "test", secureTransport: true, host: "localhost" };
    call = async <Out>(operationName: string, input: object, principal = root, region = "eu-west-1") => {
      trail = newAuditTrail();
      return (await dispatch(
        {
          serviceId: "ssm",
          operationName,
          input,
          principal,
          region,
          requestId: "1",
          origin,
          signal: new AbortController().signal,
        },
        ports,
        trail,
      )) as Out;
    };
  });

  const put = (Name: string, Value = "value", more: object = {}) =>
    call<PutParameterResult>("PutParameter", { Name, Value, Type: "String", ...more });
  const get = async (Name: string, principal?: Principal) =>
    (await call<GetParameterResult>("GetParameter", { Name }, principal)).Parameter!;

  it("keeps parameters and their versions", async () => {
    assert.deepEqual(await put("/app/db", "one"), { Version: 1, Tier: "Standard" });
    await assert.rejects(put("/app/db", "two"), { code: "ParameterAlreadyExists" });
    assert.equal((await put("/app/db", "two", { Overwrite: true })).Version, 2);
    const latest = await get("/app/db");
    assert.deepEqual([latest.Value, latest.Version, latest.ARN], ["two", 2, parameterArn("/app/db")]);
    assert.equal((await get("/app/db:1")).Value, "one");
    assert.equal((await get(parameterArn("/app/db"))).Value, "two");
    await assert.rejects(get("/app/db:9"), { code: "ParameterVersionNotFound" });
    await assert.rejects(get("/app/other"), { code: "ParameterNotFound" });
    const history = await call<GetParameterHistoryResult>("GetParameterHistory", {
      Name: "/app/db",
      MaxResults: 1,
    });
    assert.deepEqual(
      history.Parameters?.map(({ Value }) => Value),
      ["one"],
    );
    const rest = await call<GetParameterHistoryResult>("GetParameterHistory", {
      Name: "/app/db",
      NextToken: history.NextToken,
    });
    assert.deepEqual(
      rest.Parameters?.map(({ Value }) => Value),
      ["two"],
    );
  });

  it("forgets the oldest of more than a hundred versions", async () => {
    for (let i = 1; i <= 101; i++) await put("many", `${i}`, { Overwrite: true });
    await assert.rejects(get("many:1"), { code: "ParameterVersionNotFound" });
    assert.equal((await get("many:2")).Value, "2");
  });

  it("loses no write of two at once", async () => {
    await put("shared", "0");
    const versions = await Promise.all([1, 2, 3].map((i) => put("shared", `${i}`, { Overwrite: true })));
    assert.deepEqual(versions.map(({ Version }) => Version).sort(), [2, 3, 4]);
  });

  it("keeps accounts and regions apart", async () => {
    await put("mine");
    await assert.rejects(get("mine", stranger), { code: "ParameterNotFound" });
    await assert.rejects(call("GetParameter", { Name: "mine" }, root, "us-east-1"), {
      code: "ParameterNotFound",
    });
    await assert.rejects(get(parameterArn("/mine"), stranger), { code: "ValidationException" });
  });

  const refused: readonly (readonly [what: string, input: object, code: string])[] = [
    ["a secure string", { Type: "SecureString" }, "NotImplemented"],
    ["a key", { KeyId: "alias/x" }, "NotImplemented"],
    ["the advanced tier", { Tier: "Advanced" }, "NotImplemented"],
    ["parameter policies", { Policies: "[{}]" }, "NotImplemented"],
    ["an image id", { DataType: "aws:ec2:image" }, "NotImplemented"],
    ["no type", { Type: undefined }, "ValidationException"],
    ["an empty value", { Value: "" }, "ValidationException"],
    ["a value that is too long", { Value: "é".repeat(2049) }, "ValidationException"],
    [
      "a value that its pattern does not allow",
      { Value: "a1", AllowedPattern: "[a-z]+" },
      "ParameterPatternMismatchException",
    ],
    [
      "a value of which its pattern allows a part",
      { Value: "ax", AllowedPattern: "a|b" },
      "ParameterPatternMismatchException",
    ],
    ["a pattern that is none", { AllowedPattern: "(" }, "InvalidAllowedPatternException"],
    [
      "a pattern that never ends",
      { Value: `${"a".repeat(60)}!`, AllowedPattern: "(a+)+" },
      "InvalidAllowedPatternException",
    ],
    ["a name of AWS's", { Name: "/aws/x" }, "AccessDeniedException"],
    ["a name of Systems Manager's", { Name: "SSM-x" }, "ValidationException"],
    ["a name that is half a path", { Name: "a/b" }, "ValidationException"],
    ["a name with a space", { Name: "/a b" }, "ValidationException"],
    ["a long name", { Name: `/${"a".repeat(1_011)}` }, "ValidationException"],
    ["a name with a version", { Name: "name:1" }, "ValidationException"],
    ["a deep name", { Name: "/a".repeat(16) }, "HierarchyLevelLimitExceededException"],
    [
      "more than fifty tags",
      { Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `${i}`, Value: "" })) },
      "TooManyTagsError",
    ],
    ["a reserved tag", { Tags: [{ Key: "aws:x", Value: "1" }] }, "ValidationException"],
  ];
  for (const [what, more, code] of refused) {
    it(`refuses ${what}`, () => assert.rejects(put("name", "value", more), { code }));
  }

  it("holds later versions to the pattern and type of the first", async () => {
    await put("/digits", "1", { AllowedPattern: "\\d+" });
    const again = (more: object) => put("/digits", "2", { Overwrite: true, ...more });
    await assert.rejects(again({ Value: "x" }), { code: "ParameterPatternMismatchException" });
    await assert.rejects(again({ Type: "StringList" }), { code: "HierarchyTypeMismatchException" });
    await again({ Type: undefined });
  });

  it("finds parameters by path, name, type and tag, page by page", async () => {
    for (const name of ["/a/1", "/a/2", "/a/b/3", "/c"]) await put(name);
    await put("/a/list", "x,y", { Type: "StringList", Tags: [{ Key: "team", Value: "red" }] });
    const byPath = async (input: object): Promise<string[]> => {
      const names: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await call<GetParametersByPathResult>("GetParametersByPath", {
          MaxResults: 2,
          NextToken,
          ...input,
        });
        names.push(...page.Parameters!.map(({ Name }) => Name!));
        ({ NextToken } = page);
      } while (NextToken);
      return names;
    };
    assert.deepEqual(await byPath({ Path: "/a" }), ["/a/1", "/a/2", "/a/list"]);
    assert.deepEqual(await byPath({ Path: "/a/", Recursive: true }), ["/a/1", "/a/2", "/a/b/3", "/a/list"]);
    assert.deepEqual(await byPath({ Path: "/", Recursive: true }), [
      "/a/1",
      "/a/2",
      "/a/b/3",
      "/a/list",
      "/c",
    ]);
    const describe = async (Key: string, Option: string | undefined, Values: string[]) => {
      const ParameterFilters = [{ Key, Option, Values }];
      const { Parameters } = await call<DescribeParametersResult>("DescribeParameters", { ParameterFilters });
      return Parameters!.map(({ Name }) => Name);
    };
    assert.deepEqual(await describe("Name", "BeginsWith", ["/a/b"]), ["/a/b/3"]);
    assert.deepEqual(await describe("Type", undefined, ["StringList"]), ["/a/list"]);
    assert.deepEqual(await describe("tag:team", "Equals", ["red"]), ["/a/list"]);
    assert.deepEqual(await describe("Path", "Recursive", ["/a/b"]), ["/a/b/3"]);
    await assert.rejects(describe("Label", undefined, ["x"]), { code: "InvalidFilterKey" });
  });

  it("gets and deletes several, and says which there are not", async () => {
    await put("a");
    const got = await call<GetParametersResult>("GetParameters", { Names: ["a", "b"] });
    assert.deepEqual([got.Parameters?.map(({ Name }) => Name), got.InvalidParameters], [["a"], ["b"]]);
    assert.deepEqual(await call("DeleteParameters", { Names: ["a", "b"] }), {
      DeletedParameters: ["a"],
      InvalidParameters: ["b"],
    });
    await assert.rejects(call("DeleteParameter", { Name: "a" }), { code: "ParameterNotFound" });
  });

  it("deletes no parameter by one of its versions", async () => {
    await put("a");
    await assert.rejects(call("DeleteParameter", { Name: "a:1" }), { code: "ParameterNotFound" });
    assert.deepEqual(await call("DeleteParameters", { Names: ["a:1"] }), {
      DeletedParameters: [],
      InvalidParameters: ["a:1"],
    });
    assert.equal((await get("a")).Value, "value");
  });

  const refusedReads: readonly (readonly [what: string, operation: string, input: object, code: string])[] = [
    ["a token that is none", "DescribeParameters", { NextToken: "!" }, "InvalidNextToken"],
    [
      "a token of a history that is none",
      "GetParameterHistory",
      { Name: "a", NextToken: "x" },
      "InvalidNextToken",
    ],
    ["a path that starts anywhere", "GetParametersByPath", { Path: "a" }, "ValidationException"],
    [
      "filters of the older form",
      "DescribeParameters",
      { Filters: [{ Key: "Name", Values: ["a"] }] },
      "NotImplemented",
    ],
    ["other accounts' parameters", "DescribeParameters", { Shared: true }, "NotImplemented"],
    [
      "an unknown way to compare",
      "DescribeParameters",
      { ParameterFilters: [{ Key: "Name", Option: "Ends", Values: ["a"] }] },
      "InvalidFilterOption",
    ],
    [
      "an unknown way to go down a path",
      "DescribeParameters",
      { ParameterFilters: [{ Key: "Path", Option: "Equals", Values: ["/a"] }] },
      "InvalidFilterOption",
    ],
    [
      "an ARN of another region",
      "GetParameter",
      { Name: `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/a` },
      "ValidationException",
    ],
    [
      "an ARN of something else",
      "GetParameter",
      { Name: `arn:aws:ssm:eu-west-1:${ACCOUNT}:documented/a` },
      "ValidationException",
    ],
  ];
  for (const [what, operation, input, code] of refusedReads) {
    it(`refuses ${what}`, async () => {
      await put("a");
      await assert.rejects(call(operation, input), { code });
    });
  }

  it("sets no tags along with a new version", async () => {
    await put("a");
    const tagged = put("a", "2", { Overwrite: true, Tags: [{ Key: "x", Value: "1" }] });
    await assert.rejects(tagged, { code: "ValidationException" });
    assert.equal((await get("a")).Version, 1);
  });

  it("shows no value to the audit", async () => {
    await put("a", "a value that nobody records");
    assert.match(trail.request ?? "", /"Name":"a"/);
    assert.doesNotMatch(trail.request ?? "", /nobody records/);
  });

  it("tags parameters", async () => {
    await put("a", "1", { Tags: [{ Key: "x", Value: "1" }] });
    const resource = { ResourceType: "Parameter", ResourceId: "a" };
    await call("AddTagsToResource", { ...resource, Tags: [{ Key: "y", Value: "2" }] });
    await call("RemoveTagsFromResource", { ...resource, TagKeys: ["x"] });
    const { TagList } = await call<ListTagsForResourceResult>("ListTagsForResource", resource);
    assert.deepEqual(TagList, [{ Key: "y", Value: "2" }]);
    const other = { ResourceType: "Document", ResourceId: "a" };
    await assert.rejects(call("ListTagsForResource", other), { code: "NotImplemented" });
  });

  it("lets users do what their policies say, by path and by tag", async () => {
    await put("/red/a", "1", { Tags: [{ Key: "team", Value: "red" }] });
    await put("/blue/a");
    await assert.rejects(get("/red/a", user), { code: "AccessDeniedException" });
    allowUser({ Effect: "Allow", Action: "ssm:Get*", Resource: parameterArn("/red*") });
    assert.equal((await get("/red/a", user)).Value, "1");
    assert.equal((await get("/red/a:1", user)).Value, "1");
    await assert.rejects(get("/blue/a", user), { code: "AccessDeniedException" });
    await assert.rejects(call("GetParameters", { Names: ["/red/a", "/blue/a"] }, user), {
      code: "AccessDeniedException",
    });
    await call("GetParametersByPath", { Path: "/red/" }, user);
    await assert.rejects(call("GetParametersByPath", { Path: "/" }, user), { code: "AccessDeniedException" });
    const Condition = { StringEquals: { "aws:ResourceTag/team": "red" } };
    allowUser({ Effect: "Allow", Action: "ssm:GetParameter", Resource: "*", Condition });
    assert.equal((await get("/red/a", user)).Value, "1");
    await assert.rejects(get("/blue/a", user), { code: "AccessDeniedException" });
  });

  it("is not got round by a slash at the end of a path, or by going deeper than allowed", async () => {
    await put("/red/a");
    const allow = { Effect: "Allow", Action: "ssm:GetParametersByPath", Resource: "*" };
    const byPath = (Path: string, Recursive?: boolean) =>
      call("GetParametersByPath", { Path, Recursive }, user);
    const denied = (promise: Promise<unknown>) => assert.rejects(promise, { code: "AccessDeniedException" });
    allowUser(allow, { ...allow, Effect: "Deny", Resource: parameterArn("/red") });
    await denied(byPath("/red"));
    await denied(byPath("/red/"));
    allowUser({ ...allow, Condition: { StringEquals: { "ssm:Recursive": "false" } } });
    await byPath("/red");
    await denied(byPath("/red", true));
  });

  it("can keep users to tags of their own", async () => {
    await put("a");
    const Condition = {
      StringEqualsIfExists: { "aws:RequestTag/team": "red" },
      "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] },
    };
    allowUser({ Effect: "Allow", Action: "ssm:*", Resource: "*", Condition });
    const resource = { ResourceType: "Parameter", ResourceId: "a" };
    const attempts = (Key: string, Value: string) => [
      () => call("AddTagsToResource", { ...resource, Tags: [{ Key, Value }] }, user),
      () =>
        call(
          "PutParameter",
          { Name: `/${Key}/${Value}`, Value, Type: "String", Tags: [{ Key, Value }] },
          user,
        ),
    ];
    for (const attempt of attempts("team", "red")) await attempt();
    for (const attempt of [...attempts("team", "blue"), ...attempts("level", "red")]) {
      await assert.rejects(attempt(), { code: "AccessDeniedException" });
    }
    await call("RemoveTagsFromResource", { ...resource, TagKeys: ["team"] }, user);
    await assert.rejects(call("RemoveTagsFromResource", { ...resource, TagKeys: ["level"] }, user), {
      code: "AccessDeniedException",
    });
  });

  it("can keep users from overwriting", async () => {
    const Condition = { StringEquals: { "ssm:Overwrite": "false" } };
    allowUser({ Effect: "Allow", Action: "ssm:PutParameter", Resource: "*", Condition });
    const input = { Name: "a", Value: "1", Type: "String" };
    await call("PutParameter", input, user);
    await assert.rejects(call("PutParameter", { ...input, Overwrite: true }, user), {
      code: "AccessDeniedException",
    });
    const tagged = { ...input, Name: "b", Tags: [{ Key: "x", Value: "1" }] };
    await assert.rejects(call("PutParameter", tagged, user), { code: "AccessDeniedException" });
  });
});
