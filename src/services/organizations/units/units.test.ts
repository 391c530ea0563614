import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ListTagsForResourceResponse } from "@aws-sdk/client-organizations";
import { organizationWorld } from "../organizations.fixture.ts";

describe("organizational units", () => {
  it("have names of their own and lie five levels deep at most", async (t) => {
    const world = await organizationWorld(t);
    let parent = world.rootId;
    for (let level = 1; level <= 5; level++) parent = await world.makeUnit(`level ${level}`, parent);
    const tooDeep = world.makeUnit("level 6", parent);
    await assert.rejects(tooDeep, { members: { Reason: "OU_DEPTH_LIMIT_EXCEEDED" } });
    await assert.rejects(world.makeUnit("level 1"), { code: "DuplicateOrganizationalUnitException" });
  });

  it("carry tags", async (t) => {
    const world = await organizationWorld(t);
    const unit = await world.makeUnit("Workloads");
    await world.call("TagResource", {
      ResourceId: unit,
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    });
    await world.call("UntagResource", { ResourceId: unit, TagKeys: ["a"] });
    const { Tags } = await world.call<ListTagsForResourceResponse>("ListTagsForResource", {
      ResourceId: unit,
    });
    assert.deepEqual(Tags, [{ Key: "b", Value: "2" }]);
  });
});
