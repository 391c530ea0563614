import { AwsError } from "../../../aws/aws-error.ts";
import { call, ignoreMissing } from "../calling.ts";
import { text } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";
import { bucketSettings, syncBucketSettings } from "./bucket-settings.ts";

/** Source: CloudFormation Template Reference, "AWS::S3::Bucket". */
export const s3Bucket = resourceType({
  type: "AWS::S3::Bucket",
  properties: { BucketName: text, AccessControl: text, ...bucketSettings },
  replacedBy: ["BucketName"],
  attributes: ["Arn", "DomainName", "DualStackDomainName", "RegionalDomainName", "WebsiteURL"],

  async create(wanted, context) {
    const Bucket = wanted.BucketName ?? context.newName(63).toLowerCase();
    const { region } = context.place;
    await call(context, "s3", "CreateBucket", {
      Bucket,
      ACL: cannedAcl(wanted.AccessControl),
      // S3 takes no location constraint for its first region.
      CreateBucketConfiguration: region === "us-east-1" ? undefined : { LocationConstraint: region },
    });
    await context.created(Bucket);
    await syncBucketSettings(Bucket, {}, wanted, context);
    return stateOf(Bucket, context);
  },

  async update(Bucket, wanted, before, context) {
    if (before.AccessControl !== wanted.AccessControl) {
      const ACL = cannedAcl(wanted.AccessControl) ?? "private";
      await call(context, "s3", "PutBucketAcl", { Bucket, ACL });
    }
    await syncBucketSettings(Bucket, before, wanted, context);
    return stateOf(Bucket, context);
  },

  async delete(Bucket, _properties, context) {
    try {
      await ignoreMissing(call(context, "s3", "DeleteBucket", { Bucket }));
    } catch (error) {
      throw isNotEmpty(error) ? notEmpty(error, Bucket, context) : error;
    }
  },
});

const isNotEmpty = (error: unknown): error is AwsError =>
  error instanceof AwsError && error.code === "BucketNotEmpty";

/** S3 names no bucket, and the stack's history is where a person looks for what to do. */
const notEmpty = ({ code, status }: AwsError, bucket: string, { logicalId }: ResourceContext): AwsError =>
  new AwsError(
    code,
    `The bucket ${bucket} is not empty. Empty it with "aws s3 rm s3://${bucket} --recursive" and delete the stack ` +
      `again, or delete the stack with "--retain-resources ${logicalId}", which keeps the bucket`,
    status === undefined ? {} : { status },
  );

/** `BucketOwnerFullControl` gives `bucket-owner-full-control`. */
const cannedAcl = (control: string | undefined): string | undefined =>
  control?.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();

function stateOf(bucket: string, { place }: ResourceContext): ResourceState {
  const { partition, region } = place;
  return {
    physicalId: bucket,
    attributes: {
      Arn: `arn:${partition}:s3:::${bucket}`,
      DomainName: `${bucket}.s3.amazonaws.com`,
      DualStackDomainName: `${bucket}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${bucket}.s3-website-${region}.amazonaws.com`,
    },
  };
}
