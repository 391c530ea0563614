import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { NONE, visibility, WatchedApi } from "../watched-api.ts";

/** Web ACLs and all that they refer to, made by CloudFormation. */
let api: WatchedApi;

before(async () => {
  api = await WatchedApi.start();
});
after(async () => {
  await api.server.stop();
  rmSync(api.server.dataFolder, { recursive: true, force: true });
});

/** A stack whose web ACL uses one resource of each type. */
const stackTemplate = (address: string, word: string): string => {
  const named = { Scope: "REGIONAL" };
  const VisibilityConfig = visibility("stack");
  const own = { Action: { Block: {} }, VisibilityConfig };
  const text = { FieldToMatch: { QueryString: {} }, TextTransformations: NONE };
  const ByteMatchStatement = { ...text, SearchString: word, PositionalConstraint: "EXACTLY" };
  const arnOf = (name: string) => ({ "Fn::GetAtt": [name, "Arn"] });
  const RegexPatternSetReferenceStatement = { ...text, Arn: arnOf("Patterns") };
  const types = {
    Addresses: ["IPSet", { IPAddressVersion: "IPV4", Addresses: [address] }],
    Patterns: ["RegexPatternSet", { RegularExpressionList: ["^p[0-9]+$"] }],
    Words: [
      "RuleGroup",
      {
        ...{ Capacity: 10, VisibilityConfig },
        Rules: [{ Name: "word", Priority: 0, Statement: { ByteMatchStatement }, ...own }],
      },
    ],
    Acl: [
      "WebACL",
      {
        ...{ VisibilityConfig, DefaultAction: { Allow: {} } },
        Rules: [
          {
            Name: "a",
            Priority: 0,
            Statement: { IPSetReferenceStatement: { Arn: arnOf("Addresses") } },
            ...own,
          },
          { Name: "p", Priority: 1, Statement: { RegexPatternSetReferenceStatement }, ...own },
          {
            ...{ Name: "w", Priority: 2, OverrideAction: { None: {} }, VisibilityConfig },
            Statement: { RuleGroupReferenceStatement: { Arn: arnOf("Words") } },
          },
        ],
      },
    ],
  } as const;
  const resources = Object.entries(types).map(([name, [type, more]]) => [
    name,
    { Type: `AWS::WAFv2::${type}`, Properties: { ...named, ...more } },
  ]);
  const Association = {
    Type: "AWS::WAFv2::WebACLAssociation",
    Properties: {
      ResourceArn: `arn:aws:apigateway:us-east-1::/restapis/${api.apiId}/stages/live`,
      WebACLArn: arnOf("Acl"),
    },
  };
  return JSON.stringify({ Resources: { ...Object.fromEntries(resources), Association } });
};

test("a stack makes, changes and deletes a web ACL and all that it refers to", async () => {
  const cloudformation = new CloudFormationClient(api.server.client);
  const StackName = "firewall";
  const waiting = { client: cloudformation, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  const statuses = async (...queries: string[]) => Promise.all(queries.map((query) => api.call(query)));

  const TemplateBody = stackTemplate("192.0.2.0/24", "stop");
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody }));
  await waitUntilStackCreateComplete(waiting, { StackName });
  assert.deepEqual(await statuses("?p7", "?stop", "?halt", ""), [403, 403, 200, 200]);

  const changed = stackTemplate("192.0.2.0/25", "halt");
  await cloudformation.send(new UpdateStackCommand({ StackName, TemplateBody: changed }));
  await waitUntilStackUpdateComplete(waiting, { StackName });
  assert.deepEqual(await statuses("?p7", "?stop", "?halt", ""), [403, 200, 403, 200]);

  await cloudformation.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(waiting, { StackName });
  assert.deepEqual(await statuses("?p7", "?stop", "?halt"), [200, 200, 200]);
});
