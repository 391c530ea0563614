import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SimulatePolicyResponse } from "@aws-sdk/client-iam";
import type {
  ListPoliciesForTargetResponse,
  ListTargetsForPolicyResponse,
} from "@aws-sdk/client-organizations";
import type { Principal } from "../../../policy/principal.ts";
import { ACCOUNT, allowing, document, iamWorld, may, signedInAs } from "../../iam/iam.fixture.ts";
import { OrganizationRecords } from "../organization-records.ts";
import { denying, organizationWorld, TYPE } from "../organizations.fixture.ts";

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
      await world.limit(TargetId, content);
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
    const PolicyId = await world.limit(account, denying("s3:*"));
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
    await world.limit(unit, denying("s3:*"));
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
    await world.limit(account, denying("s3:*"));
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
    await world.limit(account, denying("s3:*"));
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
    const PolicyId = await world.limit(rootId, denying("s3:*"));
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
