import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { CloudFormation, type StackEvent } from "@aws-sdk/client-cloudformation";
import { IAM } from "@aws-sdk/client-iam";
import { type RunningServer, startServer } from "../running-server.ts";

let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server?.stop());

const anyone = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const grant = (...Action: string[]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});

/** Waits until the stack is no longer in progress. */
async function settled(client: CloudFormation, StackName: string): Promise<string> {
  for (;;) {
    const { Stacks } = await client.describeStacks({ StackName });
    const status = Stacks![0]!.StackStatus!;
    if (!status.endsWith("_IN_PROGRESS")) return status;
    await delay(50);
  }
}

async function failures(client: CloudFormation, StackName: string): Promise<string[]> {
  const { StackEvents = [] } = await client.describeStackEvents({ StackName });
  const failed = (event: StackEvent): boolean => event.ResourceStatus!.endsWith("_FAILED");
  return StackEvents.filter(failed).map(
    (event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`,
  );
}

/** A user with a policy, and a client with the user's keys. */
async function userWith(UserName: string, policy: object): Promise<CloudFormation> {
  const iam = new IAM(server.client);
  await iam.createUser({ UserName });
  await iam.putUserPolicy({ UserName, PolicyName: "own", PolicyDocument: JSON.stringify(policy) });
  const { AccessKey } = await iam.createAccessKey({ UserName });
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  return new CloudFormation({ ...server.client, credentials });
}

const everything = (change: { days: number; code: string; stage: string }): object => ({
  Resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: anyone,
        Policies: [{ PolicyName: "in", PolicyDocument: grant("logs:PutLogEvents") }],
      },
    },
    Policy: {
      Type: "AWS::IAM::Policy",
      Properties: { PolicyName: "more", PolicyDocument: grant("s3:GetObject"), Roles: [{ Ref: "Role" }] },
    },
    Managed: {
      Type: "AWS::IAM::ManagedPolicy",
      Properties: {
        PolicyDocument: grant(`s3:${change.code === "1" ? "Get" : "Put"}Object`),
        Groups: [{ Ref: "Group" }],
      },
    },
    Group: { Type: "AWS::IAM::Group" },
    User: {
      Type: "AWS::IAM::User",
      Properties: { Groups: [{ Ref: "Group" }], Tags: [{ Key: "a", Value: change.code }] },
    },
    Key: { Type: "AWS::IAM::AccessKey", Properties: { UserName: { Ref: "User" } } },
    Logs: { Type: "AWS::Logs::LogGroup", Properties: { RetentionInDays: change.days } },
    Stream: { Type: "AWS::Logs::LogStream", Properties: { LogGroupName: { Ref: "Logs" } } },
    Bucket: {
      Type: "AWS::S3::Bucket",
      Properties: {
        VersioningConfiguration: { Status: "Enabled" },
        LifecycleConfiguration: {
          Rules: [{ Status: "Enabled", ExpirationInDays: change.days, Prefix: "tmp/" }],
        },
      },
    },
    BucketPolicy: {
      Type: "AWS::S3::BucketPolicy",
      Properties: {
        Bucket: { Ref: "Bucket" },
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Deny",
              Principal: "*",
              Action: "s3:*",
              Resource: { "Fn::Sub": "${Bucket.Arn}/*" },
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
          ],
        },
      },
    },
    Secret: {
      Type: "AWS::SSM::Parameter",
      Properties: { Type: "String", Value: { "Fn::GetAtt": ["Key", "SecretAccessKey"] } },
    },
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
        Code: { ZipFile: `exports.handler = async () => ({ statusCode: 200, body: "${change.code}" });` },
      },
    },
    Asynchronous: {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: { FunctionName: { Ref: "Function" }, Qualifier: "$LATEST", MaximumRetryAttempts: 1 },
    },
    RolePolicy: {
      Type: "AWS::IAM::RolePolicy",
      Properties: { RoleName: { Ref: "Role" }, PolicyName: "one", PolicyDocument: grant("s3:ListBucket") },
    },
    Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Function" } } },
    Alias: {
      Type: "AWS::Lambda::Alias",
      Properties: {
        FunctionName: { Ref: "Function" },
        FunctionVersion: { "Fn::GetAtt": ["Version", "Version"] },
        Name: "live",
      },
    },
    Permission: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: { Ref: "Alias" },
        Principal: "apigateway.amazonaws.com",
        SourceArn: { "Fn::Sub": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/items" },
      },
    },
    Api: {
      Type: "AWS::ApiGateway::RestApi",
      Properties: {
        Name: "everything",
        EndpointConfiguration: { Types: ["REGIONAL"] },
        Tags: [{ Key: "a", Value: change.code }],
      },
    },
    Items: {
      Type: "AWS::ApiGateway::Resource",
      Properties: {
        RestApiId: { Ref: "Api" },
        ParentId: { "Fn::GetAtt": ["Api", "RootResourceId"] },
        PathPart: "items",
      },
    },
    Get: {
      Type: "AWS::ApiGateway::Method",
      Properties: {
        RestApiId: { Ref: "Api" },
        ResourceId: { Ref: "Items" },
        HttpMethod: "GET",
        AuthorizationType: "NONE",
        Integration: {
          Type: "AWS_PROXY",
          IntegrationHttpMethod: "POST",
          Uri: {
            "Fn::Sub":
              "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Alias}/invocations",
          },
        },
      },
    },
    Denied: {
      Type: "AWS::ApiGateway::GatewayResponse",
      Properties: { RestApiId: { Ref: "Api" }, ResponseType: "ACCESS_DENIED", StatusCode: "404" },
    },
    Model: {
      Type: "AWS::ApiGateway::Model",
      Properties: { RestApiId: { Ref: "Api" }, ContentType: "application/json", Schema: { type: "object" } },
    },
    Deployment: {
      Type: "AWS::ApiGateway::Deployment",
      DependsOn: ["Get", "Denied"],
      Properties: { RestApiId: { Ref: "Api" } },
    },
    Stage: {
      Type: "AWS::ApiGateway::Stage",
      Properties: {
        RestApiId: { Ref: "Api" },
        DeploymentId: { Ref: "Deployment" },
        StageName: "prod",
        Variables: { colour: change.stage },
      },
    },
  },
  Outputs: { Stage: { Value: { "Fn::Sub": "${Api}/${Stage}" }, Export: { Name: "everything-stage" } } },
});

test("a stack of every kind of resource is made, changed and deleted, and nothing stays behind", async () => {
  const client = new CloudFormation(server.client);
  const iam = new IAM(server.client);
  const deploy = (change: Parameters<typeof everything>[0]) => ({
    StackName: "everything",
    TemplateBody: JSON.stringify(everything(change)),
    Capabilities: ["CAPABILITY_IAM" as const],
  });
  await client.createStack(deploy({ days: 7, code: "1", stage: "red" }));
  assert.equal(
    await settled(client, "everything"),
    "CREATE_COMPLETE",
    (await failures(client, "everything")).join("\n"),
  );
  await client.updateStack(deploy({ days: 14, code: "2", stage: "blue" }));
  assert.equal(
    await settled(client, "everything"),
    "UPDATE_COMPLETE",
    (await failures(client, "everything")).join("\n"),
  );
  await assert.rejects(
    client.updateStack(deploy({ days: 14, code: "2", stage: "blue" })),
    /No updates are to be performed/,
  );
  const { StackId } = (await client.describeStacks({ StackName: "everything" })).Stacks![0]!;
  await client.deleteStack({ StackName: "everything" });
  assert.equal(
    await settled(client, StackId!),
    "DELETE_COMPLETE",
    (await failures(client, StackId!)).join("\n"),
  );
  const { Roles = [] } = await iam.listRoles({});
  assert.deepEqual(
    Roles.filter((role) => role.RoleName!.startsWith("everything-")),
    [],
  );
});

test("a stack has the permissions of its deployer and no others", async () => {
  const iam = new IAM(server.client);
  const client = await userWith("logs-only", grant("cloudformation:*", "logs:*"));
  const template = {
    Resources: {
      Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/allowed" } },
      Escalation: {
        Type: "AWS::IAM::Role",
        DependsOn: "Logs",
        Properties: {
          RoleName: "escalated",
          AssumeRolePolicyDocument: anyone,
          ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
        },
      },
    },
  };
  const TemplateBody = JSON.stringify(template);
  await client.createStack({ StackName: "escalate", TemplateBody, Capabilities: ["CAPABILITY_NAMED_IAM"] });
  assert.equal(await settled(client, "escalate"), "ROLLBACK_COMPLETE");
  assert.match(
    (await failures(client, "escalate")).join("\n"),
    /Escalation: .*logs-only is not authorized to perform: iam:CreateRole.*AccessDenied/,
  );
  await assert.rejects(iam.getRole({ RoleName: "escalated" }), { name: "NoSuchEntityException" });
});

test("a role serves a stack only when its deployer may pass it, and it trusts CloudFormation", async () => {
  const iam = new IAM(server.client);
  const trusting = {
    ...anyone,
    Statement: [{ ...anyone.Statement[0]!, Principal: { Service: "cloudformation.amazonaws.com" } }],
  };
  const makeRole = async (RoleName: string, trust: object): Promise<string> => {
    const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
    await iam.putRolePolicy({ RoleName, PolicyName: "own", PolicyDocument: JSON.stringify(grant("logs:*")) });
    return Role!.Arn!;
  };
  const deployer = await makeRole("stack-deployer", trusting);
  const stranger = await makeRole("stack-stranger", anyone);
  const TemplateBody = JSON.stringify({ Resources: { Logs: { Type: "AWS::Logs::LogGroup" } } });

  const cannotPass = await userWith("cannot-pass", grant("cloudformation:*"));
  await assert.rejects(
    cannotPass.createStack({ StackName: "passed", TemplateBody, RoleARN: deployer }),
    /iam:PassRole/,
  );

  const canPass = await userWith("can-pass", grant("cloudformation:*", "iam:PassRole"));
  await assert.rejects(
    canPass.createStack({ StackName: "passed", TemplateBody, RoleARN: stranger }),
    /assume|not authorized/i,
  );
  await canPass.createStack({ StackName: "passed", TemplateBody, RoleARN: deployer });
  assert.equal(
    await settled(canPass, "passed"),
    "CREATE_COMPLETE",
    (await failures(canPass, "passed")).join("\n"),
  );
  await canPass.deleteStack({ StackName: "passed" });
});

test("a stack in progress when the power goes is settled at the next start, and can be deleted", async () => {
  const first = await startServer();
  const client = new CloudFormation(first.client);
  const Resources = Object.fromEntries(
    Array.from({ length: 150 }, (_, i) => [`Logs${i}`, { Type: "AWS::Logs::LogGroup" }]),
  );
  const { StackId } = await client.createStack({
    StackName: "cut",
    TemplateBody: JSON.stringify({ Resources }),
  });
  await first.kill();
  const second = await startServer({ dataFolder: first.dataFolder });
  try {
    const again = new CloudFormation(second.client);
    const { Stacks } = await again.describeStacks({ StackName: "cut" });
    assert.equal(Stacks![0]!.StackStatus, "CREATE_FAILED");
    assert.match(Stacks![0]!.StackStatusReason!, /interrupted/);
    await again.deleteStack({ StackName: "cut" });
    assert.equal(await settled(again, StackId!), "DELETE_COMPLETE");
  } finally {
    await second.stop();
    await first.stop();
  }
});
