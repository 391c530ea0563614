import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  DeleteLoggingConfigurationCommand,
  GetLoggingConfigurationCommand,
  ListLoggingConfigurationsCommand,
  type LoggingConfiguration,
  PutLoggingConfigurationCommand,
  WAFV2Client,
} from "@aws-sdk/client-wafv2";
import { run, skipWithout } from "../tools.ts";
import { type Acl, contains, rule, WatchedApi } from "../watched-api.ts";

/** What web ACLs log, and who may have them log. */
let api: WatchedApi;
let logs: CloudWatchLogsClient;

const logGroupName = "aws-waf-logs-shop";
const ACCOUNT = "000000000000";
const groupArn = (name: string): string => `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${name}`;

before(async () => {
  api = await WatchedApi.start();
  logs = new CloudWatchLogsClient(api.server.client);
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
});
after(() => api.server.stop());

const logTo = ({ ARN }: Acl, more: Partial<LoggingConfiguration> = {}) =>
  api.waf.send(
    new PutLoggingConfigurationCommand({
      LoggingConfiguration: {
        ...{ ResourceArn: ARN, LogDestinationConfigs: [groupArn(logGroupName)] },
        ...more,
      },
    }),
  );

type LogRecord = Record<string, unknown> & {
  readonly action: string;
  readonly httpRequest: { readonly args: string; readonly headers: { name: string; value: string }[] };
};

/** A web ACL's log once it has as many records; at most ten seconds. */
async function logOf(acl: Acl, count: number): Promise<LogRecord[]> {
  const query = { logGroupName, logStreamNames: [`us-east-1_${acl.Name}_1`] };
  for (let attempt = 0; ; attempt++) {
    const { events = [] } = await logs.send(new FilterLogEventsCommand(query)).catch(() => ({ events: [] }));
    const records = events.map(({ message }) => JSON.parse(message!) as LogRecord);
    if (records.length >= count || attempt === 100) return records;
    await delay(100);
  }
}

test("requests are logged with their headers redacted, filtered, and only while the web ACL logs", async () => {
  const acl = await api.createAcl("logged", [rule("bad", contains("bad"))]);
  await logTo(acl, {
    RedactedFields: [{ SingleHeader: { Name: "X-Api-Token" } }],
    LoggingFilter: {
      DefaultBehavior: "DROP",
      Filters: [
        {
          ...{ Behavior: "KEEP", Requirement: "MEETS_ANY" },
          Conditions: [{ ActionCondition: { Action: "BLOCK" } }],
        },
      ],
    },
  });
  await api.guarded(acl, async () => {
    assert.equal(await api.call("?q=good", { "x-api-token": "s3cret" }), 200);
    assert.equal(await api.call("?q=bad&n=1", { "x-api-token": "s3cret" }), 403);
    const [record, ...others] = await logOf(acl, 1);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [record?.["webaclId"], record?.action, record?.["terminatingRuleId"], record?.httpRequest.args],
      [acl.ARN, "BLOCK", "bad", "q=bad&n=1"],
    );
    assert.equal(record?.["httpSourceId"], `${ACCOUNT}:${api.apiId}:live`);
    const sent = record?.httpRequest.headers.find(({ name }) => name.toLowerCase() === "x-api-token");
    assert.equal(sent?.value, "REDACTED");
    assert.doesNotMatch(JSON.stringify(record), /s3cret/);

    // The whole configuration is replaced: what was dropped before is kept now.
    await logTo(acl);
    await api.call("?q=good");
    assert.deepEqual(
      (await logOf(acl, 2)).map(({ action }) => action),
      ["BLOCK", "ALLOW"],
    );
    await api.waf.send(new DeleteLoggingConfigurationCommand({ ResourceArn: acl.ARN }));
    await api.call("?q=after");
    await logTo(acl);
    await api.call("?q=again");
    assert.deepEqual(
      (await logOf(acl, 3)).map(({ httpRequest }) => httpRequest.args),
      ["q=bad&n=1", "q=good", "q=again"],
    );
    await api.waf.send(new DeleteLoggingConfigurationCommand({ ResourceArn: acl.ARN }));
  });
  const gone = new GetLoggingConfigurationCommand({ ResourceArn: acl.ARN });
  await assert.rejects(api.waf.send(gone), { name: "WAFNonexistentItemException" });
  await api.deleteAcl(acl);
});

