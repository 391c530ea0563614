import assert from "node:assert/strict";
import { test } from "node:test";
import {
  associateWebAcl,
  disassociateWebAcl,
  getWebAclForResource,
  listResourcesForWebAcl,
} from "./associations.ts";
import { checkCapacity } from "./check-capacity.ts";
import type { WafOperation } from "./dependencies.ts";
import {
  deleteLoggingConfiguration,
  getLoggingConfiguration,
  putLoggingConfiguration,
} from "./logging/logging-configurations.ts";
import { getRateBasedStatementManagedKeys } from "./rate-keys.ts";
import { getRuleGroup } from "./rule-groups.ts";
import { getSampledRequests } from "./samples/get-sampled-requests.ts";
import {
  deletePermissionPolicy,
  getPermissionPolicy,
  putPermissionPolicy,
} from "./sharing/permission-policies.ts";
import { listTagsForResource, tagResource, untagResource } from "./tags.ts";
import {
  ACCOUNT,
  API_ID,
  inIpSet,
  inRuleGroup,
  LOG_GROUP,
  type Named,
  rule,
  Scope,
  STAGE_ARN,
  STRANGER,
  WafFixture,
} from "./wafv2.fixture.ts";
import { getWebAcl } from "./web-acls.ts";

const ELSEWHERE = { region: "eu-west-1" } as const;
const missing = { code: "WAFNonexistentItemException" };

const sharing = (accountId: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Action: ["wafv2:CreateWebACL", "wafv2:UpdateWebACL", "wafv2:PutFirewallManagerRuleGroups"],
      Principal: { AWS: accountId },
    },
  });

/** Every operation that takes the ARN of a web ACL or a rule group, with input that its owner may give. */
function byArn({ ARN: acl }: Named, { ARN: group }: Named): [WafOperation<never, object>, object][] {
  const LogDestinationConfigs = [`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${LOG_GROUP}`];
  const TimeWindow = { StartTime: new Date(0), EndTime: new Date(Date.UTC(2026, 0, 1)) };
  return [
    [getWebAcl, { ARN: acl }],
    [listResourcesForWebAcl, { WebACLArn: acl, ResourceType: "API_GATEWAY" }],
    [associateWebAcl, { WebACLArn: acl, ResourceArn: STAGE_ARN }],
    [putLoggingConfiguration, { LoggingConfiguration: { ResourceArn: acl, LogDestinationConfigs } }],
    [getLoggingConfiguration, { ResourceArn: acl }],
    [deleteLoggingConfiguration, { ResourceArn: acl }],
    [getSampledRequests, { WebAclArn: acl, RuleMetricName: "ALL", Scope, MaxItems: 1, TimeWindow }],
    [tagResource, { ResourceARN: acl, Tags: [{ Key: "team", Value: "edge" }] }],
    [listTagsForResource, { ResourceARN: acl }],
    [untagResource, { ResourceARN: acl, TagKeys: ["team"] }],
    [putPermissionPolicy, { ResourceArn: group, Policy: sharing(STRANGER.accountId) }],
    [getPermissionPolicy, { ResourceArn: group }],
    [deletePermissionPolicy, { ResourceArn: group }],
  ];
}

test("what another account or region owns is not there for who knows its ARN, though it is for its owner", async () => {
  const waf = await WafFixture.start();
  const operations = byArn(await waf.webAcl("shop"), await waf.ruleGroup("rules"));
  // The stranger has a stage of the same address, so that a refusal is about the web ACL alone.
  const deps = { ...waf.deps, isStage: () => true, logs: { hasGroup: () => true } };
  for (const [operation, input] of operations) {
    await waf.run(operation, input as never);
    for (const over of [STRANGER, ELSEWHERE]) {
      if (operation.name === "AssociateWebACL" && "region" in over) continue;
      const attempt = waf.run(operation, input as never, { ...over, deps });
      await assert.rejects(attempt, missing, `${operation.name} ${JSON.stringify(over)}`);
    }
  }
});

test("another account's stage cannot be put under a web ACL, taken from under it, or asked about", async () => {
  const waf = await WafFixture.start();
  const { ARN: WebACLArn } = await waf.webAcl("shop");
  const stage = { ResourceArn: STAGE_ARN };
  const theirs = await waf.webAcl("theirs", [], {}, STRANGER);
  await assert.rejects(waf.run(associateWebAcl, { WebACLArn: theirs.ARN, ...stage }, STRANGER), missing);
  await assert.rejects(waf.run(disassociateWebAcl, stage, STRANGER), missing);
  await assert.rejects(waf.run(getWebAclForResource, stage, STRANGER), missing);
  await waf.run(associateWebAcl, { WebACLArn, ...stage });
  await assert.rejects(waf.run(disassociateWebAcl, stage, STRANGER), missing);
  await assert.rejects(waf.run(getWebAclForResource, stage, STRANGER), missing);
  assert.equal(waf.records.webAclArnOf(STAGE_ARN), WebACLArn);
});

