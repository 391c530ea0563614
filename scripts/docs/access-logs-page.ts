import { loggingVariables } from "../../src/gateway/access-log/logging-variables.ts";
import { type ContextValue, contextVariables } from "../../src/gateway/context-variables.ts";
import { exchange } from "../../src/gateway/exchange.fixture.ts";

/** A request that met a web ACL and an authorizer, so that `$context` holds all it can. */
const everything = contextVariables({
  ...exchange(),
  firewall: { webAclArn: "arn", responseCode: "WAF_ALLOW" },
});

/** `identity: { sourceIp }` gives `identity.sourceIp`. */
const namesOf = (value: ContextValue, name: string): readonly string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([member, inner]) => namesOf(inner, name ? `${name}.${member}` : member))
    : [name];

const contextNames = namesOf(everything, "")
  .map((name) => `\`${name}\``)
  .sort()
  .join(", ");

const introduction = `# Access logs

A stage writes one line to CloudWatch Logs for each request that reaches it, whatever becomes of the request: answered, blocked by the firewall, refused by a signature check, an authorizer or a policy, sent nowhere. Requests that are refused before their stage is known (an unknown API, HTTP that is not well-formed, an ambiguous path) are in the decision records alone.

\`\`\`yaml
  LogRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: access-logs
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: apigateway.amazonaws.com }, Action: "sts:AssumeRole" }]
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"]
  Account:
    Type: AWS::ApiGateway::Account
    Properties: { CloudWatchRoleArn: !GetAtt LogRole.Arn }
  Group:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: access }
\`\`\`

A stage's \`AccessLogSetting\` (\`accessLogSettings\` of UpdateStage, \`access_log_settings\` of Terraform) then names the log group and a format. The stage should depend on the account's settings: a stage of an account without a role is refused. So are a log group that is not there, one of another account or region, and Firehose streams.

## Who writes

The lines are written with the role's permissions at that moment: it must trust API Gateway, and may \`logs:CreateLogStream\` and \`logs:PutLogEvents\` on the stream. When it does not, or the log group is deleted, requests go on and their lines are lost. \`sallyport status\` counts them (\`dropped access log lines\`) and tells each stage's reason for an hour (\`access log failures\`); the server's log tells each reason once.

## Formats

A format is one line, a line break at its end allowed, of at most 3,072 bytes, with \`$context.requestId\` or \`$context.extendedRequestId\` in it and with variables of \`$context\` alone. \`$context.status\` and \`\${context.status}\` are the same. A variable that has no value prints \`-\`, and so does one that nobody knows, as in AWS.

Callers choose their paths and headers, and authorizers may repeat what callers say. So that no value becomes a second line or another field, each is written by the place where it stands. AWS documents no such rule.

| place | how a value is written |
|---|---|
| between quotes, \`"$context.path"\` | as between the quotes of JSON: \`\\"\`, \`\\\\\`, \`\\u000a\` |
| in a format that begins with \`<\` | with \`&#60;\` and the like |
| elsewhere | as between quotes, and spaces, commas, semicolons, bars and brackets that the format itself uses as \`\\u0020\` and the like; the gateway's own sentences and times keep them |

\`$context.error.messageString\` brings quotes along, except between quotes. Messages end before their first line break: what a client is told of a wrong signature goes on with the client's own headers. No signature, token or key's secret has a variable; what a Lambda authorizer puts into its context is for the log to tell, so it should hold none.

Lines go to one stream of the stage's own, named by a hash. At most 8 million characters wait to be written; what comes faster is dropped and counted.
`;

/** docs/access-logs.md: how access logs are set up, written and lost, and every variable. */
export function accessLogsPage(): string {
  const rows = [...loggingVariables].map(([name, { about }]) => `| \`${name}\` | ${about} |`);
  return [
    introduction,
    "## Variables",
    "",
    `As in mapping templates: ${contextNames}; \`authorizer.principalId\` and \`authorizer.NAME\` of a Lambda authorizer's context; \`requestOverride\` and \`responseOverride\` of mapping templates. Whatever belongs to API keys, Amazon Cognito, mutual TLS, custom domains, request validation and X-Ray prints \`-\`: they are not built.`,
    "",
    "In access logs alone:",
    "",
    "| variable | what it tells |",
    "|---|---|",
    ...rows,
    "",
  ].join("\n");
}
