import {
  AssociateWebACLCommand,
  CreateWebACLCommand,
  DeleteWebACLCommand,
  DisassociateWebACLCommand,
  type Rule,
  type Statement,
  WAFV2Client,
} from "@aws-sdk/client-wafv2";
import { type MockMethod, mockApi } from "./mock-api.ts";
import type { RunningServer } from "./running-server.ts";

/** A stage that answers 200 by itself, and web ACLs before it. */
export interface GuardedStage {
  readonly waf: WAFV2Client;
  /** The method's address. */
  readonly url: string;
  /** Puts a web ACL of these rules before the stage; what undoes it. */
  readonly guard: (name: string, rules: readonly Rule[]) => Promise<() => Promise<void>>;
}

export const textTransformations = [{ Priority: 0, Type: "NONE" as const }];

const visibility = (MetricName: string) => ({
  ...{ SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName },
});

/** A rule that blocks, unless `rest` says otherwise. */
export const wafRule = (
  Name: string,
  statement: Statement,
  rest: Partial<Rule> = { Action: { Block: {} } },
): Rule => ({ Name, Priority: 0, Statement: statement, VisibilityConfig: visibility(Name), ...rest });

/** Deploys an API of one method. */
export async function guardedStage(
  server: RunningServer,
  method: Omit<Partial<MockMethod>, "path"> = {},
): Promise<GuardedStage> {
  const waf = new WAFV2Client(server.client);
  const apiId = await mockApi(server, { path: "items", authorizationType: "NONE", ...method });
  const ResourceArn = `arn:aws:apigateway:us-east-1::/restapis/${apiId}/stages/live`;
  return {
    waf,
    url: `${server.stageUrl(apiId, "live")}/items`,
    guard: async (Name, rules) => {
      const { Summary } = await waf.send(
        new CreateWebACLCommand({
          ...{ Name, Rules: [...rules], Scope: "REGIONAL", DefaultAction: { Allow: {} } },
          VisibilityConfig: visibility(Name),
        }),
      );
      const { Id, LockToken, ARN: WebACLArn } = Summary!;
      await waf.send(new AssociateWebACLCommand({ WebACLArn, ResourceArn }));
      return async () => {
        await waf.send(new DisassociateWebACLCommand({ ResourceArn }));
        await waf.send(new DeleteWebACLCommand({ Name, Id, LockToken, Scope: "REGIONAL" }));
      };
    },
  };
}
