import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AssociateWebACLCommand,
  CheckCapacityCommand,
  type WAFV2Client as Client,
  CreateIPSetCommand,
  CreateRegexPatternSetCommand,
  CreateRuleGroupCommand,
  CreateWebACLCommand,
  type CreateWebACLCommandInput,
  DeleteIPSetCommand,
  DeleteWebACLCommand,
  DescribeManagedRuleGroupCommand,
  DisassociateWebACLCommand,
  GetIPSetCommand,
  GetRuleGroupCommand,
  GetWebACLCommand,
  GetWebACLForResourceCommand,
  ListAvailableManagedRuleGroupsCommand,
  ListResourcesForWebACLCommand,
  ListTagsForResourceCommand,
  ListWebACLsCommand,
  type Rule,
  type Statement,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateIPSetCommand,
  UpdateRuleGroupCommand,
  UpdateWebACLCommand,
  WAFV2Client,
} from "@aws-sdk/client-wafv2";
import { get } from "../https-client.ts";
import { mockApi } from "../mock-api.ts";
import { type RunningServer, startServer } from "../running-server.ts";
import { type Acl, NONE, rule, visibility } from "../watched-api.ts";

/** Web ACLs made with the SDK, before an API that answers 200 by itself. */
let server: RunningServer;
let waf: Client;
let apiId: string;
let stageArn: string;

before(async () => {
  server = await startServer();
  waf = new WAFV2Client(server.client);
  apiId = await mockApi(server, { path: "items", authorizationType: "NONE" });
  stageArn = `arn:aws:apigateway:us-east-1::/restapis/${apiId}/stages/live`;
});
after(async () => {
  await server.stop();
  rmSync(server.dataFolder, { recursive: true, force: true });
});

const sqlInjection: Statement = {
  SqliMatchStatement: { FieldToMatch: { AllQueryArguments: {} }, TextTransformations: NONE },
};

async function createAcl(
  Name: string,
  Rules: Rule[],
  more: Partial<CreateWebACLCommandInput> = {},
): Promise<Acl> {
  const command = new CreateWebACLCommand({
    ...{ Name, Rules, Scope: "REGIONAL", DefaultAction: { Allow: {} } },
    ...{ VisibilityConfig: visibility(Name), ...more },
  });
  return (await waf.send(command)).Summary as Acl;
}

const associate = (acl: Acl) =>
  waf.send(new AssociateWebACLCommand({ WebACLArn: acl.ARN, ResourceArn: stageArn }));
const disassociate = () => waf.send(new DisassociateWebACLCommand({ ResourceArn: stageArn }));

const call = (query: string, headers: Record<string, string> = {}) =>
  get(`${server.stageUrl(apiId, "live")}/items${query}`, server.caFile, { headers });
const attack = `?id=${encodeURIComponent("1' OR '1'='1' -- ")}`;

/** Answers while `rules` guard the stage. */
async function guardedBy<T>(name: string, rules: Rule[], ask: () => Promise<T>): Promise<T> {
  const acl = await createAcl(name, rules);
  await associate(acl);
  try {
    return await ask();
  } finally {
    await disassociate();
    const { Name, Id, LockToken } = acl;
    await waf.send(new DeleteWebACLCommand({ Name, Id, LockToken, Scope: "REGIONAL" }));
  }
}

test("an SQL injection is refused while the web ACL is associated, and only then", async () => {
  assert.equal((await call(attack)).status, 200);
  await guardedBy("sql", [rule("sql", sqlInjection)], async () => {
    const refused = await call(attack);
    assert.deepEqual([refused.status, refused.body], [403, '{"message":"Forbidden"}']);
    assert.equal((await call("?id=O%27Brien")).status, 200);
  });
  assert.equal((await call(attack)).status, 200);
});

test("a rule that counts lets the request pass", async () => {
  const counting = rule("count", sqlInjection, { Action: { Count: {} } });
  const answer = await guardedBy("counting", [counting], () => call(attack));
  assert.equal(answer.status, 200);
});

test("bytes to search for come back as they were given, and are enforced", async () => {
  const SearchString = Buffer.from([0x62, 0x61, 0x64]);
  const statement: Statement = {
    ByteMatchStatement: {
      SearchString,
      FieldToMatch: { QueryString: {} },
      TextTransformations: NONE,
      PositionalConstraint: "CONTAINS",
    },
  };
  await guardedBy("bytes", [rule("bytes", statement)], async () => {
    assert.equal((await call("?x=bad")).status, 403);
    assert.equal((await call("?x=good")).status, 200);
    const { WebACL } = await waf.send(new GetWebACLForResourceCommand({ ResourceArn: stageArn }));
    const returned = WebACL?.Rules?.[0]?.Statement?.ByteMatchStatement?.SearchString;
    assert.deepEqual(Buffer.from(returned!), SearchString);
  });
});

