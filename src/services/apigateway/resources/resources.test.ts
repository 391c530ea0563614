import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AwsError } from "../../../aws/aws-error.ts";
import { apiGatewayHarness, assertRefused, type Harness, petApi } from "../apigateway.fixture.ts";

/** An API with the given path parts, each below the one before. */
async function chain({ call }: Harness, ...parts: string[]): Promise<{ restApiId: string; ids: string[] }> {
  const { id: restApiId, rootResourceId } = await call("CreateRestApi", { name: "api" });
  const ids = [rootResourceId];
  for (const pathPart of parts) {
    ids.push((await call("CreateResource", { restApiId, parentId: ids.at(-1), pathPart })).id);
  }
  return { restApiId, ids };
}

const paths = async ({ call }: Harness, restApiId: string): Promise<string[]> =>
  (await call("GetResources", { restApiId })).items.map((resource: { path: string }) => resource.path);

const GREEDY_CHILD = "Cannot create a child of a resource with a greedy path variable: {proxy+}";
const PATH_PART =
  "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.";

describe("resources", () => {
  test("the root has no part and no parent; others have both", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, ids } = await chain(harness, "pets", "{petId}");
    const [root, pets, pet] = ids;
    assert.deepEqual((await harness.call("GetResources", { restApiId })).items, [
      { id: root, path: "/" },
      { id: pets, parentId: root, pathPart: "pets", path: "/pets" },
      { id: pet, parentId: pets, pathPart: "{petId}", path: "/pets/{petId}" },
    ]);
  });

  test("methods are named only, unless they are asked for", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, resourceId } = await petApi(harness);
    const named = await harness.call("GetResource", { restApiId, resourceId });
    assert.deepEqual(named.resourceMethods, { GET: {} });
    const whole = await harness.call("GetResource", { restApiId, resourceId, embed: ["methods"] });
    assert.equal(whole.resourceMethods.GET.methodIntegration.type, "MOCK");
  });

  const refusals: [parts: string[], pathPart: string, code: string, message: string][] = [
    [["{proxy+}"], "child", "BadRequestException", GREEDY_CHILD],
    [["{proxy+}"], "{child}", "BadRequestException", GREEDY_CHILD],
    [[], "a/b", "BadRequestException", PATH_PART],
    [[], "", "BadRequestException", PATH_PART],
    [[], "{", "BadRequestException", PATH_PART],
    [[], "x{y}", "BadRequestException", PATH_PART],
    [[], "{+}", "BadRequestException", PATH_PART],
    [[], "../x", "BadRequestException", PATH_PART],
  ];
  for (const [parts, pathPart, code, message] of refusals) {
    test(`refuses "${pathPart}" below /${parts.join("/")}`, async () => {
      const harness = apiGatewayHarness();
      const { restApiId, ids } = await chain(harness, ...parts);
      const created = harness.call("CreateResource", { restApiId, parentId: ids.at(-1), pathPart });
      await assertRefused(created, code, message);
    });
  }

  test("siblings have different names, and at most one is variable", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, ids } = await chain(harness, "{proxy+}");
    const create = (pathPart: string) =>
      harness.call("CreateResource", { restApiId, parentId: ids[0], pathPart });
    const sibling =
      "A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed";
    await assertRefused(create("{other}"), "BadRequestException", sibling);
    await create("pets");
    const taken = "Another resource with the same parent already has this name: pets";
    await assertRefused(create("pets"), "ConflictException", taken);
  });

  test("an API has at most 300 resources", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, ids } = await chain(harness);
    const create = (n: number) =>
      harness.call("CreateResource", { restApiId, parentId: ids[0], pathPart: `r${n}` });
    for (let n = 1; n < 300; n++) await create(n);
    await assertRefused(create(300), "LimitExceededException");
  });

  test("deleting takes everything below along, but never the root", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, ids } = await chain(harness, "a", "b", "c");
    await harness.call("DeleteResource", { restApiId, resourceId: ids[2] });
    assert.deepEqual(await paths(harness, restApiId), ["/", "/a"]);
    await assertRefused(
      harness.call("DeleteResource", { restApiId, resourceId: ids[0] }),
      "BadRequestException",
    );
    const gone = harness.call("DeleteResource", { restApiId, resourceId: ids[3] });
    await assertRefused(gone, "NotFoundException", "Invalid Resource identifier specified");
  });

  test("an unknown API is an invalid resource, but an invalid API to a list", async () => {
    const { call } = apiGatewayHarness();
    const unknown = { restApiId: "nope", resourceId: "x", parentId: "x", pathPart: "y" };
    for (const name of ["GetResource", "CreateResource", "DeleteResource", "UpdateResource"]) {
      await assertRefused(call(name, unknown), "NotFoundException", "Invalid Resource identifier specified");
    }
    await assertRefused(call("GetResources", unknown), "NotFoundException", /Invalid API identifier/);
  });
});

