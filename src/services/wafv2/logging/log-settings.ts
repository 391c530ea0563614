import type { Condition, FieldToMatch, LoggingConfiguration, LoggingFilter } from "@aws-sdk/client-wafv2";
import { parseArn } from "../../../aws/arn.ts";
import {
  EVERYTHING_LOGGED,
  type LogCondition,
  type LogFilter,
  type LogFilterRule,
} from "../../../waf/log-filter.ts";
import type { LogRedaction } from "../../../waf/log-record.ts";
import type { LoggingRecord } from "../records.ts";
import { invalidParameter, notBuilt } from "../waf-errors.ts";
import type { Owner } from "../waf-records.ts";

/** What names of destinations begin with. Source: AWS WAF, logging destinations. */
const DESTINATION_PREFIX = "aws-waf-logs-";
/** Most filters of a configuration and conditions of a filter. Source: our own bound on what each request pays. */
const FILTERS_MAX = 50;
const CONDITIONS_MAX = 50;

/** Where a web ACL lies. */
interface Place extends Owner {
  readonly partition: string;
}

/** A configuration as it is stored, checked. Throws WAFInvalidParameterException, or NotImplemented. */
export function parseLogging(wire: LoggingConfiguration, place: Place): LoggingRecord {
  const { LogDestinationConfigs = [], RedactedFields = [], LoggingFilter: filter } = wire;
  const [destination = "", ...others] = LogDestinationConfigs;
  if (others.length > 0) {
    throw invalidParameter("LOG_DESTINATION", others[0]!, "A web ACL has one logging destination.");
  }
  const record: LoggingRecord = {
    logGroupName: parseDestination(destination, place),
    redactedFields: RedactedFields,
    ...(filter && { filter }),
  };
  redactionOf(record);
  filterOf(record);
  return record;
}

/** The name of the log group that an ARN names. A `:*` at its end, which CloudWatch Logs' own ARNs have, is allowed. */
function parseDestination(text: string, { partition, region, accountId }: Place): string {
  const arn = parseArn(text);
  if (arn?.service === "firehose") throw notBuilt("logging to a Firehose delivery stream");
  if (arn?.service === "s3") throw notBuilt("logging to an S3 bucket");
  const name = /^log-group:([^:*]+)(?::\*)?$/.exec(arn?.resource ?? "")?.[1];
  if (arn?.service !== "logs" || name === undefined) {
    throw invalidParameter("LOG_DESTINATION", text, "The destination must be the ARN of a log group.");
  }
  if (!name.startsWith(DESTINATION_PREFIX)) {
    const reason = `The name of a logging destination must begin with ${DESTINATION_PREFIX}`;
    throw invalidParameter("LOG_DESTINATION", text, reason);
  }
  if (arn.partition !== partition || arn.region !== region || arn.accountId !== accountId) {
    const reason = "The log group must lie in the account and region of the web ACL.";
    throw invalidParameter("LOG_DESTINATION", text, reason);
  }
  return name;
}

/** What is kept out of records. Throws WAFInvalidParameterException. */
export function redactionOf({ redactedFields }: LoggingRecord): LogRedaction {
  const kinds = redactedFields.map(redactedKind);
  const headers = redactedFields.flatMap(({ SingleHeader }) => SingleHeader?.Name?.toLowerCase() ?? []);
  return {
    uriPath: kinds.includes("UriPath"),
    queryString: kinds.includes("QueryString"),
    method: kinds.includes("Method"),
    headers: new Set(headers),
  };
}

function redactedKind(field: FieldToMatch): string {
  const kinds = Object.entries(field).flatMap(([kind, value]) => (value === undefined ? [] : [kind]));
  const [kind = "", ...others] = kinds;
  if (others.length === 0 && ["UriPath", "QueryString", "SingleHeader", "Method"].includes(kind)) return kind;
  const reason = "A redacted field is one of UriPath, QueryString, SingleHeader and Method.";
  throw invalidParameter("FIELD_TO_MATCH", kinds.join(", "), reason);
}

/** Which inspections are logged. Throws WAFInvalidParameterException. */
export function filterOf({ filter }: LoggingRecord): LogFilter {
  if (!filter) return EVERYTHING_LOGGED;
  const { Filters = [], DefaultBehavior } = filter;
  atMost(Filters, FILTERS_MAX, "filters");
  return { keepsOthers: DefaultBehavior === "KEEP", rules: Filters.map(filterRule) };
}

function filterRule({
  Behavior,
  Requirement,
  Conditions = [],
}: NonNullable<LoggingFilter["Filters"]>[number]): LogFilterRule {
  atMost(Conditions, CONDITIONS_MAX, "conditions of a filter");
  return {
    keeps: Behavior === "KEEP",
    requirement: Requirement === "MEETS_ALL" ? "MEETS_ALL" : "MEETS_ANY",
    conditions: Conditions.map(conditionOf),
  };
}

function conditionOf({ ActionCondition, LabelNameCondition }: Condition): LogCondition {
  if (ActionCondition?.Action && !LabelNameCondition) {
    const { Action: action } = ActionCondition;
    // The model's constraints do not let it through; the client's types have it.
    if (action !== "MONETIZE") return { kind: "action", action };
  }
  if (LabelNameCondition?.LabelName && !ActionCondition) {
    return { kind: "label", label: LabelNameCondition.LabelName };
  }
  const reason = "A condition is an ActionCondition or a LabelNameCondition.";
  throw invalidParameter("LOGGING_FILTER", "Conditions", reason);
}

function atMost(list: readonly unknown[], max: number, what: string): void {
  if (list.length <= max) return;
  throw invalidParameter("LOGGING_FILTER", String(list.length), `There may be ${max} ${what}.`);
}
