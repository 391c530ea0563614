import { createHash } from "node:crypto";
import type { PolicyRecord } from "./records.ts";

/**
 * The AWS managed policies that templates commonly attach, by the ARN that AWS gives them. The documents grant what the
 * policy's description promises for the services that there are here. Another AWS managed policy is answered with
 * `NoSuchEntity`, so that nothing is attached without effect.
 */

const allow = (action: string | readonly string[], resource: string | readonly string[] = "*"): object => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
});

const allowExcept = (notAction: readonly string[]): object => ({
  Effect: "Allow",
  NotAction: notAction,
  Resource: "*",
});

const passRoleTo = (service: string): object => ({
  ...allow("iam:PassRole"),
  Condition: { StringEquals: { "iam:PassedToService": service } },
});

const LOG_WRITES = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

const READ_VERBS = [
  "Get*",
  "List*",
  "Describe*",
  "BatchGet*",
  "Query",
  "Scan",
  "Search*",
  "Lookup*",
  "View*",
];

/** Services whose read verbs give out no secrets of their own. */
const READABLE_SERVICES = [
  "acm",
  "apigateway",
  "cloudformation",
  "cloudtrail",
  "cloudwatch",
  "cognito-identity",
  "cognito-idp",
  "config",
  "directconnect",
  "dynamodb",
  "ec2",
  "iam",
  "kms",
  "lambda",
  "logs",
  "organizations",
  "s3",
  "ssm",
  "sts",
  "waf-regional",
  "wafv2",
];

