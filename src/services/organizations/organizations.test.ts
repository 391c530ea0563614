import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SimulatePolicyResponse } from "@aws-sdk/client-iam";
import type {
  CreateAccountResponse,
  CreateOrganizationalUnitResponse,
  CreatePolicyResponse,
  DescribeCreateAccountStatusResponse,
  DescribeOrganizationResponse,
  ListAccountsResponse,
  ListParentsResponse,
  ListPoliciesForTargetResponse,
  ListRootsResponse,
  ListTagsForResourceResponse,
  ListTargetsForPolicyResponse,
} from "@aws-sdk/client-organizations";
import type { AssumeRoleResponse } from "@aws-sdk/client-sts";
import { evaluate } from "../../policy/evaluate.ts";
import type { Principal } from "../../policy/principal.ts";
import { requestContext } from "../../policy/request-context.ts";
import { ACCOUNT, allowing, document, type IamWorld, iamWorld, signedInAs } from "../iam/iam.fixture.ts";
import { OrganizationRecords } from "./organization-records.ts";

const TYPE = "SERVICE_CONTROL_POLICY";

/** An organization of {@link ACCOUNT} with service control policies in force, and ways to grow it. */
async function organizationWorld(t: Parameters<typeof iamWorld>[0]) {
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
    makePolicy: async (Name: string, Content: string): Promise<string> =>
      (
        await call<CreatePolicyResponse>("organizations:CreatePolicy", {
          Name,
          Content,
          Description: "",
          Type: TYPE,
        })
      ).Policy!.PolicySummary!.Id!,
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

/** Whether the principal may, at this moment. */
function may({ iam }: Pick<IamWorld, "iam">, principal: Principal, action: string): boolean {
  const policies = iam.port.findPolicies(principal);
  const request = { principal, action, resource: "*", resourceAccountId: principal.accountId };
  return policies !== undefined && evaluate({ ...request, policies, context: new Map() }).effect === "Allow";
}

const denying = (action: string): string => document({ Effect: "Deny", Action: action, Resource: "*" });

describe("an organization", () => {
  it("is made once, shown to its members and dissolved when empty", async (t) => {
    const world = await organizationWorld(t);
    await assert.rejects(world.call("CreateOrganization"), { code: "AlreadyInOrganizationException" });
    const accountId = await world.makeAccount("dev");
    const member = await world.enter(accountId);
    const { Organization } = await world.call<DescribeOrganizationResponse>(
      "DescribeOrganization",
      {},
      member(),
    );
    assert.equal(Organization?.MasterAccountId, ACCOUNT);
    await assert.rejects(world.call("DeleteOrganization"), { code: "OrganizationNotEmptyException" });
    await world.call("LeaveOrganization", {}, member());
    await world.call("DeleteOrganization");
    await assert.rejects(world.call("DescribeOrganization"), { code: "AWSOrganizationsNotInUseException" });
  });

  it("is run from its management account only", async (t) => {
    const world = await organizationWorld(t);
    const unit = await world.makeUnit("Workloads");
    const member = await world.enter(await world.makeAccount("dev"));
    const cases = [
      ["ListAccounts", {}],
      ["CreateAccount", { AccountName: "x", Email: "x@example.com" }],
      ["DetachPolicy", { PolicyId: "p-FullAWSAccess", TargetId: unit }],
      ["DisablePolicyType", { RootId: world.rootId, PolicyType: TYPE }],
      [
        "MoveAccount",
        { AccountId: member().accountId, SourceParentId: world.rootId, DestinationParentId: unit },
      ],
      ["DeleteOrganization", {}],
    ] as const;
    for (const [name, input] of cases) {
      await assert.rejects(world.call(name, input, member()), { code: "AccessDeniedException" }, name);
      await assert.rejects(world.call(name, input, world.otherRoot), {
        code: "AWSOrganizationsNotInUseException",
      });
    }
  });

  it("asks for permission on the very target", async (t) => {
    const world = await organizationWorld(t);
    const unit = await world.makeUnit("Workloads");
    const policy = await world.makePolicy("none", denying("s3:*"));
    await world.call("CreateUser", { UserName: "bob" });
    const { Organization } = await world.call<DescribeOrganizationResponse>("DescribeOrganization");
    const unitArn = `arn:aws:organizations::${ACCOUNT}:ou/${Organization?.Id}/${unit}`;
    await world.call("PutUserPolicy", {
      UserName: "bob",
      PolicyName: "attach",
      PolicyDocument: document({
        Effect: "Allow",
        Action: "organizations:AttachPolicy",
        Resource: [unitArn, `arn:aws:organizations::${ACCOUNT}:policy/*`],
      }),
    });
    const { AccessKey } = await world.call<{ AccessKey: object }>("CreateAccessKey", { UserName: "bob" });
    const bob = signedInAs(world, AccessKey);
    const elsewhere = world.call("AttachPolicy", { PolicyId: policy, TargetId: world.rootId }, bob);
    await assert.rejects(elsewhere, { code: "AccessDenied" });
    await world.call("AttachPolicy", { PolicyId: policy, TargetId: unit }, bob);
  });

  it("outlives a restart, and finishes the accounts that were being made", async (t) => {
    const world = await organizationWorld(t);
    const accountId = await world.makeAccount("dev");
    const key = { accountId: ACCOUNT, region: "global", service: "organizations", type: "account-request" };
    const [stored] = await world.store.list<{ id: string; roleName: string }>(key);
    await world.store.put(stored!.key, { ...stored!.value, state: "IN_PROGRESS", roleName: "LateRole" });
    const again = await iamWorld(t, world.store);
    const status = await again.call<DescribeCreateAccountStatusResponse>("DescribeCreateAccountStatus", {
      CreateAccountRequestId: stored!.value.id,
    });
    assert.equal(status.CreateAccountStatus?.State, "SUCCEEDED");
    assert.ok(again.iam.port.findRole(`arn:aws:iam::${accountId}:role/LateRole`));
  });
});

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

describe("service control policies", () => {
  const onlyS3 = allowing("s3:*");

  /** Each row: what is attached where, and whether the account's administrator may still do both. */
  const cases: readonly {
    readonly of: string;
    readonly content: string;
    readonly at: "root" | "unit" | "account";
    /** Whether FullAWSAccess makes room for the policy. */
    readonly instead?: boolean;
    readonly s3: boolean;
    readonly sqs: boolean;
  }[] = [
    { of: "a Deny at the root", content: denying("s3:*"), at: "root", s3: false, sqs: true },
    { of: "a Deny at the unit", content: denying("s3:*"), at: "unit", s3: false, sqs: true },
    { of: "a Deny at the account", content: denying("s3:*"), at: "account", s3: false, sqs: true },
    { of: "an Allow beside the full one", content: onlyS3, at: "unit", s3: true, sqs: true },
    { of: "an Allow alone at the root", content: onlyS3, at: "root", instead: true, s3: true, sqs: false },
    { of: "an Allow alone at the unit", content: onlyS3, at: "unit", instead: true, s3: true, sqs: false },
    {
      of: "an Allow alone at the account",
      content: onlyS3,
      at: "account",
      instead: true,
      s3: true,
      sqs: false,
    },
  ];
  for (const { of, content, at, instead, s3, sqs } of cases) {
    it(`limit a member account: ${of}`, async (t) => {
      const world = await organizationWorld(t);
      const unit = await world.makeUnit("Workloads");
      const account = await world.makeAccount("dev");
      await world.call("MoveAccount", {
        AccountId: account,
        SourceParentId: world.rootId,
        DestinationParentId: unit,
      });
      const member = await world.enter(account);
      assert.ok(may(world, member(), "s3:GetObject") && may(world, member(), "sqs:SendMessage"));
      const TargetId = { root: world.rootId, unit, account }[at];
      await world.call("AttachPolicy", { TargetId, PolicyId: await world.makePolicy("limit", content) });
      if (instead) await world.call("DetachPolicy", { TargetId, PolicyId: "p-FullAWSAccess" });
      assert.deepEqual(
        [may(world, member(), "s3:GetObject"), may(world, member(), "sqs:SendMessage")],
        [s3, sqs],
      );
      assert.ok(may(world, world.ann(), "s3:GetObject"), "the management account is not limited");
      assert.ok(may(world, world.ann(), "sqs:SendMessage"), "the management account is not limited");
    });
  }

  it("limit the root user and users of a member account", async (t) => {
    const world = await organizationWorld(t);
    const account = await world.makeAccount("dev");
    await world.iam.port.ensureAccount(account, {
      accessKeyId: "AKIACCCCCCCCCCCCCCCC",
      secretAccessKey: "C".repeat(40),
    });
    const root = (): Principal => signedInAs(world, { AccessKeyId: "AKIACCCCCCCCCCCCCCCC" });
    const known = root();
    assert.ok(may(world, known, "s3:GetObject"));
    const PolicyId = await world.makePolicy("no S3", denying("s3:*"));
    await world.call("AttachPolicy", { TargetId: account, PolicyId });
    assert.ok(
      !may(world, known, "s3:GetObject"),
      "what was remembered of the principal is worth nothing now",
    );
    await world.call("UpdatePolicy", { PolicyId, Content: denying("sqs:*") });
    assert.ok(may(world, root(), "s3:GetObject"));
    assert.ok(!may(world, root(), "sqs:SendMessage"));
  });

  it("change with the account's place", async (t) => {
    const world = await organizationWorld(t);
    const unit = await world.makeUnit("Locked");
    const AccountId = await world.makeAccount("dev");
    const PolicyId = await world.makePolicy("no S3", denying("s3:*"));
    await world.call("AttachPolicy", { TargetId: unit, PolicyId });
    const member = await world.enter(AccountId);
    assert.ok(may(world, member(), "s3:GetObject"));
    await world.call("MoveAccount", { AccountId, SourceParentId: world.rootId, DestinationParentId: unit });
    assert.ok(!may(world, member(), "s3:GetObject"));
    await world.call("DisablePolicyType", { RootId: world.rootId, PolicyType: TYPE });
    assert.ok(may(world, member(), "s3:GetObject"));
    const { Policies } = await world.call<ListPoliciesForTargetResponse>("ListPoliciesForTarget", {
      TargetId: unit,
      Filter: TYPE,
    });
    assert.deepEqual(Policies, []);
  });

  it("are told by a simulation", async (t) => {
    const world = await organizationWorld(t);
    const account = await world.makeAccount("dev");
    const member = await world.enter(account);
    const PolicyId = await world.makePolicy("no S3", denying("s3:*"));
    await world.call("AttachPolicy", { TargetId: account, PolicyId });
    const { EvaluationResults } = await world.call<SimulatePolicyResponse>(
      "SimulatePrincipalPolicy",
      {
        PolicySourceArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
        ActionNames: ["s3:GetObject", "sqs:SendMessage"],
      },
      member(),
    );
    assert.deepEqual(
      EvaluationResults?.map((result) => [
        result.EvalDecision,
        result.OrganizationsDecisionDetail?.AllowedByOrganizations,
      ]),
      [
        ["explicitDeny", false],
        ["allowed", true],
      ],
    );
  });

  it("are in force before anything is served after a restart", async (t) => {
    const world = await organizationWorld(t);
    const account = await world.makeAccount("dev");
    const member = await world.enter(account);
    const PolicyId = await world.makePolicy("no S3", denying("s3:*"));
    await world.call("AttachPolicy", { TargetId: account, PolicyId });
    const again = await iamWorld(t, world.store);
    assert.ok(!may(again, member(), "s3:GetObject"));
    assert.throws(() => new OrganizationRecords(world.store).findMembership(account), /not in memory/);
  });

  it("refuse everyone while a document of the organization cannot be read", async (t) => {
    const world = await organizationWorld(t);
    const account = await world.makeAccount("dev");
    const member = await world.enter(account);
    const { store } = world;
    const [stored] = await store.list({ service: "organizations", type: "organization" });
    const get = store.get.bind(store);
    store.get = () => Promise.reject(new Error("The disk is gone"));
    await store.put(stored!.key, stored!.value as object);
    await new Promise((resolve) => setImmediate(resolve));
    assert.throws(member, /not in memory/);
    store.get = get;
    await store.put(stored!.key, stored!.value as object);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(may(world, member(), "s3:GetObject"));
  });

  const malformed = [
    ["no JSON", "{"],
    ["a principal", document({ Effect: "Deny", Action: "*", Resource: "*", Principal: "*" })],
    [
      "an unknown operator",
      document({ Effect: "Deny", Action: "*", Resource: "*", Condition: { Odd: { a: "b" } } }),
    ],
    ["no resource", document({ Effect: "Deny", Action: "*" })],
  ] as const;
  for (const [of, content] of malformed) {
    it(`are refused when malformed: ${of}`, async (t) => {
      const world = await organizationWorld(t);
      await assert.rejects(world.makePolicy("odd", content), { code: "MalformedPolicyDocumentException" });
    });
  }

  it("are attached and detached within their rules", async (t) => {
    const world = await organizationWorld(t);
    const { call, rootId } = world;
    const PolicyId = await world.makePolicy("no S3", denying("s3:*"));
    await call("AttachPolicy", { TargetId: rootId, PolicyId });
    const { Targets } = await call<ListTargetsForPolicyResponse>("ListTargetsForPolicy", { PolicyId });
    assert.deepEqual(
      Targets?.map(({ TargetId, Type }) => [TargetId, Type]),
      [[rootId, "ROOT"]],
    );
    const refusals = [
      [call("AttachPolicy", { TargetId: rootId, PolicyId }), { code: "DuplicatePolicyAttachmentException" }],
      [call("organizations:DeletePolicy", { PolicyId }), { code: "PolicyInUseException" }],
      [call("DetachPolicy", { TargetId: ACCOUNT, PolicyId }), { code: "PolicyNotAttachedException" }],
      [
        call("DetachPolicy", { TargetId: ACCOUNT, PolicyId: "p-FullAWSAccess" }),
        { members: { Reason: "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" } },
      ],
      [
        call("organizations:DeletePolicy", { PolicyId: "p-FullAWSAccess" }),
        { members: { Reason: "IMMUTABLE_POLICY" } },
      ],
      [
        world.makePolicy(
          "long",
          document({ Sid: "a".repeat(5120), Effect: "Deny", Action: "*", Resource: "*" }),
        ),
        { members: { Reason: "POLICY_CONTENT_LIMIT_EXCEEDED" } },
      ],
    ] as const;
    for (const [refused, error] of refusals) await assert.rejects(refused, error);
    await call("DetachPolicy", { TargetId: rootId, PolicyId });
    await call("organizations:DeletePolicy", { PolicyId });
  });
});

describe("an organization's condition keys", () => {
  it("name the caller's and the resource's place", async (t) => {
    const world = await organizationWorld(t);
    const unit = await world.makeUnit("Workloads");
    const AccountId = await world.makeAccount("dev");
    const member = await world.enter(AccountId);
    await world.call("MoveAccount", { AccountId, SourceParentId: world.rootId, DestinationParentId: unit });
    const { Organization } = await world.call<DescribeOrganizationResponse>("DescribeOrganization");
    const path = `${Organization?.Id}/${world.rootId}/${unit}/`;
    const context = requestContext(member(), {
      nowMs: 0,
      secureTransport: true,
      requestedRegion: "us-east-1",
      resourceAccountId: AccountId,
      resourceOrganization: world.iam.port.findOrganization?.(AccountId),
    });
    assert.deepEqual(context.get("aws:principalorgid"), [Organization?.Id]);
    assert.deepEqual(context.get("aws:principalorgpaths"), [path]);
    assert.deepEqual(context.get("aws:resourceorgid"), [Organization?.Id]);
    assert.deepEqual(context.get("aws:resourceorgpaths"), [path]);
    assert.equal(world.otherRoot.organizationId, undefined);
  });
});
