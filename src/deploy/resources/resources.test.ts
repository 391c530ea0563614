import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DeployHarness } from "../deploy.fixture.ts";
import type { ValueMap } from "../template/value.ts";
import { resourceRegistry } from "./registry.ts";

/**
 * Every type with every property, made, changed and deleted. The stand-in for the services holds each call to AWS's
 * model, so a member that the operation does not have fails here.
 */

interface TypeCase {
  readonly properties: ValueMap;
  /** Property by property, another value; undefined takes the property away. */
  readonly changed: Readonly<Record<string, ValueMap[string] | undefined>>;
  /** Operations that the change calls, reads left out; replacements too. */
  readonly calls: readonly string[];
}

const policy = { Version: "2012-10-17", Statement: [] };
const arn = "arn:aws:iam::000000000000:policy/p";
const other = "arn:aws:iam::000000000000:policy/q";
const tags = [{ Key: "a", Value: "b" }];

const cases: Readonly<Record<string, TypeCase>> = {
  "AWS::IAM::Role": {
    properties: {
      AssumeRolePolicyDocument: policy,
      Description: "d",
      MaxSessionDuration: "7200",
      Path: "/p/",
      PermissionsBoundary: arn,
      Policies: [{ PolicyName: "in", PolicyDocument: policy }],
      ManagedPolicyArns: [arn],
      Tags: tags,
    },
    changed: {
      AssumeRolePolicyDocument: { ...policy, Id: "x" },
      Description: "e",
      PermissionsBoundary: undefined,
      Policies: [{ PolicyName: "new", PolicyDocument: policy }],
      ManagedPolicyArns: [other],
      Tags: [{ Key: "c", Value: "d" }],
    },
    calls: [
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:DeleteRolePermissionsBoundary",
      "iam:AttachRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PutRolePolicy",
      "iam:DeleteRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
    ],
  },
  "AWS::IAM::User": {
    properties: {
      UserName: "ann",
      Path: "/",
      Groups: ["g"],
      LoginProfile: { Password: "hunter2hunter2", PasswordResetRequired: true },
      PermissionsBoundary: arn,
      ManagedPolicyArns: [arn],
      Policies: [{ PolicyName: "in", PolicyDocument: policy }],
      Tags: tags,
    },
    changed: {
      Groups: ["h"],
      LoginProfile: undefined,
      PermissionsBoundary: other,
      ManagedPolicyArns: undefined,
      Tags: undefined,
    },
    calls: [
      "iam:PutUserPermissionsBoundary",
      "iam:DetachUserPolicy",
      "iam:AddUserToGroup",
      "iam:RemoveUserFromGroup",
      "iam:DeleteLoginProfile",
      "iam:UntagUser",
    ],
  },
  "AWS::IAM::Group": {
    properties: {
      GroupName: "g",
      Path: "/",
      ManagedPolicyArns: [arn],
      Policies: [{ PolicyName: "in", PolicyDocument: policy }],
    },
    changed: { ManagedPolicyArns: [other] },
    calls: ["iam:AttachGroupPolicy", "iam:DetachGroupPolicy"],
  },
  "AWS::IAM::Policy": {
    properties: { PolicyName: "p", PolicyDocument: policy, Roles: ["r"], Users: ["u"], Groups: ["g"] },
    changed: { PolicyDocument: { ...policy, Id: "x" }, Roles: ["s"], Users: undefined },
    calls: ["iam:PutRolePolicy", "iam:PutGroupPolicy", "iam:DeleteRolePolicy", "iam:DeleteUserPolicy"],
  },
  "AWS::IAM::RolePolicy": {
    properties: { RoleName: "r", PolicyName: "p", PolicyDocument: policy },
    changed: { PolicyDocument: { ...policy, Id: "x" } },
    calls: ["iam:PutRolePolicy"],
  },
  "AWS::IAM::UserPolicy": {
    properties: { UserName: "u", PolicyName: "p", PolicyDocument: policy },
    changed: { PolicyName: "q" },
    calls: ["iam:PutUserPolicy", "iam:DeleteUserPolicy"],
  },
  "AWS::IAM::GroupPolicy": {
    properties: { GroupName: "g", PolicyName: "p", PolicyDocument: policy },
    changed: { GroupName: "h" },
    calls: ["iam:PutGroupPolicy", "iam:DeleteGroupPolicy"],
  },
  "AWS::Lambda::EventInvokeConfig": {
    properties: {
      FunctionName: "f",
      Qualifier: "$LATEST",
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 60,
    },
    changed: { MaximumRetryAttempts: 0 },
    calls: ["lambda:PutFunctionEventInvokeConfig"],
  },
  "AWS::IAM::ManagedPolicy": {
    properties: {
      ManagedPolicyName: "m",
      Path: "/",
      Description: "d",
      PolicyDocument: policy,
      Roles: ["r"],
      Users: ["u"],
      Groups: ["g"],
    },
    changed: { PolicyDocument: { ...policy, Id: "x" }, Groups: undefined },
    calls: ["iam:CreatePolicyVersion", "iam:DetachGroupPolicy"],
  },
  "AWS::IAM::AccessKey": {
    properties: { UserName: "ann", Serial: 1, Status: "Active" },
    changed: { Status: "Inactive" },
    calls: ["iam:UpdateAccessKey"],
  },
  "AWS::IAM::InstanceProfile": {
    properties: { InstanceProfileName: "i", Path: "/", Roles: ["r"] },
    changed: { Roles: ["s"] },
    calls: ["iam:RemoveRoleFromInstanceProfile", "iam:AddRoleToInstanceProfile"],
  },
  "AWS::IAM::UserToGroupAddition": {
    properties: { GroupName: "g", Users: ["u"] },
    changed: { Users: ["v"] },
    calls: ["iam:AddUserToGroup", "iam:RemoveUserFromGroup"],
  },
  "AWS::Lambda::Function": {
    properties: {
      FunctionName: "f",
      Code: { ZipFile: "exports.handler = 1" },
      Handler: "index.handler",
      Runtime: "nodejs22.x",
      Role: "arn:aws:iam::000000000000:role/r",
      Description: "d",
      Timeout: "5",
      MemorySize: 256,
      Environment: { Variables: { AA: 1, BB: true } },
      Architectures: ["arm64"],
      ReservedConcurrentExecutions: 2,
      Tags: tags,
      TracingConfig: { Mode: "Active" },
      PackageType: "Zip",
      EphemeralStorage: { Size: 1024 },
      LoggingConfig: { LogFormat: "JSON" },
      Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:l:1"],
    },
    changed: {
      Code: { S3Bucket: "bucket", S3Key: "k", S3ObjectVersion: "1" },
      Timeout: undefined,
      Environment: undefined,
      ReservedConcurrentExecutions: undefined,
      Tags: undefined,
      TracingConfig: undefined,
      Layers: undefined,
      LoggingConfig: undefined,
      EphemeralStorage: undefined,
    },
    calls: [
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
      "lambda:DeleteFunctionConcurrency",
      "lambda:UntagResource",
    ],
  },
  "AWS::Lambda::Version": {
    properties: { FunctionName: "f", CodeSha256: "x", Description: "d" },
    changed: { Description: "e" },
    calls: ["lambda:PublishVersion", "lambda:DeleteFunction"],
  },
  "AWS::Lambda::Alias": {
    properties: {
      FunctionName: "f",
      FunctionVersion: "1",
      Name: "live",
      Description: "d",
      RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: "2", FunctionWeight: 0.1 }] },
    },
    changed: { FunctionVersion: "2", RoutingConfig: undefined },
    calls: ["lambda:UpdateAlias"],
  },
  "AWS::Lambda::Permission": {
    properties: {
      Action: "lambda:InvokeFunction",
      FunctionName: "f",
      Principal: "apigateway.amazonaws.com",
      SourceArn: "arn:aws:execute-api:us-east-1:000000000000:a/*/GET/b",
      SourceAccount: "000000000000",
    },
    changed: { SourceAccount: undefined },
    calls: ["lambda:AddPermission", "lambda:RemovePermission"],
  },
  "AWS::Lambda::LayerVersion": {
    properties: {
      LayerName: "l",
      Description: "d",
      LicenseInfo: "MIT",
      CompatibleRuntimes: ["nodejs22.x"],
      CompatibleArchitectures: ["arm64"],
      Content: { S3Bucket: "bucket", S3Key: "k" },
    },
    changed: { Description: "e" },
    calls: ["lambda:PublishLayerVersion", "lambda:DeleteLayerVersion"],
  },
  "AWS::Lambda::LayerVersionPermission": {
    properties: {
      Action: "lambda:GetLayerVersion",
      LayerVersionArn: "arn:aws:lambda:us-east-1:000000000000:layer:l:1",
      Principal: "*",
      OrganizationId: "o-1234567890",
    },
    changed: { OrganizationId: undefined },
    calls: ["lambda:AddLayerVersionPermission", "lambda:RemoveLayerVersionPermission"],
  },
  "AWS::ApiGateway::RestApi": {
    properties: {
      Name: "n",
      Description: "d",
      BinaryMediaTypes: ["image/png"],
      MinimumCompressionSize: 10,
      ApiKeySourceType: "HEADER",
      DisableExecuteApiEndpoint: true,
      EndpointConfiguration: { Types: ["REGIONAL"] },
      Policy: policy,
      Tags: tags,
    },
    changed: {
      Name: "m",
      BinaryMediaTypes: undefined,
      EndpointConfiguration: { Types: ["EDGE"] },
      Policy: undefined,
      Tags: undefined,
    },
    calls: ["apigateway:UpdateRestApi", "apigateway:UntagResource"],
  },
  "AWS::ApiGateway::Resource": {
    properties: { RestApiId: "a", ParentId: "p", PathPart: "x" },
    changed: { PathPart: "y" },
    calls: ["apigateway:CreateResource", "apigateway:DeleteResource"],
  },
  "AWS::ApiGateway::Method": {
    properties: {
      RestApiId: "a",
      ResourceId: "r",
      HttpMethod: "GET",
      AuthorizationType: "AWS_IAM",
      ApiKeyRequired: false,
      OperationName: "o",
      RequestParameters: { "method.request.header.a": "true" },
      MethodResponses: [{ StatusCode: 200, ResponseParameters: { "method.response.header.b": true } }],
      Integration: {
        Type: "HTTP",
        IntegrationHttpMethod: "POST",
        Uri: "http://x",
        PassthroughBehavior: "NEVER",
        TimeoutInMillis: 5000,
        RequestParameters: { "integration.request.header.a": "'a'" },
        RequestTemplates: { "application/json": "{}" },
        IntegrationResponses: [
          { StatusCode: 200, SelectionPattern: ".*", ResponseTemplates: { "application/json": "" } },
        ],
      },
    },
    changed: { AuthorizationType: "NONE" },
    calls: [
      "apigateway:DeleteMethod",
      "apigateway:PutMethod",
      "apigateway:PutMethodResponse",
      "apigateway:PutIntegration",
      "apigateway:PutIntegrationResponse",
    ],
  },
  "AWS::ApiGateway::Deployment": {
    properties: {
      RestApiId: "a",
      StageName: "Stage",
      Description: "d",
      StageDescription: { Description: "s", Variables: { v: "w" } },
    },
    changed: { Description: "e" },
    calls: ["apigateway:UpdateDeployment"],
  },
  "AWS::ApiGateway::Stage": {
    properties: {
      RestApiId: "a",
      StageName: "Prod",
      DeploymentId: "d1",
      Description: "d",
      Variables: { v: "w", x: "y" },
      TracingEnabled: false,
      Tags: tags,
      MethodSettings: [
        { ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 10, ThrottlingBurstLimit: 5 },
      ],
      AccessLogSetting: {
        DestinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:l",
        Format: "$context.requestId",
      },
    },
    changed: {
      DeploymentId: "d2",
      Variables: { v: "z" },
      MethodSettings: undefined,
      AccessLogSetting: undefined,
      Tags: undefined,
    },
    calls: ["apigateway:UpdateStage", "apigateway:UntagResource"],
  },
  "AWS::ApiGateway::Account": {
    properties: { CloudWatchRoleArn: "arn:aws:iam::000000000000:role/r" },
    changed: { CloudWatchRoleArn: undefined },
    calls: ["apigateway:UpdateAccount"],
  },
  "AWS::ApiGateway::GatewayResponse": {
    properties: {
      RestApiId: "a",
      ResponseType: "UNAUTHORIZED",
      StatusCode: 401,
      ResponseParameters: { "gatewayresponse.header.a": "'b'" },
      ResponseTemplates: { "application/json": "{}" },
    },
    changed: { StatusCode: undefined },
    calls: ["apigateway:PutGatewayResponse"],
  },
  "AWS::ApiGateway::Model": {
    properties: {
      RestApiId: "a",
      Name: "M",
      ContentType: "application/json",
      Description: "d",
      Schema: { type: "object" },
    },
    changed: { Schema: { type: "array" } },
    calls: ["apigateway:UpdateModel"],
  },
  "AWS::ApiGateway::Authorizer": {
    properties: {
      RestApiId: "a",
      Name: "gate",
      Type: "TOKEN",
      AuthType: "custom",
      AuthorizerUri: "arn:u",
      AuthorizerCredentials: "arn:r",
      IdentitySource: "method.request.header.Auth",
      IdentityValidationExpression: "x.*",
      AuthorizerResultTtlInSeconds: 60,
      ProviderARNs: ["arn:p"],
    },
    changed: { Type: "REQUEST", AuthorizerCredentials: undefined, AuthorizerResultTtlInSeconds: undefined },
    calls: ["apigateway:UpdateAuthorizer"],
  },
  "AWS::ApiGateway::RequestValidator": {
    properties: { RestApiId: "a", Name: "v", ValidateRequestBody: true, ValidateRequestParameters: false },
    changed: { ValidateRequestBody: false },
    calls: ["apigateway:UpdateRequestValidator"],
  },
  "AWS::Logs::LogGroup": {
    properties: {
      LogGroupName: "/l",
      RetentionInDays: 7,
      KmsKeyId: "arn:aws:kms:us-east-1:000000000000:key/k",
      LogGroupClass: "STANDARD",
      Tags: tags,
    },
    changed: { RetentionInDays: undefined, KmsKeyId: undefined, Tags: undefined },
    calls: ["logs:DeleteRetentionPolicy", "logs:DisassociateKmsKey", "logs:UntagResource"],
  },
  "AWS::Logs::LogStream": {
    properties: { LogGroupName: "/l", LogStreamName: "s" },
    changed: { LogStreamName: "t" },
    calls: ["logs:CreateLogStream", "logs:DeleteLogStream"],
  },
  "AWS::S3::Bucket": {
    properties: {
      BucketName: "b-1",
      AccessControl: "PublicRead",
      VersioningConfiguration: { Status: "Enabled" },
      LifecycleConfiguration: {
        Rules: [
          { Id: "a", Status: "Enabled", ExpirationInDays: 30, Prefix: "tmp/" },
          {
            Status: "Enabled",
            NoncurrentVersionExpirationInDays: 7,
            TagFilters: tags,
            ObjectSizeGreaterThan: 1,
          },
          {
            Status: "Disabled",
            ExpirationDate: "2030-01-01T00:00:00Z",
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "k" },
          },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      Tags: tags,
    },
    changed: {
      AccessControl: "Private",
      VersioningConfiguration: undefined,
      LifecycleConfiguration: undefined,
      BucketEncryption: undefined,
      OwnershipControls: undefined,
      PublicAccessBlockConfiguration: undefined,
      Tags: undefined,
    },
    calls: [
      "s3:PutBucketAcl",
      "s3:PutBucketVersioning",
      "s3:DeleteBucketEncryption",
      "s3:DeletePublicAccessBlock",
      "s3:DeleteBucketOwnershipControls",
      "s3:DeleteBucketLifecycle",
      "s3:DeleteBucketTagging",
    ],
  },
  "AWS::S3::BucketPolicy": {
    properties: { Bucket: "b-1", PolicyDocument: policy },
    changed: { PolicyDocument: { ...policy, Id: "x" } },
    calls: ["s3:PutBucketPolicy"],
  },
  "AWS::SSM::Parameter": {
    properties: {
      Name: "/p",
      Type: "String",
      Value: "v",
      Description: "d",
      AllowedPattern: ".*",
      DataType: "text",
      Tier: "Standard",
      Tags: { a: "b" },
    },
    changed: { Value: "w", Tags: { c: "d" } },
    calls: ["ssm:PutParameter", "ssm:AddTagsToResource", "ssm:RemoveTagsFromResource"],
  },
  "AWS::IAM::OIDCProvider": {
    properties: {
      Url: "https://token.actions.githubusercontent.com",
      ClientIdList: ["sts.amazonaws.com"],
      ThumbprintList: ["a".repeat(40)],
      Tags: tags,
    },
    changed: { ClientIdList: ["other"], ThumbprintList: undefined, Tags: [{ Key: "c", Value: "d" }] },
    calls: [
      "iam:AddClientIDToOpenIDConnectProvider",
      "iam:RemoveClientIDFromOpenIDConnectProvider",
      "iam:UpdateOpenIDConnectProviderThumbprint",
      "iam:TagOpenIDConnectProvider",
      "iam:UntagOpenIDConnectProvider",
    ],
  },
  "AWS::IAM::SAMLProvider": {
    properties: { Name: "Corp", SamlMetadataDocument: "x".repeat(1000), Tags: tags },
    changed: { SamlMetadataDocument: "y".repeat(1000), Tags: [{ Key: "c", Value: "d" }] },
    calls: ["iam:UpdateSAMLProvider", "iam:TagSAMLProvider", "iam:UntagSAMLProvider"],
  },
  "AWS::Organizations::Account": {
    properties: {
      AccountName: "dev",
      Email: "dev@example.com",
      RoleName: "Admin",
      ParentIds: ["ou-ab12-11111111"],
      Tags: tags,
    },
    changed: { ParentIds: ["ou-ab12-22222222"], Tags: [{ Key: "c", Value: "d" }] },
    calls: ["organizations:MoveAccount", "organizations:TagResource", "organizations:UntagResource"],
  },
  "AWS::Organizations::OrganizationalUnit": {
    properties: { Name: "Workloads", ParentId: "r-ab12", Tags: tags },
    changed: { Name: "Production", Tags: [{ Key: "c", Value: "d" }] },
    calls: [
      "organizations:UpdateOrganizationalUnit",
      "organizations:TagResource",
      "organizations:UntagResource",
    ],
  },
  "AWS::Organizations::Policy": {
    properties: {
      Name: "p",
      Type: "SERVICE_CONTROL_POLICY",
      Content: policy,
      Description: "d",
      TargetIds: ["r-ab12"],
      Tags: tags,
    },
    changed: { Description: undefined, TargetIds: ["ou-ab12-11111111"], Tags: undefined },
    calls: [
      "organizations:UpdatePolicy",
      "organizations:AttachPolicy",
      "organizations:DetachPolicy",
      "organizations:UntagResource",
    ],
  },
  "AWS::CDK::Metadata": {
    properties: { Analytics: "v2:deflate64:x" },
    changed: { Analytics: "v2:deflate64:y" },
    calls: [],
  },
};

