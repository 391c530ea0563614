import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyOperation } from "../operation.ts";
import { associateWebAcl, disassociateWebAcl, getWebAclForResource } from "./associations.ts";
import { createIpSet, deleteIpSet } from "./ip-sets.ts";
import { deleteLoggingConfiguration, putLoggingConfiguration } from "./logging/logging-configurations.ts";
import { createRegexPatternSet } from "./regex-pattern-sets.ts";
import { createRuleGroup, getRuleGroup } from "./rule-groups.ts";
import { tagResource, untagResource } from "./tags.ts";
import { ACCOUNT, LOG_GROUP, locked, Scope, STAGE_ARN, WafFixture } from "./wafv2.fixture.ts";
import { createWebAcl, getWebAcl } from "./web-acls.ts";

const destination = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${LOG_GROUP}`;

async function askedFor(waf: WafFixture, operation: AnyOperation, input: object): Promise<string[]> {
  return (await waf.permits(operation, input)).map(({ action, resource }) => `${action} ${resource}`);
}

test("whoever changes what guards a stage needs permissions on the web ACL, and on the stage from both services", async () => {
  const waf = await WafFixture.start();
  const { ARN: WebACLArn } = await waf.webAcl("shop");
  assert.deepEqual(await askedFor(waf, associateWebAcl, { WebACLArn, ResourceArn: STAGE_ARN }), [
    `wafv2:AssociateWebACL ${WebACLArn}`,
    `wafv2:AssociateWebACL ${STAGE_ARN}`,
    `apigateway:SetWebACL ${STAGE_ARN}`,
  ]);
  assert.deepEqual(await askedFor(waf, disassociateWebAcl, { ResourceArn: STAGE_ARN }), [
    `wafv2:DisassociateWebACL ${STAGE_ARN}`,
    `apigateway:SetWebACL ${STAGE_ARN}`,
  ]);
});

test("whoever asks which web ACL guards a stage is shown it, and needs the permission to see it", async () => {
  const waf = await WafFixture.start();
  const { ARN: WebACLArn } = await waf.webAcl("shop");
  const ask = () => askedFor(waf, getWebAclForResource, { ResourceArn: STAGE_ARN });
  assert.deepEqual(await ask(), [`wafv2:GetWebACLForResource ${STAGE_ARN}`]);
  await waf.run(associateWebAcl, { WebACLArn, ResourceArn: STAGE_ARN });
  assert.deepEqual(await ask(), [`wafv2:GetWebACLForResource ${STAGE_ARN}`, `wafv2:GetWebACL ${WebACLArn}`]);
});

test("what is named by its ARN is asked for by its ARN, whatever name stands beside it", async () => {
  const waf = await WafFixture.start();
  const [acl, group] = [await waf.webAcl("shop"), await waf.ruleGroup("rules")];
  const beside = { Name: "harmless", Id: "a1", Scope };
  assert.deepEqual(await askedFor(waf, getWebAcl, { ARN: acl.ARN, ...beside }), [
    `wafv2:GetWebACL ${acl.ARN}`,
  ]);
  assert.deepEqual(await askedFor(waf, getRuleGroup, { ARN: group.ARN, ...beside }), [
    `wafv2:GetRuleGroup ${group.ARN}`,
  ]);
});

test("permissions know the tags of the resource and those of the request", async () => {
  const waf = await WafFixture.start();
  const set = await waf.ipSet("office", { Tags: [{ Key: "Team", Value: "edge" }] });
  const keysOf = async (operation: AnyOperation, input: object) =>
    Object.fromEntries((await waf.permits(operation, input))[0]!.context as Map<string, readonly string[]>);
  const team = { "aws:resourcetag/team": ["edge"] };
  assert.deepEqual(await keysOf(deleteIpSet, locked(set)), team);
  const Tags = [{ Key: "Stage", Value: "prod" }];
  const requested = { "aws:requesttag/stage": ["prod"], "aws:tagkeys": ["Stage"] };
  assert.deepEqual(await keysOf(tagResource, { ResourceARN: set.ARN, Tags }), { ...team, ...requested });
  for (const create of [createIpSet, createRegexPatternSet, createRuleGroup, createWebAcl]) {
    assert.deepEqual(await keysOf(create, { Name: "new", Scope, Tags }), requested, create.name);
  }
  // A policy that protects a tag must see that it is to go.
  assert.deepEqual(await keysOf(untagResource, { ResourceARN: set.ARN, TagKeys: ["Team"] }), {
    ...team,
    "aws:tagkeys": ["Team"],
  });
});

test("whoever tags what they create needs the permission to tag it", async () => {
  const waf = await WafFixture.start();
  const kinds = [
    [createIpSet, "ipset"],
    [createRegexPatternSet, "regexpatternset"],
    [createRuleGroup, "rulegroup"],
    [createWebAcl, "webacl"],
  ] as const;
  for (const [operation, kind] of kinds) {
    const resource = `arn:aws:wafv2:us-east-1:${ACCOUNT}:regional/${kind}/new/*`;
    const asked = (Tags?: object[]) => askedFor(waf, operation, { Name: "new", Scope, Tags });
    assert.deepEqual(await asked(), [`wafv2:${operation.name} ${resource}`]);
    assert.deepEqual(await asked([{ Key: "team", Value: "edge" }]), [
      `wafv2:${operation.name} ${resource}`,
      `wafv2:TagResource ${resource}`,
    ]);
  }
});

test("permissions to log know where to", async () => {
  const waf = await WafFixture.start();
  const { ARN: ResourceArn } = await waf.webAcl("shop");
  const LoggingConfiguration = { ResourceArn, LogDestinationConfigs: [destination] };
  const [put] = await waf.permits(putLoggingConfiguration, { LoggingConfiguration });
  assert.deepEqual(put?.context?.get("wafv2:logdestinationresource"), [destination]);
  assert.deepEqual(put?.context?.get("wafv2:logscope"), ["CUSTOMER"]);
  const [take] = await waf.permits(deleteLoggingConfiguration, { ResourceArn });
  assert.deepEqual(take?.context?.get("wafv2:logscope"), ["CUSTOMER"]);
});