test("a custom response takes the place of 403", async () => {
  const CustomResponse = {
    ResponseCode: 429,
    CustomResponseBodyKey: "wait",
    ResponseHeaders: [{ Name: "Retry-After", Value: "30" }],
  };
  const acl = await createAcl(
    "custom",
    [rule("r", sqlInjection, { Action: { Block: { CustomResponse } } })],
    {
      CustomResponseBodies: { wait: { ContentType: "TEXT_PLAIN", Content: "Not so fast." } },
    },
  );
  await associate(acl);
  const answer = await call(attack);
  await disassociate();
  assert.deepEqual(
    [answer.status, answer.body, answer.headers["retry-after"], answer.headers["content-type"]],
    [429, "Not so fast.", "30", "text/plain"],
  );
});

test("a rate-based rule refuses who sends too much", async () => {
  const statement: Statement = { RateBasedStatement: { Limit: 10, AggregateKeyType: "IP" } };
  const statuses = await guardedBy("rate", [rule("rate", statement)], async () => {
    const all: number[] = [];
    for (let count = 0; count < 12; count++) all.push((await call("")).status);
    return all;
  });
  assert.deepEqual([statuses[0], statuses.at(-1)], [200, 403]);
});

test("a rate-based rule asks who sends too much for a CAPTCHA", async () => {
  const statement: Statement = { RateBasedStatement: { Limit: 10, AggregateKeyType: "IP" } };
  const asking = rule("ask", statement, { Action: { Captcha: {} } });
  const answers = await guardedBy("asking", [asking], async () => {
    const all: Awaited<ReturnType<typeof call>>[] = [];
    for (let count = 0; count < 12; count++) all.push(await call("", { Accept: "text/html" }));
    return all;
  });
  assert.deepEqual([answers[0]?.status, answers.at(-1)?.status], [200, 405]);
  assert.equal(answers.at(-1)?.headers["x-amzn-waf-action"], "captcha");
  assert.match(String(answers.at(-1)?.body), /Please confirm that you are a person/);
});

test("a change holds for the next request, and needs the current lock token", async () => {
  const acl = await createAcl("lock", []);
  await associate(acl);
  assert.equal((await call(attack)).status, 200);
  const { Name, Id } = acl;
  const update = (LockToken: string) =>
    waf.send(
      new UpdateWebACLCommand({
        ...{ Name, Id, LockToken, Scope: "REGIONAL", Rules: [rule("sql", sqlInjection)] },
        ...{ DefaultAction: { Allow: {} }, VisibilityConfig: visibility("lock") },
      }),
    );
  const { NextLockToken } = await update(acl.LockToken);
  assert.equal((await call(attack)).status, 403);
  await assert.rejects(update(acl.LockToken), { name: "WAFOptimisticLockException" });
  const found = await waf.send(new GetWebACLCommand({ Name, Id, Scope: "REGIONAL" }));
  assert.deepEqual([found.LockToken, found.WebACL?.Capacity], [NextLockToken, 30]);
  const remove = (LockToken: string) =>
    waf.send(new DeleteWebACLCommand({ Name, Id, LockToken, Scope: "REGIONAL" }));
  await assert.rejects(remove(NextLockToken!), { name: "WAFAssociatedItemException" });
  const listed = await waf.send(
    new ListResourcesForWebACLCommand({ WebACLArn: acl.ARN, ResourceType: "API_GATEWAY" }),
  );
  assert.deepEqual(listed.ResourceArns, [stageArn]);
  await disassociate();
  await remove(NextLockToken!);
  const { WebACLs } = await waf.send(new ListWebACLsCommand({ Scope: "REGIONAL" }));
  assert.ok(!WebACLs?.some((summary) => summary.Name === Name));
});

test("an IP set is enforced, followed when it changes and kept while it is used", async () => {
  const created = await waf.send(
    new CreateIPSetCommand({
      ...{ Name: "office", Scope: "REGIONAL", IPAddressVersion: "IPV4", Addresses: ["192.0.2.0/24"] },
    }),
  );
  const { Name, Id, ARN, LockToken } = created.Summary as Acl;
  const set = { Name, Id, Scope: "REGIONAL" } as const;
  await guardedBy("ips", [rule("ips", { IPSetReferenceStatement: { ARN } })], async () => {
    assert.equal((await call("")).status, 200);
    const Addresses = ["127.0.0.0/8"];
    const updated = await waf.send(new UpdateIPSetCommand({ ...set, LockToken, Addresses }));
    assert.equal((await call("")).status, 403);
    const remove = new DeleteIPSetCommand({ ...set, LockToken: updated.NextLockToken! });
    await assert.rejects(waf.send(remove), { name: "WAFAssociatedItemException" });
    assert.deepEqual((await waf.send(new GetIPSetCommand(set))).IPSet?.Addresses, Addresses);
  });
  const { LockToken: last } = await waf.send(new GetIPSetCommand(set));
  await waf.send(new DeleteIPSetCommand({ ...set, LockToken: last! }));
  await assert.rejects(waf.send(new GetIPSetCommand(set)), { name: "WAFNonexistentItemException" });
});

