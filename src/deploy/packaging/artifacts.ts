/** Where a resource type may name a local file or folder, and what stands for it once it is uploaded. */
export interface ArtifactProperty {
  readonly resourceType: string;
  /** Dotted path of the property. */
  readonly property: string;
  /** `zip`: a folder or file to zip. `file`: as it is. `template`: a template of its own, packaged first. */
  readonly content: "zip" | "file" | "template";
  /** The value that names the upload. */
  readonly refer: (bucket: string, key: string) => unknown;
}

const uri = (bucket: string, key: string): string => `s3://${bucket}/${key}`;
const url = (bucket: string, key: string): string => `https://s3.amazonaws.com/${bucket}/${key}`;
const lambdaCode = (S3Bucket: string, S3Key: string): object => ({ S3Bucket, S3Key });
const bucketAndKey = (Bucket: string, Key: string): object => ({ Bucket, Key });

/** As `aws cloudformation package` has it. Source: AWS CLI Command Reference, "cloudformation package". */
export const artifactProperties: readonly ArtifactProperty[] = [
  { resourceType: "AWS::Serverless::Function", property: "CodeUri", content: "zip", refer: uri },
  { resourceType: "AWS::Serverless::LayerVersion", property: "ContentUri", content: "zip", refer: uri },
  { resourceType: "AWS::Serverless::Api", property: "DefinitionUri", content: "file", refer: uri },
  { resourceType: "AWS::Lambda::Function", property: "Code", content: "zip", refer: lambdaCode },
  { resourceType: "AWS::Lambda::LayerVersion", property: "Content", content: "zip", refer: lambdaCode },
  {
    resourceType: "AWS::ApiGateway::RestApi",
    property: "BodyS3Location",
    content: "file",
    refer: bucketAndKey,
  },
  { resourceType: "AWS::CloudFormation::Stack", property: "TemplateURL", content: "template", refer: url },
];

/** Whether a property's value names a file here, rather than something uploaded already or made by the template. */
export const isLocalPath = (value: unknown): value is string =>
  typeof value === "string" && !/^(s3|https?):\/\//.test(value);