test("only a deployed stage of the caller's region and partition can be protected", async () => {
  const waf = await WafFixture.start();
  const { ARN: WebACLArn } = await waf.webAcl("shop");
  const path = `/restapis/${API_ID}/stages/prod`;
  const refused: readonly (readonly [arn: string, code: string])[] = [
    [`arn:aws:apigateway:eu-west-1::${path}`, missing.code],
    [`arn:aws-cn:apigateway:us-east-1::${path}`, missing.code],
    [`arn:aws:apigateway:us-east-1:${ACCOUNT}:${path}`, missing.code],
    [STAGE_ARN.replace("prod", "test"), missing.code],
    [STAGE_ARN.replace(API_ID, "none"), missing.code],
    [`arn:aws:execute-api:us-east-1::${path}`, "WAFInvalidParameterException"],
    [`${STAGE_ARN}/more`, "WAFInvalidParameterException"],
    [STAGE_ARN.replace("restapis", "apis"), "WAFInvalidParameterException"],
  ];
  for (const [ResourceArn, code] of refused) {
    for (const [operation, input] of [
      [associateWebAcl, { WebACLArn, ResourceArn }],
      [disassociateWebAcl, { ResourceArn }],
      [getWebAclForResource, { ResourceArn }],
    ] as [WafOperation<never, object>, object][]) {
      await assert.rejects(waf.run(operation, input as never), { code }, `${operation.name} ${ResourceArn}`);
    }
    assert.deepEqual(waf.records.guardedResources(), [], ResourceArn);
  }
});

test("a stage cannot be put under a web ACL that does not exist: it would be closed", async () => {
  const waf = await WafFixture.start();
  const WebACLArn = `${(await waf.webAcl("shop")).ARN}0`;
  await assert.rejects(waf.run(associateWebAcl, { WebACLArn, ResourceArn: STAGE_ARN }), missing);
  assert.equal(waf.records.webAclArnOf(STAGE_ARN), undefined);
});

test("rules refer to resources of their own region alone", async () => {
  const waf = await WafFixture.start();
  const [set, group] = [await waf.ipSet("office"), await waf.ruleGroup("rules")];
  for (const statement of [inIpSet(set), inRuleGroup(group)]) {
    await assert.rejects(waf.webAcl("shop", [rule(statement)], {}, ELSEWHERE), missing);
    await waf.webAcl(`shop-${Object.keys(statement)[0]}`, [rule(statement)]);
  }
  await waf.run(putPermissionPolicy, { ResourceArn: group.ARN, Policy: sharing(STRANGER.accountId) });
  const Rules = [rule(inRuleGroup(group))];
  await waf.run(checkCapacity, { Scope, Rules }, STRANGER);
  await assert.rejects(waf.run(checkCapacity, { Scope, Rules }, { ...STRANGER, ...ELSEWHERE }), missing);
  await assert.rejects(waf.run(getRuleGroup, { ARN: group.ARN }, ELSEWHERE), missing);
});

test("rates inside a rule group that is no longer shared are not shown", async () => {
  const waf = await WafFixture.start();
  const statement = { RateBasedStatement: { Limit: 10, AggregateKeyType: "IP" } } as const;
  const { ARN: ResourceArn } = await waf.ruleGroup("rates", [rule(statement)]);
  await waf.run(putPermissionPolicy, { ResourceArn, Policy: sharing(STRANGER.accountId) });
  const acl = await waf.webAcl("theirs", [rule(inRuleGroup({ ARN: ResourceArn }))], {}, STRANGER);
  const names = { Scope, WebACLName: acl.Name, WebACLId: acl.Id } as const;
  const ask = () =>
    waf.run(
      getRateBasedStatementManagedKeys,
      { ...names, RuleGroupRuleName: "rule-0", RuleName: "rule-0" },
      STRANGER,
    );
  assert.deepEqual((await ask()).ManagedKeysIPV4?.Addresses, []);
  await waf.run(deletePermissionPolicy, { ResourceArn });
  await assert.rejects(ask(), missing);
});