test("a rule group with a pattern set is enforced where a web ACL refers to it", async () => {
  const patterns = await waf.send(
    new CreateRegexPatternSetCommand({
      ...{ Name: "probes", Scope: "REGIONAL", RegularExpressionList: [{ RegexString: "^probe=[0-9]+$" }] },
    }),
  );
  const probe = rule("probe", {
    RegexPatternSetReferenceStatement: {
      ARN: patterns.Summary!.ARN!,
      FieldToMatch: { QueryString: {} },
      TextTransformations: NONE,
    },
  });
  const create = (Capacity: number) =>
    waf.send(
      new CreateRuleGroupCommand({
        ...{ Name: "group", Scope: "REGIONAL", Capacity, Rules: [probe] },
        VisibilityConfig: visibility("group"),
      }),
    );
  await assert.rejects(create(24), { name: "WAFLimitsExceededException" });
  const { Summary } = await create(25);
  const reference = (more: object) =>
    rule("reference", { RuleGroupReferenceStatement: { ARN: Summary!.ARN!, ...more } });
  await guardedBy("referring", [reference({})], async () => {
    assert.equal((await call("?probe=7")).status, 403);
    assert.equal((await call("?probe=x")).status, 200);
  });
  const overridden = reference({ RuleActionOverrides: [{ Name: "probe", ActionToUse: { Count: {} } }] });
  await guardedBy("overriding", [overridden], async () => {
    assert.equal((await call("?probe=7")).status, 200);
    // Without the rule that the web ACL overrides, the web ACL could not be run.
    const { RuleGroup, LockToken } = await waf.send(new GetRuleGroupCommand({ ARN: Summary!.ARN! }));
    const update = new UpdateRuleGroupCommand({
      ...{ Name: "group", Id: RuleGroup!.Id!, Scope: "REGIONAL", LockToken: LockToken!, Rules: [] },
      VisibilityConfig: visibility("group"),
    });
    await assert.rejects(waf.send(update), { name: "WAFInvalidParameterException" });
  });
});

test("managed rule groups can be listed, described and referred to", async () => {
  const Scope = "REGIONAL";
  const { ManagedRuleGroups } = await waf.send(new ListAvailableManagedRuleGroupsCommand({ Scope }));
  assert.ok(ManagedRuleGroups?.some(({ Name }) => Name === "AWSManagedRulesSQLiRuleSet"));
  const group = { VendorName: "AWS", Name: "AWSManagedRulesSQLiRuleSet" };
  const described = await waf.send(new DescribeManagedRuleGroupCommand({ ...group, Scope }));
  assert.equal(described.Capacity, 200);
  const managed = rule("sqli", { ManagedRuleGroupStatement: group });
  const capacity = await waf.send(new CheckCapacityCommand({ Scope, Rules: [managed] }));
  assert.equal(capacity.Capacity, 200);
  await guardedBy("managed", [managed], async () => {
    assert.equal((await call(attack)).status, 403);
    assert.equal((await call("?q=select%20a%20tea")).status, 200);
  });
});

test("whoever associates a web ACL needs API Gateway's permission too", async () => {
  const iam = new IAMClient(server.client);
  const UserName = "firewaller";
  await iam.send(new CreateUserCommand({ UserName }));
  const allow = async (Action: string | string[]) => {
    const Statement = [{ Effect: "Allow", Action, Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "waf", PolicyDocument }));
  };
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const client = new WAFV2Client({ ...server.client, credentials });
  const { ARN: WebACLArn } = await createAcl("permitted", []);
  const attempt = () => client.send(new AssociateWebACLCommand({ WebACLArn, ResourceArn: stageArn }));

  await allow("wafv2:*");
  await assert.rejects(attempt(), { name: "AccessDeniedException", message: /apigateway:SetWebACL/ });
  await allow(["wafv2:*", "apigateway:SetWebACL"]);
  await attempt();
  await disassociate();
});

test("tags are kept, changed and listed", async () => {
  const { ARN: ResourceARN } = await createAcl("tagged", [], { Tags: [{ Key: "team", Value: "edge" }] });
  await waf.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "stage", Value: "prod" }] }));
  await waf.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["team"] }));
  const { TagInfoForResource } = await waf.send(new ListTagsForResourceCommand({ ResourceARN }));
  assert.deepEqual(TagInfoForResource?.TagList, [{ Key: "stage", Value: "prod" }]);
});

test("after a power cut the web ACL is in force from the first request", async () => {
  const acl = await createAcl("durable", [rule("sql", sqlInjection)]);
  await associate(acl);
  const { dataFolder } = server;
  await server.kill();
  server = await startServer({ dataFolder });
  assert.equal((await call(attack)).status, 403);
  assert.equal((await call("")).status, 200);
});
