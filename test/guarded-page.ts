import {
  AssociateWebACLCommand,
  CreateRuleGroupCommand,
  CreateWebACLCommand,
  type Rule,
  type RuleAction,
  type Statement,
  WAFV2Client,
} from "@aws-sdk/client-wafv2";
import { mockApi } from "./mock-api.ts";
import type { RunningServer } from "./running-server.ts";

const visibility = (MetricName: string) => ({
  SampledRequestsEnabled: false,
  CloudWatchMetricsEnabled: false,
  MetricName,
});

/** A rule for requests whose query string holds its name. */
const rule = (Name: string, Priority: number, Action: RuleAction): Rule => ({
  ...{ Name, Priority, Action, VisibilityConfig: visibility(Name) },
  Statement: {
    ByteMatchStatement: {
      SearchString: Buffer.from(Name),
      FieldToMatch: { QueryString: {} },
      TextTransformations: [{ Priority: 0, Type: "NONE" }],
      PositionalConstraint: "CONTAINS",
    },
  },
});

/** A reference to a rule group whose one rule blocks, overridden to ask for a CAPTCHA. */
async function overriddenGroup(waf: WAFV2Client): Promise<Rule> {
  const { Summary } = await waf.send(
    new CreateRuleGroupCommand({
      ...{ Name: "group", Scope: "REGIONAL", Capacity: 10, VisibilityConfig: visibility("group") },
      Rules: [rule("grouped", 0, { Block: {} })],
    }),
  );
  const RuleActionOverrides = [{ Name: "grouped", ActionToUse: { Captcha: {} } }];
  const statement: Statement = { RuleGroupReferenceStatement: { ARN: Summary!.ARN!, RuleActionOverrides } };
  return {
    ...{ Name: "group", Priority: 2, Statement: statement, OverrideAction: { None: {} } },
    VisibilityConfig: visibility("group"),
  };
}

/**
 * The address of a page behind rules that ask for tokens: `?challenged` for that of a challenge, `?asked` for that of a
 * CAPTCHA, and `?grouped` where a rule group's rule was overridden to ask for it.
 */
export async function guardedPage(server: RunningServer): Promise<string> {
  const waf = new WAFV2Client(server.client);
  const body = "<!doctype html><title>Shop</title><h1>Teas</h1>";
  const answer = { contentType: "text/html", body };
  const apiId = await mockApi(server, { path: "teas", authorizationType: "NONE", answer });
  const { Summary } = await waf.send(
    new CreateWebACLCommand({
      ...{ Name: "shop", Scope: "REGIONAL", VisibilityConfig: visibility("shop") },
      DefaultAction: { Allow: {} },
      Rules: [
        rule("challenged", 0, { Challenge: {} }),
        rule("asked", 1, { Captcha: {} }),
        await overriddenGroup(waf),
      ],
    }),
  );
  const ResourceArn = `arn:aws:apigateway:us-east-1::/restapis/${apiId}/stages/live`;
  await waf.send(new AssociateWebACLCommand({ WebACLArn: Summary!.ARN!, ResourceArn }));
  return `${server.stageUrl(apiId, "live")}/teas`;
}