test("logging configurations are listed, and go with their web ACL", async () => {
  const acls = [await api.createAcl("list-a"), await api.createAcl("list-b")];
  for (const acl of acls) await logTo(acl);
  const list = (NextMarker?: string) =>
    api.waf.send(new ListLoggingConfigurationsCommand({ Scope: "REGIONAL", Limit: 1, NextMarker }));
  const first = await list();
  assert.deepEqual(first.LoggingConfigurations, [
    {
      ...{ ResourceArn: acls[0]?.ARN, LogDestinationConfigs: [groupArn(logGroupName)] },
      ...{ ManagedByFirewallManager: false, LogType: "WAF_LOGS", LogScope: "CUSTOMER" },
    },
  ]);
  const second = await list(first.NextMarker);
  assert.deepEqual(
    [second.LoggingConfigurations?.[0]?.ResourceArn, second.NextMarker],
    [acls[1]?.ARN, undefined],
  );
  for (const acl of acls) await api.deleteAcl(acl);
  assert.deepEqual((await list()).LoggingConfigurations, []);
});

test("a log group that is deleted is not made again, and its records are counted as dropped", async () => {
  const name = "aws-waf-logs-gone";
  await logs.send(new CreateLogGroupCommand({ logGroupName: name }));
  const acl = await api.createAcl("gone");
  await logTo(acl, { LogDestinationConfigs: [`${groupArn(name)}:*`] });
  await logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
  const status = async () => (await api.askSystem("/status"))["droppedWafLogRecords"];
  assert.equal(await status(), 0);
  await api.guarded(acl, async () => {
    await api.call("");
    for (let attempt = 0; attempt < 100 && (await status()) === 0; attempt++) await delay(50);
  });
  assert.equal(await status(), 1);
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  assert.deepEqual(logGroups, []);
});

test("whoever has a web ACL log needs the permission to deliver logs", async () => {
  const iam = new IAMClient(api.server.client);
  const UserName = "watcher";
  await iam.send(new CreateUserCommand({ UserName }));
  const allow = async (...Action: string[]) => {
    const Statement = [{ Effect: "Allow", Action, Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "logs", PolicyDocument }));
  };
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const client = new WAFV2Client({ ...api.server.client, credentials });
  const { ARN: ResourceArn } = await api.createAcl("delivered");
  const LoggingConfiguration = { ResourceArn, LogDestinationConfigs: [groupArn(logGroupName)] };
  const put = () => client.send(new PutLoggingConfigurationCommand({ LoggingConfiguration }));
  const take = () => client.send(new DeleteLoggingConfigurationCommand({ ResourceArn }));
  const issue = { name: "WAFLogDestinationPermissionIssueException" };

  await assert.rejects(put(), { name: "AccessDeniedException" });
  const needed = ["CreateLogDelivery", "PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"];
  const actions = needed.map((name) => `logs:${name}`);
  for (const missing of actions) {
    await allow("wafv2:*", ...actions.filter((action) => action !== missing));
    await assert.rejects(put(), { ...issue, message: new RegExp(missing) });
  }
  await allow("wafv2:*", ...actions);
  await put();
  await assert.rejects(take(), { ...issue, message: /logs:DeleteLogDelivery/ });
  await allow("wafv2:*", "logs:DeleteLogDelivery");
  await take();
});

test("what cannot be logged so is refused by name", async (t) => {
  const acl = await api.createAcl("refusing");
  const to = (...LogDestinationConfigs: string[]) => ({ LogDestinationConfigs });
  const filtered = (condition: object) => ({
    LoggingFilter: {
      DefaultBehavior: "KEEP" as const,
      Filters: [{ Behavior: "DROP" as const, Requirement: "MEETS_ANY" as const, Conditions: [condition] }],
    },
  });
  const invalid = { name: "WAFInvalidParameterException" };
  const notBuilt = { name: "NotImplemented" };
  const refusals: readonly [what: string, more: Partial<LoggingConfiguration>, error: object][] = [
    ["Firehose", to(`arn:aws:firehose:us-east-1:${ACCOUNT}:deliverystream/aws-waf-logs-a`), notBuilt],
    ["S3", to("arn:aws:s3:::aws-waf-logs-a"), notBuilt],
    [
      "no log group",
      to(`arn:aws:sqs:us-east-1:${ACCOUNT}:aws-waf-logs-a`),
      { ...invalid, message: /of a log group, field: / },
    ],
    [
      "another name",
      to(groupArn("shop")),
      { ...invalid, message: /must begin with aws-waf-logs-, field: LOG_DESTINATION, parameter: / },
    ],
    ["a group that is not there", to(groupArn("aws-waf-logs-none")), invalid],
    ["another region", to(groupArn(logGroupName).replace("us-east-1", "eu-west-1")), invalid],
    ["another account", to(groupArn(logGroupName).replace(ACCOUNT, "111122223333")), invalid],
    [
      "two destinations",
      to(groupArn(logGroupName), groupArn("aws-waf-logs-b")),
      { name: /Invalid|Validation/ },
    ],
    ["a redacted body", { RedactedFields: [{ Body: {} }] }, invalid],
    ["two redacted fields in one", { RedactedFields: [{ UriPath: {}, Method: {} }] }, invalid],
    ["an empty condition", filtered({}), invalid],
    ["Firewall Manager", { ManagedByFirewallManager: true }, notBuilt],
    ["Security Lake", { LogScope: "SECURITY_LAKE" }, notBuilt],
  ];
  for (const [what, more, error] of refusals) {
    await t.test(what, () => assert.rejects(logTo(acl, more), error));
  }
  const stored = new GetLoggingConfigurationCommand({ ResourceArn: acl.ARN });
  await assert.rejects(api.waf.send(stored), { name: "WAFNonexistentItemException" });
});

