import { readFileSync } from "node:fs";
import { join } from "node:path";
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

const example = "examples/access-logs/template.yaml";
const template = readFileSync(join(import.meta.dirname, "..", "..", example), "utf8");

const introduction = `# Access logs

A stage writes one line to CloudWatch Logs for each request that reaches it, whatever becomes of the request: answered, blocked by the firewall, refused by a signature check, an authorizer or a policy, sent nowhere. Requests that are refused before their stage is known (an unknown API, HTTP that is not well-formed, an ambiguous path) are in the decision records alone.

## From nothing to a line

You need a running server (\`npm start\`), the AWS CLI and \`curl\`. In a second terminal, in the same folder:

\`\`\`sh
export AWS_CONFIG_FILE=$PWD/.sallyport/config AWS_SHARED_CREDENTIALS_FILE=$PWD/.sallyport/credentials
./bin/sallyport.mjs deploy ${example} --stack logged
API=$(aws cloudformation describe-stacks --stack-name logged --query 'Stacks[0].Outputs[0].OutputValue' --output text)
curl --cacert .sallyport/ca.pem "https://$API.execute-api.us-east-1.localhost:4566/live/items"
\`\`\`

The line arrives within a second:

\`\`\`sh
aws logs filter-log-events --log-group-name logged --query 'events[].message' --output text | grep -o '"method".*'
\`\`\`

\`\`\`text
"method":"GET","path":"/live/items","status":200}
\`\`\`

What was deployed, [${example}](../${example}):

\`\`\`yaml
${template}\`\`\`

The role is the account's: it serves every stage of the account and region. The log group and the format are the stage's, \`AccessLogSetting\` in templates, \`accessLogSettings\` of UpdateStage, \`access_log_settings\` of Terraform. A stage is refused whose log group is not there or belongs to another account or region, and so are Firehose streams.

## Who writes

The lines are written with the role's permissions at that moment: it must trust API Gateway and have \`logs:CreateLogStream\` and \`logs:PutLogEvents\` on the stream. Where one of these is missing, or the log group is deleted, requests go on and their lines are lost. \`sallyport status\` counts them (\`dropped access log lines\`) and tells each stage's reason for an hour (\`access log failures\`); the server's log tells each reason once.

## Formats

A format is one line, a line break at its end allowed, of at most 3,072 bytes, with \`$context.requestId\` or \`$context.extendedRequestId\` in it and with variables of \`$context\` alone. \`$context.status\` and \`\${context.status}\` are the same. A variable that has no value prints \`-\`, and so does one that does not exist, as in AWS: look at the first lines for misspelt names.

Callers choose their paths and headers, and authorizers may repeat what callers say. So that no value becomes a second line or another field, each is written by the place where it stands. AWS documents no rule for this.

| place | how a value is written |
|---|---|
| between quotes, \`"$context.path"\` | as between the quotes of JSON: \`\\"\`, \`\\\\\`, \`\\u000a\` |
| in a format that begins with \`<\` | with \`&#60;\` and the like |
| elsewhere | as between quotes, and spaces, commas, semicolons, bars and brackets that the format itself uses as \`\\u0020\` and the like; the gateway's own sentences and times keep them |

\`$context.error.messageString\` brings its quotes along, unless the format has it between quotes. Error messages are cut at their first line break, since that of a wrong signature goes on with the headers that the client sent. There is no variable for a signature, a token or a secret. What a Lambda authorizer puts into its context can be logged, so it should not hold secrets.

Lines go to one stream of the stage's own, named by a hash. At most 8 million characters wait to be written; what comes faster is dropped and counted.
`;

/** docs/access-logs.md: how access logs are set up, written and lost, and every variable. */
export function accessLogsPage(): string {
  const rows = [...loggingVariables].map(([name, { about }]) => `| \`${name}\` | ${about} |`);
  return [
    introduction,
    "## Variables",
    "",
    `Each stands after \`$context.\`. As in mapping templates: ${contextNames}; \`authorizer.principalId\` and \`authorizer.NAME\` of a Lambda authorizer's context; \`requestOverride\` and \`responseOverride\` of mapping templates. Whatever belongs to API keys, Amazon Cognito, mutual TLS, custom domains, request validation and X-Ray prints \`-\`: they are not built.`,
    "",
    "In access logs alone:",
    "",
    "| variable | what it tells |",
    "|---|---|",
    ...rows,
    "",
  ].join("\n");
}
