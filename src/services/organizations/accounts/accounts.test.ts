import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type {
  CreateAccountResponse,
  ListAccountsResponse,
  ListParentsResponse,
} from "@aws-sdk/client-organizations";
import { ACCOUNT } from "../../iam/iam.fixture.ts";
import { organizationWorld } from "../organizations.fixture.ts";

describe("accounts", () => {
  it("begin under way and end with a role for the management account", async (t) => {
    const world = await organizationWorld(t);
    const begun = await world.call<CreateAccountResponse>("CreateAccount", {
      AccountName: "dev",
      Email: "dev@example.com",
      RoleName: "Admin",
    });
    assert.equal(begun.CreateAccountStatus?.State, "IN_PROGRESS");
    const { Accounts } = await world.call<ListAccountsResponse>("ListAccounts");
    const dev = Accounts?.find(({ Name }) => Name === "dev");
    assert.match(dev?.Id ?? "", /^\d{12}$/);
    assert.ok(world.iam.port.findRole(`arn:aws:iam::${dev?.Id}:role/Admin`));
  });

  it("have addresses of their own", async (t) => {
    const world = await organizationWorld(t);
    await world.makeAccount("dev");
    const { CreateAccountStatus } = await world.call<CreateAccountResponse>("CreateAccount", {
      AccountName: "dev",
      Email: "DEV@example.com",
    });
    assert.equal(CreateAccountStatus?.State, "FAILED");
    assert.equal(CreateAccountStatus?.FailureReason, "EMAIL_ALREADY_EXISTS");
  });

  it("move between units", async (t) => {
    const world = await organizationWorld(t);
    const unit = await world.makeUnit("Workloads");
    const AccountId = await world.makeAccount("dev");
    const move = { AccountId, SourceParentId: world.rootId, DestinationParentId: unit };
    await world.call("MoveAccount", move);
    const { Parents } = await world.call<ListParentsResponse>("ListParents", { ChildId: AccountId });
    assert.deepEqual(Parents, [{ Id: unit, Type: "ORGANIZATIONAL_UNIT" }]);
    await assert.rejects(world.call("MoveAccount", move), { code: "SourceParentNotFoundException" });
    await assert.rejects(world.call("DeleteOrganizationalUnit", { OrganizationalUnitId: unit }), {
      code: "OrganizationalUnitNotEmptyException",
    });
    await assert.rejects(world.call("RemoveAccountFromOrganization", { AccountId: ACCOUNT }), {
      code: "MasterCannotLeaveOrganizationException",
    });
  });

  it("are shown page by page", async (t) => {
    const world = await organizationWorld(t);
    await world.makeAccount("dev");
    const first = await world.call<ListAccountsResponse>("ListAccounts", { MaxResults: 1 });
    const { NextToken } = first;
    const second = await world.call<ListAccountsResponse>("ListAccounts", { MaxResults: 1, NextToken });
    assert.equal(second.NextToken, undefined);
    assert.equal(new Set([...first.Accounts!, ...second.Accounts!].map(({ Id }) => Id)).size, 2);
    await assert.rejects(world.call("ListAccounts", { NextToken: "!" }), {
      code: "InvalidInputException",
    });
  });
});
