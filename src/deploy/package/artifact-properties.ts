import type { Value } from "../template/value.ts";

/** Where an uploaded artifact is. */
export interface ArtifactLocation {
  readonly bucket: string;
  readonly key: string;
}

/** A property that may name a local file or folder. */
export interface ArtifactProperty {
  readonly property: string;
  /** What is uploaded: an archive of the folder or file, the file as it is, or a template that is packaged itself. */
  readonly kind: "archive" | "file" | "template";
  /** The value that stands for the uploaded artifact. */
  readonly valueFor: (location: ArtifactLocation) => Value;
}

const s3Uri = ({ bucket, key }: ArtifactLocation): Value => `s3://${bucket}/${key}`;
const lambdaLocation = ({ bucket, key }: ArtifactLocation): Value => ({ S3Bucket: bucket, S3Key: key });
const bodyLocation = ({ bucket, key }: ArtifactLocation): Value => ({ Bucket: bucket, Key: key });
/** Read by our own S3; the host is never contacted. */
const s3Url = ({ bucket, key }: ArtifactLocation): Value => `https://${bucket}.s3.amazonaws.com/${key}`;

/** What `aws cloudformation package` uploads, of the types there are. Source: AWS CLI Reference, cloudformation package. */
export const ARTIFACT_PROPERTIES: Readonly<Record<string, ArtifactProperty>> = {
  "AWS::Serverless::Function": { property: "CodeUri", kind: "archive", valueFor: s3Uri },
  "AWS::Serverless::LayerVersion": { property: "ContentUri", kind: "archive", valueFor: s3Uri },
  "AWS::Serverless::Api": { property: "DefinitionUri", kind: "file", valueFor: s3Uri },
  "AWS::Lambda::Function": { property: "Code", kind: "archive", valueFor: lambdaLocation },
  "AWS::Lambda::LayerVersion": { property: "Content", kind: "archive", valueFor: lambdaLocation },
  "AWS::ApiGateway::RestApi": { property: "BodyS3Location", kind: "file", valueFor: bodyLocation },
  "AWS::CloudFormation::Stack": { property: "TemplateURL", kind: "template", valueFor: s3Url },
};

/** Whether a value names a local path: text that is no URL of any kind. */
export const isLocalPath = (value: Value | undefined): value is string =>
  typeof value === "string" && value !== "" && !/^[a-z][a-z0-9+.-]*:\/\//i.test(value);