/** Path and name, then the statements. */
const TABLE: readonly (readonly [string, readonly object[]])[] = [
  ["/AdministratorAccess", [allow("*")]],
  [
    "/PowerUserAccess",
    [
      allowExcept(["iam:*", "organizations:*", "account:*"]),
      allow([
        "iam:CreateServiceLinkedRole",
        "iam:DeleteServiceLinkedRole",
        "iam:ListRoles",
        "organizations:DescribeOrganization",
      ]),
    ],
  ],
  [
    "/ReadOnlyAccess",
    [allow(READABLE_SERVICES.flatMap((service) => READ_VERBS.map((verb) => `${service}:${verb}`)))],
  ],
  [
    "/SecurityAudit",
    [allow(READABLE_SERVICES.flatMap((service) => [`${service}:List*`, `${service}:Describe*`]))],
  ],
  [
    "/IAMFullAccess",
    [allow(["iam:*", "organizations:DescribeAccount", "organizations:DescribeOrganization"])],
  ],
  [
    "/IAMReadOnlyAccess",
    [
      allow([
        "iam:GenerateCredentialReport",
        "iam:Get*",
        "iam:List*",
        "iam:SimulateCustomPolicy",
        "iam:SimulatePrincipalPolicy",
      ]),
    ],
  ],
  ["/service-role/AWSLambdaBasicExecutionRole", [allow(LOG_WRITES)]],
  ["/service-role/AWSLambdaVPCAccessExecutionRole", [allow([...LOG_WRITES, ...NETWORK_INTERFACES])]],
  ["/service-role/AWSLambdaENIManagementAccess", [allow(NETWORK_INTERFACES)]],
  [
    "/service-role/AWSLambdaDynamoDBExecutionRole",
    [
      allow([
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
        ...LOG_WRITES,
      ]),
    ],
  ],
  [
    "/service-role/AWSLambdaSQSQueueExecutionRole",
    [allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", ...LOG_WRITES])],
  ],
  ["/service-role/AWSLambdaRole", [allow("lambda:InvokeFunction")]],
  [
    "/AWSLambdaExecute",
    [allow("logs:*", "arn:aws:logs:*:*:*"), allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::*")],
  ],
  [
    "/AWSLambda_FullAccess",
    [
      allow([
        "lambda:*",
        "logs:DescribeLogGroups",
        "cloudwatch:ListMetrics",
        "cloudwatch:GetMetricData",
        "kms:ListAliases",
      ]),
      allow(["iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy"]),
      allow(["iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListRoles"]),
      passRoleTo("lambda.amazonaws.com"),
      allow(
        ["logs:DescribeLogStreams", "logs:GetLogEvents", "logs:FilterLogEvents"],
        "arn:aws:logs:*:*:log-group:/aws/lambda/*",
      ),
    ],
  ],
  [
    "/AWSLambda_ReadOnlyAccess",
    [
      allow([
        "lambda:Get*",
        "lambda:List*",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "iam:ListRoles",
      ]),
      allow([
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "logs:DescribeLogGroups",
      ]),
      allow(
        ["logs:DescribeLogStreams", "logs:GetLogEvents", "logs:FilterLogEvents"],
        "arn:aws:logs:*:*:log-group:/aws/lambda/*",
      ),
    ],
  ],
  [
    "/AmazonAPIGatewayInvokeFullAccess",
    [allow(["execute-api:Invoke", "execute-api:ManageConnections"], "arn:aws:execute-api:*:*:*")],
  ],
  ["/AmazonAPIGatewayAdministrator", [allow("apigateway:*", "arn:aws:apigateway:*::/*")]],
  [
    "/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    [
      allow([
        ...LOG_WRITES,
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:GetLogEvents",
        "logs:FilterLogEvents",
      ]),
    ],
  ],
  ["/AmazonS3FullAccess", [allow(["s3:*", "s3-object-lambda:*"])]],
  [
    "/AmazonS3ReadOnlyAccess",
    [allow(["s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*"])],
  ],
  ["/AmazonDynamoDBFullAccess", [allow(["dynamodb:*", "dax:*", "kms:DescribeKey", "kms:ListAliases"])]],
  ["/AmazonDynamoDBFullAccess_v2", [allow(["dynamodb:*", "dax:*", "kms:DescribeKey", "kms:ListAliases"])]],
  [
    "/AmazonDynamoDBReadOnlyAccess",
    [
      allow([
        "dynamodb:BatchGetItem",
        "dynamodb:Describe*",
        "dynamodb:Get*",
        "dynamodb:List*",
        "dynamodb:PartiQLSelect",
        "dynamodb:Query",
        "dynamodb:Scan",
      ]),
    ],
  ],
  ["/CloudWatchLogsFullAccess", [allow(["logs:*", "cloudwatch:GenerateQuery"])]],
  [
    "/CloudWatchLogsReadOnlyAccess",
    [
      allow([
        "logs:Describe*",
        "logs:Get*",
        "logs:List*",
        "logs:StartQuery",
        "logs:StopQuery",
        "logs:TestMetricFilter",
        "logs:FilterLogEvents",
      ]),
    ],
  ],
  [
    "/CloudWatchFullAccess",
    [allow(["cloudwatch:*", "logs:*", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole"])],
  ],
  [
    "/CloudWatchReadOnlyAccess",
    [
      allow([
        "cloudwatch:Describe*",
        "cloudwatch:Get*",
        "cloudwatch:List*",
        "logs:Get*",
        "logs:List*",
        "logs:Describe*",
        "logs:FilterLogEvents",
      ]),
    ],
  ],
  ["/AWSCloudFormationFullAccess", [allow("cloudformation:*")]],
  [
    "/AWSCloudFormationReadOnlyAccess",
    [
      allow([
        "cloudformation:Describe*",
        "cloudformation:EstimateTemplateCost",
        "cloudformation:Get*",
        "cloudformation:List*",
        "cloudformation:ValidateTemplate",
        "cloudformation:Detect*",
      ]),
    ],
  ],
  ["/AmazonSSMReadOnlyAccess", [allow(["ssm:Describe*", "ssm:Get*", "ssm:List*"])]],
  ["/AmazonSSMFullAccess", [allow(["ssm:*", "cloudwatch:PutMetricData", ...LOG_WRITES])]],
  [
    "/AWSXRayDaemonWriteAccess",
    [
      allow([
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:GetSamplingStatisticSummaries",
      ]),
    ],
  ],
  [
    "/AWSXrayWriteOnlyAccess",
    [
      allow([
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:GetSamplingStatisticSummaries",
      ]),
    ],
  ],
  ["/AmazonCognitoPowerUser", [allow(["cognito-identity:*", "cognito-idp:*", "iam:ListRoles"])]],
  [
    "/AmazonCognitoReadOnly",
    [
      allow([
        "cognito-identity:Describe*",
        "cognito-identity:Get*",
        "cognito-identity:List*",
        "cognito-idp:Describe*",
        "cognito-idp:AdminGet*",
        "cognito-idp:AdminList*",
        "cognito-idp:List*",
        "cognito-idp:Get*",
      ]),
    ],
  ],
  [
    "/AWSKeyManagementServicePowerUser",
    [
      allow([
        "kms:CreateAlias",
        "kms:CreateKey",
        "kms:DeleteAlias",
        "kms:Describe*",
        "kms:GenerateRandom",
        "kms:Get*",
        "kms:List*",
        "kms:TagResource",
        "kms:UntagResource",
        "iam:ListGroups",
        "iam:ListRoles",
        "iam:ListUsers",
      ]),
    ],
  ],
  ["/AWSWAFFullAccess", [allow(["wafv2:*", "apigateway:SetWebACL"])]],
  ["/AWSWAFReadOnlyAccess", [allow(["wafv2:Get*", "wafv2:List*", "wafv2:Describe*", "wafv2:CheckCapacity"])]],
  ["/AWSCertificateManagerFullAccess", [allow("acm:*")]],
  [
    "/AWSCertificateManagerReadOnly",
    [
      allow([
        "acm:DescribeCertificate",
        "acm:ListCertificates",
        "acm:GetCertificate",
        "acm:ListTagsForCertificate",
        "acm:GetAccountConfiguration",
      ]),
    ],
  ],
];

/** When this table was written. */
const WRITTEN_AT_MS = Date.UTC(2026, 10, 22);

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An id that is the same in every installation: AWS's own ids are not published in one place. */
const stableId = (arn: string): string =>
  `ANPA${[...createHash("sha256").update(arn).digest().subarray(0, 17)].map((byte) => BASE32[byte % 32]).join("")}`;

function toRecord([pathAndName, statements]: (typeof TABLE)[number]): PolicyRecord {
  const slash = pathAndName.lastIndexOf("/") + 1;
  const arn = `arn:aws:iam::aws:policy${pathAndName}`;
  const document = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return {
    arn,
    uniqueId: stableId(arn),
    name: pathAndName.slice(slash),
    path: pathAndName.slice(0, slash),
    createdAtMs: WRITTEN_AT_MS,
    updatedAtMs: WRITTEN_AT_MS,
    tags: [],
    versions: [{ id: "v1", document, createdAtMs: WRITTEN_AT_MS }],
    defaultVersionId: "v1",
    newestVersion: 1,
  };
}

/** Ordered as in the table. */
export const awsManagedPolicies: readonly PolicyRecord[] = TABLE.map(toRecord);

const byArn = new Map(awsManagedPolicies.map((policy) => [policy.arn, policy]));

export const findAwsManagedPolicy = (arn: string): PolicyRecord | undefined => byArn.get(arn);
