import { boolean, integer, listOf, mapOf, object, required, tags, text } from "../property-schema.ts";

/** Where a function's code is. */
const code = object({
  ZipFile: text,
  S3Bucket: text,
  S3Key: text,
  S3ObjectVersion: text,
  ImageUri: text,
  SourceKMSKeyArn: text,
});

/** Properties that CreateFunction and UpdateFunctionConfiguration take as they are; Lambda itself refuses what it lacks. */
export const configurationProperties = {
  Description: text,
  Handler: text,
  Runtime: text,
  Role: required(text),
  Timeout: integer,
  MemorySize: integer,
  Environment: object({ Variables: mapOf(text) }),
  Layers: listOf(text),
  KmsKeyArn: text,
  TracingConfig: object({ Mode: text }),
  VpcConfig: object({
    SecurityGroupIds: listOf(text),
    SubnetIds: listOf(text),
    Ipv6AllowedForDualStack: boolean,
  }),
  DeadLetterConfig: object({ TargetArn: text }),
  EphemeralStorage: object({ Size: required(integer) }),
  ImageConfig: object({ Command: listOf(text), EntryPoint: listOf(text), WorkingDirectory: text }),
  FileSystemConfigs: listOf(object({ Arn: required(text), LocalMountPath: required(text) })),
  SnapStart: object({ ApplyOn: required(text) }),
  LoggingConfig: object({ LogFormat: text, ApplicationLogLevel: text, SystemLogLevel: text, LogGroup: text }),
};

/** Source: CloudFormation Template Reference, "AWS::Lambda::Function". */
export const functionProperties = {
  ...configurationProperties,
  FunctionName: text,
  Code: required(code),
  PackageType: text,
  Architectures: listOf(text),
  ReservedConcurrentExecutions: integer,
  CodeSigningConfigArn: text,
  Tags: tags,
};

/** What a configuration property goes back to when the template no longer sets it. */
export const CONFIGURATION_DEFAULTS: Readonly<Record<string, unknown>> = {
  Description: "",
  Timeout: 3,
  MemorySize: 128,
  Environment: { Variables: {} },
  Layers: [],
  KmsKeyArn: "",
  TracingConfig: { Mode: "PassThrough" },
  VpcConfig: { SecurityGroupIds: [], SubnetIds: [] },
  DeadLetterConfig: { TargetArn: "" },
  EphemeralStorage: { Size: 512 },
  ImageConfig: {},
  FileSystemConfigs: [],
  SnapStart: { ApplyOn: "None" },
  LoggingConfig: { LogFormat: "Text" },
};
