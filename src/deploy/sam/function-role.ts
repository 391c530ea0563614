import { TemplateError } from "../template/template-error.ts";
import { findIntrinsic, isMap, type Value, type ValueMap } from "../template/value.ts";
import { words } from "../template/words.ts";
import { expandPolicyTemplate, isPolicyTemplate } from "./policy-templates.ts";
import { cfnResource, createdBySam, propertyPath, type SamResource } from "./sam-resource.ts";

/** AWS managed policies that are not directly under `policy/`. Every other name is. */
const SERVICE_ROLE_POLICIES: ReadonlySet<string> = new Set(
  words(
    "AWSLambdaBasicExecutionRole AWSLambdaVPCAccessExecutionRole AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaKinesisExecutionRole AWSLambdaSQSQueueExecutionRole AWSLambdaRole",
    "AWSLambdaENIManagementAccess AWSLambdaMSKExecutionRole AmazonAPIGatewayPushToCloudWatchLogs",
  ),
);

/** The execution role that SAM makes for a function without a `Role`. */
export function functionRole(resource: SamResource, partition: string, tracing: Value | undefined): ValueMap {
  const { properties, logicalId } = resource;
  const managed = [managedPolicyArn("AWSLambdaBasicExecutionRole", partition)];
  if (tracing && tracing !== "Disabled") managed.push(managedPolicyArn("AWSXrayWriteOnlyAccess", partition));
  if (properties["VpcConfig"]) managed.push(managedPolicyArn("AWSLambdaVPCAccessExecutionRole", partition));
  const documents: Value[] = [];
  policyEntries(properties["Policies"]).forEach((entry, index) => {
    const path = propertyPath(resource, "Policies", index);
    const named = (PolicyDocument: Value): ValueMap => ({
      PolicyName: `${logicalId}RolePolicy${index}`,
      PolicyDocument,
    });
    if (isPolicyTemplate(entry)) documents.push(named(expandPolicyTemplate(entry, path)));
    else if (isMap(entry) && entry["Statement"] !== undefined) documents.push(named(entry));
    else addManagedPolicy(managed, entry, partition, path);
  });
  const { Condition, DeletionPolicy, UpdateReplacePolicy } = resource.attributes;
  const role = {
    AssumeRolePolicyDocument: properties["AssumeRolePolicyDocument"] ?? LAMBDA_TRUST,
    ManagedPolicyArns: managed,
    Policies: documents.length > 0 ? documents : undefined,
    Path: properties["RolePath"],
    PermissionsBoundary: properties["PermissionsBoundary"],
    Tags: createdBySam(properties["Tags"]),
  };
  return cfnResource("AWS::IAM::Role", role, { Condition, DeletionPolicy, UpdateReplacePolicy });
}

const LAMBDA_TRUST: ValueMap = {
  Version: "2012-10-17",
  Statement: [
    { Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] } },
  ],
};

function policyEntries(policies: Value | undefined): Value[] {
  if (policies === undefined || policies === null) return [];
  return Array.isArray(policies) ? policies : [policies];
}

/** A name, an ARN, or a function that gives an ARN; each once. */
function addManagedPolicy(
  managed: Value[],
  entry: Value,
  partition: string,
  path: ReturnType<typeof propertyPath>,
): void {
  if (typeof entry !== "string" && !findIntrinsic(entry)) {
    throw new TemplateError(
      "A policy is a name, an ARN, a document with a Statement or a policy template",
      path,
    );
  }
  if (isMap(entry) && "Fn::If" in entry) {
    throw new TemplateError("Fn::If is not supported in Policies; put it in a policy's Statement", path);
  }
  const arn = typeof entry === "string" ? managedPolicyArn(entry, partition) : entry;
  if (!managed.some((known) => JSON.stringify(known) === JSON.stringify(arn))) managed.push(arn);
}

function managedPolicyArn(nameOrArn: string, partition: string): Value {
  if (nameOrArn.startsWith("arn:")) return nameOrArn;
  const prefix = SERVICE_ROLE_POLICIES.has(nameOrArn) ? "service-role/" : "";
  return `arn:${partition}:iam::aws:policy/${prefix}${nameOrArn}`;
}