describe("UpdateResource", () => {
  const patch = (path: string, value?: string, op = "replace") => [{ op, path, value }];

  test("renames and moves a resource with all that is below it", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, ids } = await chain(harness, "a", "b", "c");
    await harness.call("UpdateResource", {
      restApiId,
      resourceId: ids[1],
      patchOperations: patch("/pathPart", "x"),
    });
    assert.deepEqual(await paths(harness, restApiId), ["/", "/x", "/x/b", "/x/b/c"]);
    const patchOperations = patch("/parentId", ids[0]);
    const moved = await harness.call("UpdateResource", { restApiId, resourceId: ids[2], patchOperations });
    assert.equal(moved.path, "/b");
    assert.deepEqual(await paths(harness, restApiId), ["/", "/b", "/b/c", "/x"]);
  });

  test("refuses what AWS refuses, in its words", async () => {
    const harness = apiGatewayHarness();
    const { restApiId, ids } = await chain(harness, "a", "b");
    const update = (resourceId: string | undefined, patchOperations: object[]) =>
      harness.call("UpdateResource", { restApiId, resourceId, patchOperations });
    const cases: [Promise<unknown>, string, string][] = [
      [update(ids[1], patch("/parentId", ids[2])), "BadRequestException", "Resources cannot be cyclical."],
      [update(ids[1], patch("/parentId", ids[1])), "BadRequestException", "Resources cannot be cyclical."],
      [
        update(ids[1], patch("/parentId", "nope")),
        "NotFoundException",
        "Invalid Resource identifier specified",
      ],
      [
        update(ids[0], patch("/pathPart", "x")),
        "BadRequestException",
        "Root resource cannot update its pathPart.",
      ],
      [
        update(ids[0], patch("/parentId", ids[1])),
        "BadRequestException",
        "Root resource cannot update its parentId.",
      ],
      [
        update(ids[1], patch("/invalid", "x")),
        "BadRequestException",
        "Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]",
      ],
      [
        update(ids[1], patch("/pathPart", undefined, "remove")),
        "BadRequestException",
        "Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations",
      ],
    ];
    for (const [refused, code, message] of cases) await assertRefused(refused, code, message);
    assert.deepEqual(await paths(harness, restApiId), ["/", "/a", "/a/b"]);
  });
});

test("whatever is created, renamed, moved and deleted, it stays one tree with sound siblings", async () => {
  const part = fc.constantFrom("a", "b", "{v}", "{w}", "{p+}");
  const step = fc.tuple(fc.constantFrom("create", "rename", "move", "delete"), fc.nat(20), fc.nat(20), part);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const harness = apiGatewayHarness();
      const { restApiId } = await chain(harness);
      for (const [kind, from, to, pathPart] of steps) {
        const { items } = await harness.call("GetResources", { restApiId, limit: 500 });
        const resourceId = items[from % items.length].id;
        const parentId = items[to % items.length].id;
        await tolerant(
          kind === "create"
            ? harness.call("CreateResource", { restApiId, parentId: resourceId, pathPart })
            : kind === "delete"
              ? harness.call("DeleteResource", { restApiId, resourceId })
              : harness.call("UpdateResource", {
                  restApiId,
                  resourceId,
                  patchOperations: [
                    kind === "rename"
                      ? { op: "replace", path: "/pathPart", value: pathPart }
                      : { op: "replace", path: "/parentId", value: parentId },
                  ],
                }),
        );
      }
      const { items } = await harness.call("GetResources", { restApiId, limit: 500 });
      assertSoundTree(items);
    }),
    { numRuns: 60 },
  );
});

/** Refusals are fine; anything else is not. */
async function tolerant(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => assert.ok(error instanceof AwsError, String(error)));
}

function assertSoundTree(items: { id: string; parentId?: string; pathPart?: string; path: string }[]): void {
  const byId = new Map(items.map((item) => [item.id, item]));
  assert.equal(items.filter((item) => item.parentId === undefined).length, 1);
  assert.equal(new Set(items.map((item) => item.path)).size, items.length, "paths are unique");
  for (const item of items) {
    if (item.parentId === undefined) continue;
    const parent = byId.get(item.parentId);
    assert.ok(parent, "every parent is there");
    assert.ok(!parent.pathPart?.endsWith("+}"), "nothing is below a greedy part");
    assert.equal(item.path, `${parent.path === "/" ? "" : parent.path}/${item.pathPart}`);
    const variable = items.filter(
      (other) => other.parentId === item.parentId && other.pathPart?.startsWith("{"),
    );
    assert.ok(variable.length <= 1, "one variable part among siblings");
  }
}
