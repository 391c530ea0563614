import { policy, type TypeCases, tags } from "./type-case.fixture.ts";

/** Of services with few types. */
export const otherTypes: TypeCases = {
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
  "AWS::CDK::Metadata": {
    properties: { Analytics: "v2:deflate64:x" },
    changed: { Analytics: "v2:deflate64:y" },
    calls: [],
  },
};
