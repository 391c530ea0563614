import type {
  DeleteLoggingConfigurationRequest,
  GetLoggingConfigurationRequest,
  GetLoggingConfigurationResponse,
  ListLoggingConfigurationsRequest,
  ListLoggingConfigurationsResponse,
  LoggingConfiguration,
  PutLoggingConfigurationRequest,
  PutLoggingConfigurationResponse,
} from "@aws-sdk/client-wafv2";
import { AwsError } from "../../../aws/aws-error.ts";
import type { IamCheck } from "../../operation.ts";
import { READ, type WafCall, type WafOperation, WRITE } from "../dependencies.ts";
import { arnCheck, entityCheck, requireOwn, requireRegional } from "../entities.ts";
import type { LoggingRecord, WebAclRecord } from "../records.ts";
import { invalidParameter, nonexistent, permissionIssue } from "../waf-errors.ts";
import { parseLogging } from "./log-settings.ts";

/** Most configurations that a page lists. Source: `Limit` of the List operations. */
const PAGE_MAX = 100;

/** What conditions may ask of every call about logging. Source: Service Authorization Reference, AWS WAF V2. */
const LOG_SCOPE: ReadonlyMap<string, readonly string[]> = new Map([["wafv2:logscope", ["CUSTOMER"]]]);

/** Only what customers themselves configure is here. */
const refusedScope = (prefix = "") => ({ member: `${prefix}LogScope`, accepts: ["CUSTOMER"] });

export const putLoggingConfiguration: WafOperation<
  PutLoggingConfigurationRequest,
  PutLoggingConfigurationResponse
> = {
  name: "PutLoggingConfiguration",
  permits: ({ LoggingConfiguration: { ResourceArn, LogDestinationConfigs = [] } }, call) => {
    const keys = new Map(LOG_SCOPE).set("wafv2:logdestinationresource", LogDestinationConfigs);
    return [arnCheck("PutLoggingConfiguration", ResourceArn!, call, { keys })];
  },
  audit: WRITE,
  refuses: [
    refusedScope("LoggingConfiguration."),
    // There is no Firewall Manager.
    { member: "LoggingConfiguration.ManagedByFirewallManager", accepts: [false] },
  ],
  handle: async ({ LoggingConfiguration: wire }, call) => {
    const arn = wire.ResourceArn!;
    requireOwn(call, "webacl", arn);
    const logging = parseLogging(wire, call);
    await requireDelivery(call, putDelivery(call));
    const { accountId, region } = call;
    if (!call.deps.logs.hasGroup({ accountId, region, groupName: logging.logGroupName })) {
      const reason = "The log group does not exist.";
      throw invalidParameter("LOG_DESTINATION", wire.LogDestinationConfigs![0]!, reason);
    }
    return { LoggingConfiguration: loggingView(await setLogging(call, arn, logging), call) };
  },
};

export const getLoggingConfiguration: WafOperation<
  GetLoggingConfigurationRequest,
  GetLoggingConfigurationResponse
> = {
  name: "GetLoggingConfiguration",
  permits: ({ ResourceArn }, call) => [
    arnCheck("GetLoggingConfiguration", ResourceArn, call, { keys: LOG_SCOPE }),
  ],
  audit: READ,
  refuses: [refusedScope()],
  handle: ({ ResourceArn }, call) => {
    const record = requireOwn(call, "webacl", ResourceArn);
    if (!record.logging) throw nonexistent();
    return { LoggingConfiguration: loggingView(record, call) };
  },
};

export const deleteLoggingConfiguration: WafOperation<DeleteLoggingConfigurationRequest, object> = {
  name: "DeleteLoggingConfiguration",
  permits: ({ ResourceArn }, call) => [
    arnCheck("DeleteLoggingConfiguration", ResourceArn, call, { keys: LOG_SCOPE }),
  ],
  audit: WRITE,
  refuses: [refusedScope()],
  handle: async ({ ResourceArn }, call) => {
    if (!requireOwn(call, "webacl", ResourceArn).logging) throw nonexistent();
    await requireDelivery(call, [{ action: "logs:DeleteLogDelivery", resource: "*" }]);
    await setLogging(call, ResourceArn, undefined);
    return {};
  },
};

export const listLoggingConfigurations: WafOperation<
  ListLoggingConfigurationsRequest,
  ListLoggingConfigurationsResponse & { LoggingConfigurations: LoggingConfiguration[] }
> = {
  name: "ListLoggingConfigurations",
  permits: entityCheck("ListLoggingConfigurations", "webacl"),
  audit: READ,
  refuses: [refusedScope()],
  handle: ({ Scope, NextMarker: after = "", Limit = PAGE_MAX }, call) => {
    requireRegional(Scope);
    const prefix = `arn:${call.partition}:wafv2:${call.region}:${call.accountId}:regional/webacl/`;
    const logging = call.deps.records.list("webacl", prefix).filter((record) => record.logging);
    const rest = logging.filter(({ name }) => name > after);
    const page = rest.slice(0, Limit);
    return {
      LoggingConfigurations: page.map((record) => loggingView(record, call)),
      ...(rest.length > page.length && { NextMarker: page.at(-1)!.name }),
    };
  },
};

/**
 * What else the caller needs to have a web ACL log to CloudWatch Logs.
 * Source: AWS WAF, "Permissions to publish logs to CloudWatch Logs".
 */
const putDelivery = ({ partition, region, accountId }: WafCall): readonly IamCheck[] => [
  { action: "logs:CreateLogDelivery", resource: "*" },
  { action: "logs:PutResourcePolicy", resource: "*" },
  { action: "logs:DescribeResourcePolicies", resource: "*" },
  {
    action: "logs:DescribeLogGroups",
    resource: `arn:${partition}:logs:${region}:${accountId}:log-group::log-stream:`,
  },
];

/** Throws WAFLogDestinationPermissionIssueException where a permission is missing. */
async function requireDelivery(call: WafCall, checks: readonly IamCheck[]): Promise<void> {
  try {
    await call.authorize(checks);
  } catch (error) {
    throw error instanceof AwsError ? permissionIssue(error.message) : error;
  }
}

/** Stores or takes away a web ACL's configuration. Its lock token stays: this is no change of the web ACL's rules. */
async function setLogging(
  call: WafCall,
  arn: string,
  logging: LoggingRecord | undefined,
): Promise<WebAclRecord> {
  const edit = await call.deps.records.changeEntity(call, () => {
    const { logging: _, ...record } = requireOwn(call, "webacl", arn);
    return { type: "webacl", id: record.id, record: { ...record, ...(logging && { logging }) } };
  });
  return edit.record!;
}

function loggingView({ arn, logging }: WebAclRecord, call: WafCall): LoggingConfiguration {
  const { logGroupName, redactedFields, filter } = logging!;
  const { partition, region, accountId } = call;
  return {
    ResourceArn: arn,
    LogDestinationConfigs: [`arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}`],
    ...(redactedFields.length > 0 && { RedactedFields: [...redactedFields] }),
    ManagedByFirewallManager: false,
    ...(filter && { LoggingFilter: filter }),
    LogType: "WAF_LOGS",
    LogScope: "CUSTOMER",
  };
}
