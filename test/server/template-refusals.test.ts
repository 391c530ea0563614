import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { type Run, run } from "../tools.ts";

/** What a template asks for in vain is told with its line: before anything is made where the operation always refuses it. */
let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

function deploy(stackName: string, template: string): Promise<Run> {
  const file = join(server.dataFolder, `${stackName}.yaml`);
  writeFileSync(file, template);
  return run(
    process.execPath,
    [join(root, "bin", "sallyport.mjs"), "deploy", file, "--stack", stackName, "--data", server.dataFolder],
    {
      cwd: server.dataFolder,
      env: {
        ...server.environment,
        SALLYPORT_ROOT_ACCESS_KEY_ID: server.client.credentials.accessKeyId,
        SALLYPORT_ROOT_SECRET_ACCESS_KEY: server.client.credentials.secretAccessKey,
      },
    },
  );
}

const visibility = "{ SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: m }";
const webAcl = (more: string, scope = "REGIONAL") => `
Resources:
  Acl:
    Type: AWS::WAFv2::WebACL
    Properties:
      Scope: ${scope}
      DefaultAction: { Allow: {} }
      VisibilityConfig: ${visibility}
${more}`;
const samFunction = (more: string, runtime = "nodejs22.x") => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: ${runtime}
      InlineCode: "exports.handler = async () => 1"
${more}`;

const BEFOREHAND: readonly (readonly [name: string, template: string, message: RegExp])[] = [
  [
    "login-profile",
    `
Resources:
  Other: { Type: AWS::IAM::Group }
  Ann:
    Type: AWS::IAM::User
    Properties:
      LoginProfile: { Password: hunter2hunter2 }
`,
    /does not implement property LoginProfile of AWS::IAM::User yet.*line 7,/,
  ],
  [
    "data-protection",
    webAcl(
      "      DataProtectionConfig: { DataProtections: [{ Action: HASH, Field: { FieldType: BODY } }] }\n",
    ),
    /does not implement DataProtectionConfig of AWS::WAFv2::WebACL yet.*line 9,/,
  ],
  [
    "tracing",
    samFunction("      Tracing: Active\n"),
    /does not implement TracingConfig\.Mode of AWS::Lambda::Function yet.*line \d+,/,
  ],
];
for (const [name, template, message] of BEFOREHAND) {
  test(`${name} is refused with its line before anything is made`, async () => {
    const { code, err } = await deploy(name, template);
    assert.equal(code, 1, err);
    assert.match(err, message);
    assert.doesNotMatch(err, /create (?:complete|failed)/);
  });
}

const geoRule = `      Rules:
        - Name: abroad
          Priority: 0
          Action: { Block: {} }
          VisibilityConfig: ${visibility}
          Statement:
            GeoMatchStatement: { CountryCodes: [NL] }
`;
const MEANWHILE: readonly (readonly [name: string, template: string, message: RegExp])[] = [
  [
    "runtime",
    samFunction("", "ruby3.3"),
    /create failed .* Fn .*ruby3\.3.*\(.*runtime\.yaml, line 8, column \d+\)/,
  ],
  [
    "scope",
    webAcl("", "CLOUDFRONT"),
    /create failed .* Acl .*REGIONAL.*\(.*scope\.yaml, line 6, column \d+\)/,
  ],
  ["geo", webAcl(geoRule), /create failed .* Acl .*--geo-database.*\(.*geo\.yaml, line 15, column \d+\)/],
];
for (const [name, template, message] of MEANWHILE) {
  test(`what fails for its ${name} is told with its line`, async () => {
    const { code, err } = await deploy(name, template);
    assert.equal(code, 1, err);
    assert.match(err, message);
  });
}

test("what a function will give, and what asks for nothing, passes", async () => {
  const { code, err } = await deploy(
    "passes",
    samFunction("      Tracing: !If [IsTraced, Active, PassThrough]\n").replace(
      "Resources:",
      "Conditions:\n  IsTraced: !Equals [a, b]\nResources:",
    ),
  );
  assert.equal(code, 0, err);
});
