import {
  AssociateWebACLCommand,
  CreateWebACLCommand,
  type CreateWebACLCommandInput,
  DeleteWebACLCommand,
  DisassociateWebACLCommand,
  type Rule,
  type Statement,
  WAFV2Client,
} from "@aws-sdk/client-wafv2";
import { systemRequest } from "../src/app/system-client.ts";
import { get } from "./https-client.ts";
import { mockApi } from "./mock-api.ts";
import { type RunningServer, rootKeys, startServer } from "./running-server.ts";

export const NONE = [{ Priority: 0, Type: "NONE" as const }];
export const visibility = (MetricName: string, isOn = true) => ({
  ...{ SampledRequestsEnabled: isOn, CloudWatchMetricsEnabled: isOn, MetricName },
});

/** A statement about query strings that contain a word. */
export const contains = (word: string): Statement => ({
  ByteMatchStatement: {
    ...{ SearchString: Buffer.from(word), FieldToMatch: { QueryString: {} }, TextTransformations: NONE },
    PositionalConstraint: "CONTAINS",
  },
});

/** A rule with metrics and samples, under its name and `-metric`. */
export const rule = (name: string, Statement: Statement, rest: Partial<Rule> = {}): Rule => ({
  ...{ Name: name, Priority: 0, Statement, VisibilityConfig: visibility(`${name}-metric`) },
  ...(Statement.RuleGroupReferenceStatement || Statement.ManagedRuleGroupStatement
    ? { OverrideAction: { None: {} } }
    : { Action: { Block: {} } }),
  ...rest,
});

export interface Acl {
  readonly Name: string;
  readonly Id: string;
  readonly ARN: string;
  readonly LockToken: string;
}

/** An API that answers 200 by itself, on a server of its own, and web ACLs to put before it. */
export class WatchedApi {
  readonly server: RunningServer;
  readonly waf: WAFV2Client;
  readonly apiId: string;

  private constructor(server: RunningServer, apiId: string) {
    this.server = server;
    this.apiId = apiId;
    this.waf = new WAFV2Client(server.client);
  }

  static async start(): Promise<WatchedApi> {
    const server = await startServer();
    return new WatchedApi(server, await mockApi(server, { path: "items", authorizationType: "NONE" }));
  }

  async createAcl(
    Name: string,
    Rules: Rule[] = [],
    more: Partial<CreateWebACLCommandInput> = {},
  ): Promise<Acl> {
    const command = new CreateWebACLCommand({
      ...{ Name, Rules, Scope: "REGIONAL", DefaultAction: { Allow: {} } },
      ...{ VisibilityConfig: visibility(`${Name}-metric`), ...more },
    });
    return (await this.waf.send(command)).Summary as Acl;
  }

  async deleteAcl({ Name, Id, LockToken }: Acl): Promise<void> {
    await this.waf.send(new DeleteWebACLCommand({ Name, Id, LockToken, Scope: "REGIONAL" }));
  }

  /** The status of a GET. */
  async call(query: string, headers: Record<string, string> = {}): Promise<number> {
    const url = `${this.server.stageUrl(this.apiId, "live")}/items${query}`;
    return (await get(url, this.server.caFile, { headers })).status;
  }

  /** Does something while a web ACL guards the API. */
  async guarded(acl: Acl, act: () => Promise<void>): Promise<void> {
    const ResourceArn = `arn:aws:apigateway:us-east-1::/restapis/${this.apiId}/stages/live`;
    await this.waf.send(new AssociateWebACLCommand({ WebACLArn: acl.ARN, ResourceArn }));
    try {
      await act();
    } finally {
      await this.waf.send(new DisassociateWebACLCommand({ ResourceArn }));
    }
  }

  /** What Sallyport's own API answers to root. */
  askSystem(path: string): Promise<Record<string, unknown>> {
    const { accessKeyId, secretAccessKey } = rootKeys;
    const environment = {
      ...{ SALLYPORT_ROOT_ACCESS_KEY_ID: accessKeyId, SALLYPORT_ROOT_SECRET_ACCESS_KEY: secretAccessKey },
    };
    return systemRequest(this.server.dataFolder, environment, path);
  }
}