const template = (Type: string, properties: ValueMap): object => ({
  StackName: "types",
  Capabilities: ["CAPABILITY_NAMED_IAM"],
  TemplateBody: JSON.stringify({ Resources: { Thing: { Type, Properties: properties } } }),
});

describe("resource types", () => {
  for (const [type, { properties, changed, calls }] of Object.entries(cases)) {
    it(`${type} is made, changed and deleted`, async () => {
      const harness = new DeployHarness();
      const { StackId } = await harness.settle<{ StackId: string }>("CreateStack", {
        ...template(type, properties),
      });
      assert.equal(await reasonOf(harness), "CREATE_COMPLETE");
      harness.cloud.calls.length = 0;
      const after = Object.fromEntries(
        Object.entries({ ...properties, ...changed }).filter(([, value]) => value !== undefined),
      ) as ValueMap;
      await harness.settle("UpdateStack", { ...template(type, after) });
      assert.equal(await reasonOf(harness), "UPDATE_COMPLETE");
      assert.deepEqual(harness.cloud.operations(), calls);
      await harness.settle("DeleteStack", { StackName: "types" });
      assert.equal(await harness.status(StackId), "DELETE_COMPLETE");
    });
  }

  it("are all covered here or by tests of their own", () => {
    const waf = ["IPSet", "LoggingConfiguration", "RegexPatternSet", "RuleGroup", "WebACL"];
    const elsewhere = [
      "AWS::CloudFormation::Stack",
      "AWS::CloudFormation::WaitConditionHandle",
      // By test/sdk/wafv2*.test.ts, before a real server.
      ...[...waf, "WebACLAssociation"].map((name) => `AWS::WAFv2::${name}`),
    ];
    assert.deepEqual([...Object.keys(cases), ...elsewhere].sort(), [...resourceRegistry.keys()].sort());
  });

  const refused: readonly [string, string, ValueMap, RegExp][] = [
    [
      "an unknown property",
      "AWS::Logs::LogGroup",
      { Nope: 1 },
      /Encountered unsupported property Nope \(at Resources\/Thing\/Properties\/Nope, line 1/,
    ],
    [
      "an unknown property within",
      "AWS::Lambda::Function",
      { Role: "r", Code: { Nope: 1 } },
      /unsupported property Nope/,
    ],
    [
      "an unknown property in a branch",
      "AWS::Lambda::Function",
      { Role: "r", Code: { "Fn::If": ["C", { Nope: 1 }, { ZipFile: "x" }] } },
      /unsupported property Nope/,
    ],
    [
      "a missing property",
      "AWS::S3::BucketPolicy",
      { Bucket: "b" },
      /Property PolicyDocument cannot be empty/,
    ],
    ["text for a number", "AWS::Logs::LogGroup", { RetentionInDays: "x" }, /must be of type integer/],
    ["an object for text", "AWS::Logs::LogGroup", { LogGroupName: { a: 1 } }, /must be of type text/],
    [
      "an unknown type",
      "AWS::DynamoDB::Table",
      {},
      /Unrecognized or unsupported resource type: AWS::DynamoDB::Table/,
    ],
  ];
  for (const [name, type, properties, reason] of refused) {
    it(`refuse ${name}, before anything is made`, async () => {
      const harness = new DeployHarness();
      await assert.rejects(harness.call("CreateStack", { ...template(type, properties) }), {
        code: "ValidationError",
        message: reason,
      });
      assert.equal(harness.cloud.calls.length, 0);
    });
  }
});

/** The stack's status, or the reason of its first failure. */
async function reasonOf(harness: DeployHarness): Promise<string> {
  const { StackEvents } = await harness.call<{
    StackEvents: { ResourceStatus: string; ResourceStatusReason?: string }[];
  }>("DescribeStackEvents", { StackName: "types" });
  const failure = StackEvents.find((event) => event.ResourceStatus.endsWith("_FAILED"));
  return failure ? `${failure.ResourceStatus}: ${failure.ResourceStatusReason}` : harness.status("types");
}