test("a stack has its web ACL log, changes how, and stops it", async () => {
  const cloudformation = new CloudFormationClient(api.server.client);
  const acl = await api.createAcl("stacked");
  const StackName = "watching";
  const waiting = { client: cloudformation, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  const template = (RedactedFields: object[]) => {
    const LogDestinationConfigs = [{ "Fn::GetAtt": ["Group", "Arn"] }];
    const LoggingFilter = {
      DefaultBehavior: "KEEP",
      Filters: [
        {
          ...{ Behavior: "DROP", Requirement: "MEETS_ALL" },
          Conditions: [{ ActionCondition: { Action: "ALLOW" } }],
        },
      ],
    };
    const logging = { ResourceArn: acl.ARN, LogDestinationConfigs, RedactedFields, LoggingFilter };
    return JSON.stringify({
      Resources: {
        Group: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "aws-waf-logs-stack" } },
        Logging: { Type: "AWS::WAFv2::LoggingConfiguration", Properties: logging },
      },
    });
  };
  const redacted = async () => {
    const stored = new GetLoggingConfigurationCommand({ ResourceArn: acl.ARN });
    const { LoggingConfiguration } = await api.waf.send(stored);
    assert.deepEqual(LoggingConfiguration?.LogDestinationConfigs, [groupArn("aws-waf-logs-stack")]);
    assert.equal(LoggingConfiguration?.LoggingFilter?.Filters?.length, 1);
    return LoggingConfiguration?.RedactedFields;
  };
  const before = [{ SingleHeader: { Name: "cookie" } }];
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: template(before) }));
  await waitUntilStackCreateComplete(waiting, { StackName });
  assert.deepEqual(await redacted(), before);
  await cloudformation.send(new UpdateStackCommand({ StackName, TemplateBody: template([{ UriPath: {} }]) }));
  await waitUntilStackUpdateComplete(waiting, { StackName });
  assert.deepEqual(await redacted(), [{ UriPath: {} }]);
  await cloudformation.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(waiting, { StackName });
  await assert.rejects(redacted(), { name: "WAFNonexistentItemException" });
});

test("the AWS CLI sets logging up and finds the log", { skip: skipWithout("aws") }, async () => {
  const acl = await api.createAcl("cli", [rule("bad", contains("bad"))]);
  const aws = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run("aws", args, { env: api.server.environment });
    assert.equal(code, 0, `aws ${args.join(" ")}\n${err}`);
    return out;
  };
  const configuration = `ResourceArn=${acl.ARN},LogDestinationConfigs=${groupArn(logGroupName)},RedactedFields=[{QueryString={}}]`;
  await aws("wafv2", "put-logging-configuration", "--logging-configuration", configuration);
  await api.guarded(acl, async () => {
    assert.equal(await api.call("?q=bad&token=s3cret"), 403);
    await logOf(acl, 1);
  });
  const group = ["--log-group-name", logGroupName, "--log-stream-names", "us-east-1_cli_1"];
  const message = await aws(
    ...["logs", "filter-log-events", ...group, "--filter-pattern", '{ $.action = "BLOCK" }'],
    ...["--query", "events[0].message", "--output", "text"],
  );
  assert.equal(JSON.parse(message).httpRequest.args, "REDACTED");
  assert.doesNotMatch(message, /s3cret/);
});
