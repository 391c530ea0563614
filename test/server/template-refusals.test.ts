import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  ChangeSetType,
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
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
const RULES: readonly (readonly [name: string, template: string, message: RegExp])[] = [
  ["runtime", samFunction("", "ruby3.3"), /ruby3\.3.*Runtime, line 8, column \d+\)/],
  [
    "scope",
    webAcl("", "CLOUDFRONT"),
    /Only the scope REGIONAL.*Acl\/Properties\/Scope, line 6, column \d+\)/,
  ],
  [
    "geo",
    webAcl(geoRule),
    /--geo-database.*Acl\/Properties\/Rules\/0\/Statement\/GeoMatchStatement, line 15, column \d+\)/,
  ],
];
for (const [name, template, message] of RULES) {
  test(`what can never work for its ${name} is refused with its line before anything is made`, async () => {
    const { code, err } = await deploy(name, template);
    assert.equal(code, 1, err);
    assert.match(err, message);
    assert.doesNotMatch(err, /create (?:complete|failed)/);
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

/** Five mistakes, and beside each what is not known before the stack's resources are there. */
const fiveMistakes = `
Parameters:
  Runtime: { Type: String, Default: ruby3.3 }
Conditions:
  IsTraced: !Equals [!Ref "AWS::Region", us-east-1]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - { Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Fn.Arn }
              - { Effect: Permit, Action: "s3:*", Resource: !Sub "\${Bucket.Arn}/*" }
  Bucket: { Type: AWS::S3::Bucket }
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Role: !Sub "arn:aws:iam::\${AWS::AccountId}:role/none"
      Handler: index.handler
      Runtime: !Ref Runtime
      Code: { S3Bucket: !Ref Bucket, S3Key: code.zip }
  Acl:
    Type: AWS::WAFv2::WebACL
    Properties:
      Scope: REGIONAL
      DefaultAction: { Allow: {} }
      VisibilityConfig: ${visibility}
      Rules:
        - Name: listed
          Priority: 0
          Action: { Block: {} }
          VisibilityConfig: ${visibility}
          Statement: { IPSetReferenceStatement: { Arn: !GetAtt Addresses.Arn } }
        - Name: bots
          Priority: 1
          OverrideAction: { None: {} }
          VisibilityConfig: ${visibility}
          Statement:
            ManagedRuleGroupStatement: { VendorName: AWS, Name: AWSManagedRulesBotControlRuleSet }
  Addresses:
    Type: AWS::WAFv2::IPSet
    Properties: { Scope: REGIONAL, IPAddressVersion: IPV4, Addresses: [192.0.2.0/24] }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: mistaken } }
  Pool:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: pool
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      StageName: live
      DeploymentId: !Ref Deployment
      TracingEnabled: !If [IsTraced, true, false]
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api } }
`;
const lineOf = (text: string): number => fiveMistakes.slice(0, fiveMistakes.indexOf(text)).split("\n").length;
const MISTAKES: readonly (readonly [word: string, path: string, written: string])[] = [
  [
    "Effect must be .*Statement\\[1\\]",
    "Role/Properties/Policies/0/PolicyDocument/Statement",
    "Statement:\n              - {",
  ],
  ["ruby3\\.3", "Fn/Properties/Runtime", "Runtime: !Ref"],
  ["AWSManagedRulesBotControlRuleSet", "Acl/Properties/Rules/1", "- Name: bots"],
  ["COGNITO_USER_POOLS", "Pool/Properties/Type", "Type: COGNITO"],
  ["tracingEnabled", "Stage/Properties/TracingEnabled", "TracingEnabled:"],
];

/** Each mistake is told once, in the template's order, with its path and line; and nothing else is. */
function assertAllTold(text: string): void {
  const told = text.split("\n").filter((line) => line.startsWith("- "));
  assert.equal(told.length, MISTAKES.length, text);
  for (const [index, [word, path, written]] of MISTAKES.entries()) {
    assert.match(
      told[index]!,
      new RegExp(`${word}.*\\(at Resources/${path}.*, line ${lineOf(written)}, column`),
    );
  }
}

async function assertNothingMade(stackName: string): Promise<void> {
  const stacks = await cloudformation().send(new DescribeStacksCommand({}));
  assert.deepEqual(
    stacks.Stacks?.filter(({ StackName }) => StackName === stackName),
    [],
  );
  const { Roles } = await new IAMClient(server.client).send(new ListRolesCommand({}));
  assert.deepEqual(
    Roles?.filter(({ RoleName }) => RoleName?.startsWith(stackName)),
    [],
  );
}

const cloudformation = () => new CloudFormationClient(server.client);
const Capabilities: ["CAPABILITY_IAM"] = ["CAPABILITY_IAM"];

test("five mistakes are told at once with their lines, and nothing is made", async () => {
  const { code, err } = await deploy("mistaken", fiveMistakes);
  assert.equal(code, 1, err);
  assertAllTold(err);
  assert.doesNotMatch(err, /create (?:complete|failed)|rollback/);
  await assertNothingMade("mistaken");
});

test("CreateStack refuses with all mistakes, and makes no stack", async () => {
  const input = { StackName: "at-once", TemplateBody: fiveMistakes, Capabilities };
  await assert.rejects(cloudformation().send(new CreateStackCommand(input)), (error: Error) => {
    assert.equal(error.name, "ValidationError");
    assertAllTold(error.message);
    return true;
  });
  await assertNothingMade("at-once");
});

test("CreateChangeSet makes a change set that failed and tells all mistakes", async () => {
  const names = { StackName: "reviewed", ChangeSetName: "first" };
  await cloudformation().send(
    new CreateChangeSetCommand({
      ...names,
      TemplateBody: fiveMistakes,
      Capabilities,
      ChangeSetType: ChangeSetType.CREATE,
    }),
  );
  const made = await cloudformation().send(new DescribeChangeSetCommand(names));
  assert.equal(made.Status, "FAILED");
  assert.equal(made.ExecutionStatus, "UNAVAILABLE");
  assertAllTold(made.StatusReason!);
});

test("a parameter that mends a mistake mends it beforehand", async () => {
  const input = {
    ...{ StackName: "at-once", TemplateBody: fiveMistakes, Capabilities },
    Parameters: [{ ParameterKey: "Runtime", ParameterValue: "nodejs22.x" }],
  };
  await assert.rejects(cloudformation().send(new CreateStackCommand(input)), (error: Error) => {
    assert.match(error.message, /^4 problems/);
    assert.doesNotMatch(error.message, /ruby|Runtime/);
    return true;
  });
});

test("UpdateStack refuses what would change to something that cannot work, and leaves the stack as it was", async () => {
  const StackName = "changing";
  const made = webAcl("").replace("{ Allow: {} }", "{ Block: {} }");
  await cloudformation().send(new CreateStackCommand({ StackName, TemplateBody: made }));
  await waitUntilStackCreateComplete(
    { client: cloudformation(), maxWaitTime: 30, minDelay: 1 },
    { StackName },
  );
  await assert.rejects(
    cloudformation().send(new UpdateStackCommand({ StackName, TemplateBody: webAcl(geoRule) })),
    { name: "ValidationError", message: /--geo-database.*line 15, column/ },
  );
  const { Stacks } = await cloudformation().send(new DescribeStacksCommand({ StackName }));
  assert.equal(Stacks?.[0]?.StackStatus, "CREATE_COMPLETE");
  await cloudformation().send(new UpdateStackCommand({ StackName, TemplateBody: webAcl("") }));
  await waitUntilStackUpdateComplete(
    { client: cloudformation(), maxWaitTime: 30, minDelay: 1 },
    { StackName },
  );
});

test("a refusal does not show the value of a NoEcho parameter", async () => {
  const TemplateBody = `
Parameters:
  Secret: { Type: String, NoEcho: true }
Resources:
  Acl:
    Type: AWS::WAFv2::IPSet
    Properties: { Scope: REGIONAL, IPAddressVersion: IPV4, Addresses: [!Ref Secret] }
`;
  const input = {
    ...{ StackName: "secretive", TemplateBody },
    Parameters: [{ ParameterKey: "Secret", ParameterValue: "hunter2hunter2" }],
  };
  await assert.rejects(cloudformation().send(new CreateStackCommand(input)), (error: Error) => {
    assert.match(error.message, /\*\*\*\*.*Acl\/Properties\/Addresses, line 7/);
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
});
