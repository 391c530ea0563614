import { TemplateError } from "../template/template-error.ts";
import { isMap, type Path, type Value, type ValueMap } from "../template/value.ts";

/** What a policy template grants on: `${queueName}` stands for the value of the parameter `QueueName`. */
interface Grant {
  readonly actions: readonly string[];
  /** An ARN after `arn:${AWS::Partition}:`, or `*`. */
  readonly resources: readonly string[];
}

interface PolicyTemplate {
  readonly parameters: readonly string[];
  readonly grants: readonly Grant[];
}

const HERE = "${AWS::Region}:${AWS::AccountId}";
const TABLE = [`dynamodb:${HERE}:table/\${tableName}`, `dynamodb:${HERE}:table/\${tableName}/index/*`];
const BUCKET = ["s3:::${bucketName}", "s3:::${bucketName}/*"];

const grant = (actions: readonly string[], resources: readonly string[]): Grant => ({ actions, resources });
const on = (parameter: string, ...grants: Grant[]): PolicyTemplate => ({ parameters: [parameter], grants });
const everywhere = (...actions: string[]): PolicyTemplate => ({
  parameters: [],
  grants: [grant(actions, ["*"])],
});
const of = (service: string, names: string): string[] => names.split(" ").map((name) => `${service}:${name}`);

/** The common ones, by what they grant. Source: SAM Developer Guide, "SAM policy template list". */
const TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  CloudWatchPutMetricPolicy: everywhere("cloudwatch:PutMetricData"),
  CloudFormationDescribeStacksPolicy: {
    parameters: [],
    grants: [grant(["cloudformation:DescribeStacks"], [`cloudformation:${HERE}:stack/*`])],
  },
  DynamoDBCrudPolicy: on(
    "TableName",
    grant(
      of(
        "dynamodb",
        "GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem",
      ),
      TABLE,
    ),
  ),
  DynamoDBReadPolicy: on(
    "TableName",
    grant(of("dynamodb", "GetItem Scan Query BatchGetItem DescribeTable"), TABLE),
  ),
  DynamoDBWritePolicy: on("TableName", grant(of("dynamodb", "PutItem UpdateItem BatchWriteItem"), TABLE)),
  FilterLogEventsPolicy: on(
    "LogGroupName",
    grant(["logs:FilterLogEvents"], [`logs:${HERE}:log-group:\${logGroupName}:log-stream:*`]),
  ),
  KMSDecryptPolicy: on("KeyId", grant(["kms:Decrypt"], [`kms:${HERE}:key/\${keyId}`])),
  KMSEncryptPolicy: on("KeyId", grant(["kms:Encrypt"], [`kms:${HERE}:key/\${keyId}`])),
  LambdaInvokePolicy: on(
    "FunctionName",
    grant(["lambda:InvokeFunction"], [`lambda:${HERE}:function:\${functionName}*`]),
  ),
  S3CrudPolicy: on(
    "BucketName",
    grant(
      of(
        "s3",
        "GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject",
      ),
      BUCKET,
    ),
  ),
  S3FullAccessPolicy: on(
    "BucketName",
    grant(
      of(
        "s3",
        "GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging",
      ),
      ["s3:::${bucketName}/*"],
    ),
    grant(of("s3", "ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration"), [
      "s3:::${bucketName}",
    ]),
  ),
  S3ReadPolicy: on(
    "BucketName",
    grant(
      of("s3", "GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration"),
      BUCKET,
    ),
  ),
  S3WritePolicy: on(
    "BucketName",
    grant(of("s3", "PutObject PutObjectAcl PutLifecycleConfiguration"), BUCKET),
  ),
  SSMParameterReadPolicy: {
    parameters: ["ParameterName"],
    grants: [
      grant(["ssm:DescribeParameters"], ["*"]),
      grant(of("ssm", "GetParameters GetParameter GetParametersByPath"), [
        `ssm:${HERE}:parameter/\${parameterName}`,
      ]),
    ],
  },
  SSMParameterWithSlashPrefixReadPolicy: {
    parameters: ["ParameterName"],
    grants: [
      grant(["ssm:DescribeParameters"], ["*"]),
      grant(of("ssm", "GetParameters GetParameter GetParametersByPath"), [
        `ssm:${HERE}:parameter\${parameterName}`,
      ]),
    ],
  },
  VPCAccessPolicy: everywhere(
    ...of(
      "ec2",
      "CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface",
    ),
  ),
};

/** Whether an entry of `Policies` is a policy template: one key, which names it. */
export const isPolicyTemplate = (entry: Value): entry is ValueMap => {
  if (!isMap(entry)) return false;
  const [name, ...others] = Object.keys(entry);
  return others.length === 0 && name !== undefined && name.endsWith("Policy");
};

/** The policy document of `{S3ReadPolicy: {BucketName: "b"}}`. Throws {@link TemplateError} for one that is not known. */
export function expandPolicyTemplate(entry: ValueMap, path: Path): ValueMap {
  const name = Object.keys(entry)[0]!;
  const template = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined;
  if (!template) {
    const known = Object.keys(TEMPLATES).join(", ");
    throw new TemplateError(`Policy template ${name} is not supported; supported: ${known}`, path);
  }
  const given = isMap(entry[name]) ? entry[name] : {};
  const missing = template.parameters.filter((parameter) => given[parameter] === undefined);
  const unknown = Object.keys(given).filter((parameter) => !template.parameters.includes(parameter));
  if (missing.length > 0)
    throw new TemplateError(`Missing parameter values for template '${name}': ${missing.join(", ")}`, path);
  if (unknown.length > 0)
    throw new TemplateError(`Unknown parameters for template '${name}': ${unknown.join(", ")}`, path);
  return {
    Statement: template.grants.map(({ actions, resources }) => statementOf(actions, resources, given)),
  };
}

function statementOf(actions: readonly string[], resources: readonly string[], given: ValueMap): ValueMap {
  const list = resources.map((resource) => resourceOf(resource, given));
  return { Effect: "Allow", Action: [...actions], Resource: list.length === 1 ? list[0]! : list };
}

function resourceOf(resource: string, given: ValueMap): Value {
  if (resource === "*") return resource;
  const variables = Object.entries(given).map(([name, value]) => [
    name[0]!.toLowerCase() + name.slice(1),
    value,
  ]);
  const used = variables.filter(([name]) => resource.includes(`\${${String(name)}}`));
  const text = `arn:\${AWS::Partition}:${resource}`;
  return { "Fn::Sub": used.length === 0 ? text : [text, Object.fromEntries(used) as ValueMap] };
}
