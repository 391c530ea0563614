import assert from "node:assert/strict";
import type {
  CreateAccountResponse,
  CreateOrganizationalUnitResponse,
  CreatePolicyResponse,
  DescribeCreateAccountStatusResponse,
  ListRootsResponse,
} from "@aws-sdk/client-organizations";
import type { AssumeRoleResponse } from "@aws-sdk/client-sts";
import type { Principal } from "../../policy/principal.ts";
import { ACCOUNT, document, iamWorld, signedInAs } from "../iam/iam.fixture.ts";

export const TYPE = "SERVICE_CONTROL_POLICY";

/** An organization of {@link ACCOUNT} with service control policies in force, and ways to grow it. */
export async function organizationWorld(t: Parameters<typeof iamWorld>[0]) {
  const world = await iamWorld(t);
  const { call } = world;
  await call("CreateOrganization", { FeatureSet: "ALL" });
  const rootId = (await call<ListRootsResponse>("ListRoots")).Roots![0]!.Id!;
  await call("EnablePolicyType", { RootId: rootId, PolicyType: TYPE });
  await call("CreateUser", { UserName: "ann" });
  await call("AttachUserPolicy", {
    UserName: "ann",
    PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
  });
  const { AccessKey } = await call<{ AccessKey: { AccessKeyId: string } }>("CreateAccessKey", {
    UserName: "ann",
  });
  const ann = (): Principal => signedInAs(world, AccessKey);
  const makePolicy = async (Name: string, Content: string): Promise<string> =>
    (
      await call<CreatePolicyResponse>("organizations:CreatePolicy", {
        Name,
        Content,
        Description: "",
        Type: TYPE,
      })
    ).Policy!.PolicySummary!.Id!;
  return {
    ...world,
    rootId,
    ann,
    makeAccount: async (name: string): Promise<string> => {
      const begun = await call<CreateAccountResponse>("CreateAccount", {
        AccountName: name,
        Email: `${name}@example.com`,
      });
      const { Id } = begun.CreateAccountStatus!;
      const { CreateAccountStatus } = await call<DescribeCreateAccountStatusResponse>(
        "DescribeCreateAccountStatus",
        { CreateAccountRequestId: Id },
      );
      assert.equal(CreateAccountStatus?.State, "SUCCEEDED");
      return CreateAccountStatus.AccountId!;
    },
    makeUnit: async (Name: string, ParentId = rootId): Promise<string> =>
      (await call<CreateOrganizationalUnitResponse>("CreateOrganizationalUnit", { Name, ParentId }))
        .OrganizationalUnit!.Id!,
    makePolicy,
    /** Makes a policy and attaches it. Returns its id. */
    limit: async (TargetId: string, Content: string): Promise<string> => {
      const PolicyId = await makePolicy("limit", Content);
      await call("AttachPolicy", { TargetId, PolicyId });
      return PolicyId;
    },
    /** An administrator of the account: a session of its access role. */
    enter: async (accountId: string): Promise<() => Principal> => {
      const { Credentials } = await call<AssumeRoleResponse>(
        "AssumeRole",
        {
          RoleArn: `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
          RoleSessionName: "ann",
        },
        ann(),
      );
      return () => signedInAs(world, Credentials);
    },
  };
}

export const denying = (action: string): string =>
  document({ Effect: "Deny", Action: action, Resource: "*" });
