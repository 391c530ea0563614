import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyOperation } from "../operation.ts";
import { checkCapacity } from "./check-capacity.ts";
import { createIpSet, deleteIpSet, getIpSet, listIpSets, updateIpSet } from "./ip-sets.ts";
import { listLoggingConfigurations, putLoggingConfiguration } from "./logging/logging-configurations.ts";
import {
  describeManagedRuleGroup,
  listAvailableManagedRuleGroups,
  listAvailableManagedRuleGroupVersions,
} from "./managed-rule-groups.ts";
import { getRateBasedStatementManagedKeys } from "./rate-keys.ts";
import { getRuleGroup } from "./rule-groups.ts";
import { getSampledRequests } from "./samples/get-sampled-requests.ts";
import { listTagsForResource, tagResource } from "./tags.ts";
import { ACCOUNT, LOG_GROUP, locked, rule, Scope, VisibilityConfig, WafFixture } from "./wafv2.fixture.ts";
import { getWebAcl, updateWebAcl } from "./web-acls.ts";

const invalid = { code: "WAFInvalidParameterException" };
const missing = { code: "WAFNonexistentItemException" };

/** Calls an operation with input of which it is not known whether it fits. */
const attempt = async (waf: WafFixture, operation: AnyOperation, input: object) =>
  waf.run(operation, input as never);

test("CloudFront's scope is refused, whatever is asked for in it", async () => {
  const waf = await WafFixture.start();
  const set = await waf.ipSet("office");
  const acl = await waf.webAcl("shop");
  const limit = { RateBasedStatement: { Limit: 10, AggregateKeyType: "IP" as const } };
  const limited = await waf.webAcl("limited", [rule(limit)]);
  const managed = { VendorName: "AWS", Name: "AWSManagedRulesSQLiRuleSet" };
  const TimeWindow = { StartTime: new Date(0), EndTime: new Date(1) };
  const calls: readonly (readonly [AnyOperation, object])[] = [
    [getIpSet, locked(set)],
    [listIpSets, {}],
    [createIpSet, { Name: "new", IPAddressVersion: "IPV4", Addresses: [] }],
    [updateIpSet, { ...locked(set), Addresses: [] }],
    [getWebAcl, locked(acl)],
    [checkCapacity, { Rules: [] }],
    [listLoggingConfigurations, {}],
    [listAvailableManagedRuleGroups, {}],
    [listAvailableManagedRuleGroupVersions, managed],
    [describeManagedRuleGroup, managed],
    [getSampledRequests, { WebAclArn: acl.ARN, RuleMetricName: "ALL", MaxItems: 1, TimeWindow }],
    [
      getRateBasedStatementManagedKeys,
      { WebACLName: limited.Name, WebACLId: limited.Id, RuleName: "rule-0" },
    ],
  ];
  for (const [operation, input] of calls) {
    const cloudFront = attempt(waf, operation, { ...input, Scope: "CLOUDFRONT" });
    await assert.rejects(cloudFront, { ...invalid, message: /SCOPE/ }, operation.name);
    await attempt(waf, operation, { ...input, Scope });
  }
});

test("an update or a deletion on an old lock token changes nothing", async () => {
  const waf = await WafFixture.start();
  const set = await waf.ipSet("office");
  const update = async (LockToken: string, address: string) =>
    waf.run(updateIpSet, { ...locked(set), LockToken, Addresses: [address] });
  const { NextLockToken } = await update(set.LockToken, "198.51.100.0/24");
  const lost = { code: "WAFOptimisticLockException" };
  await assert.rejects(update(set.LockToken, "203.0.113.0/24"), lost);
  await assert.rejects(async () => waf.run(deleteIpSet, locked(set)), lost);
  const found = await waf.run(getIpSet, { Name: set.Name, Id: set.Id, Scope });
  assert.deepEqual([found.IPSet?.Addresses, found.LockToken], [["198.51.100.0/24"], NextLockToken]);
  // Of two updates that start from one version, one wins.
  const both = await Promise.allSettled([
    update(NextLockToken!, "192.0.2.0/25"),
    update(NextLockToken!, "192.0.2.128/25"),
  ]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ["fulfilled", "rejected"],
  );
});

test("a web ACL that is updated goes on logging", async () => {
  const waf = await WafFixture.start();
  const acl = await waf.webAcl("shop");
  const LogDestinationConfigs = [`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${LOG_GROUP}`];
  const RedactedFields = [{ UriPath: {} }];
  const LoggingConfiguration = { ResourceArn: acl.ARN, LogDestinationConfigs, RedactedFields };
  await waf.run(putLoggingConfiguration, { LoggingConfiguration });
  const update = { ...locked(acl), DefaultAction: { Block: {} }, VisibilityConfig };
  await waf.run(updateWebAcl, update);
  const { logging, defaultAction } = waf.records.find("webacl", acl.ARN)!;
  assert.deepEqual([logging?.logGroupName, logging?.redactedFields], [LOG_GROUP, RedactedFields]);
  assert.deepEqual(defaultAction, { Block: {} });
});

test("a web ACL or rule group is asked for by its ARN, or by all of its name, id and scope", async () => {
  const waf = await WafFixture.start();
  for (const [operation, named] of [
    [getWebAcl, await waf.webAcl("shop")],
    [getRuleGroup, await waf.ruleGroup("rules")],
  ] as const) {
    const { Name, Id, ARN } = named;
    for (const input of [{}, { Name, Id }, { Name, Scope }, { Id, Scope }]) {
      await assert.rejects(attempt(waf, operation, input), { ...invalid, message: /parameter: Name/ });
    }
    await attempt(waf, operation, { Name, Id, Scope });
    await attempt(waf, operation, { ARN });
    await assert.rejects(attempt(waf, operation, { ARN: `${ARN}0` }), missing);
  }
});

test("only resources of AWS WAF have tags here", async () => {
  const waf = await WafFixture.start();
  const prefix = `arn:aws:wafv2:us-east-1:${ACCOUNT}:regional`;
  for (const ResourceARN of ["arn:aws:s3:::a", `${prefix}/managedruleset/a/b`, "webacl"]) {
    await assert.rejects(attempt(waf, listTagsForResource, { ResourceARN }), missing);
    const Tags = [{ Key: "team", Value: "edge" }];
    await assert.rejects(attempt(waf, tagResource, { ResourceARN, Tags }), missing);
  }
});

test("a managed rule group that does not exist is not described", async () => {
  const waf = await WafFixture.start();
  const group = { VendorName: "AWS", Name: "AWSManagedRulesNothing", Scope };
  for (const operation of [describeManagedRuleGroup, listAvailableManagedRuleGroupVersions]) {
    await assert.rejects(attempt(waf, operation, group), missing);
    const unbuilt = { ...group, Name: "AWSManagedRulesATPRuleSet" };
    await assert.rejects(attempt(waf, operation, unbuilt), { code: "NotImplemented" });
  }
});
