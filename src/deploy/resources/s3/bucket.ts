import { sameValue, type Value } from "../../template/value.ts";
import { call, ignoreMissing } from "../calling.ts";
import { boolean, listOf, type ObjectOf, object, required, tags, text } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";

const encryptionRule = object({
  BucketKeyEnabled: boolean,
  ServerSideEncryptionByDefault: object({ SSEAlgorithm: required(text), KMSMasterKeyID: text }),
});

const properties = {
  BucketName: text,
  AccessControl: text,
  BucketEncryption: object({ ServerSideEncryptionConfiguration: required(listOf(encryptionRule)) }),
  OwnershipControls: object({ Rules: required(listOf(object({ ObjectOwnership: text }))) }),
  PublicAccessBlockConfiguration: object({
    BlockPublicAcls: boolean,
    BlockPublicPolicy: boolean,
    IgnorePublicAcls: boolean,
    RestrictPublicBuckets: boolean,
  }),
  VersioningConfiguration: object({ Status: required(text) }),
  Tags: tags,
};

type BucketProperties = ObjectOf<typeof properties>;

/** Source: CloudFormation Template Reference, "AWS::S3::Bucket". */
export const s3Bucket = resourceType({
  type: "AWS::S3::Bucket",
  properties,
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
    await configure(Bucket, {}, wanted, context);
    return stateOf(Bucket, context);
  },

  async update(Bucket, wanted, before, context) {
    if (before.AccessControl !== wanted.AccessControl) {
      await call(context, "s3", "PutBucketAcl", {
        Bucket,
        ACL: cannedAcl(wanted.AccessControl) ?? "private",
      });
    }
    await configure(Bucket, before, wanted, context);
    return stateOf(Bucket, context);
  },

  async delete(Bucket, _properties, context) {
    await ignoreMissing(call(context, "s3", "DeleteBucket", { Bucket }));
  },
});

/** `BucketOwnerFullControl` gives `bucket-owner-full-control`. */
const cannedAcl = (control: string | undefined): string | undefined =>
  control?.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();

async function configure(
  Bucket: string,
  before: BucketProperties,
  after: BucketProperties,
  context: ResourceContext,
): Promise<void> {
  const put = async (
    operation: string,
    had: Value | undefined,
    wanted: Value | undefined,
    input: object,
  ): Promise<void> => {
    if (!sameValue(had, wanted)) await call(context, "s3", operation, { Bucket, ...input });
  };
  const versioning = after.VersioningConfiguration ?? { Status: "Suspended" };
  const rules = after.BucketEncryption?.ServerSideEncryptionConfiguration?.map((rule) => ({
    BucketKeyEnabled: rule.BucketKeyEnabled,
    ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault && {
      SSEAlgorithm: rule.ServerSideEncryptionByDefault.SSEAlgorithm,
      KMSMasterKeyID: rule.ServerSideEncryptionByDefault.KMSMasterKeyID,
    },
  }));
  const block = after.PublicAccessBlockConfiguration;
  const ownership = after.OwnershipControls;
  await put(
    "PutBucketVersioning",
    before.VersioningConfiguration as Value,
    after.VersioningConfiguration as Value,
    {
      VersioningConfiguration: versioning,
    },
  );
  await put(
    rules ? "PutBucketEncryption" : "DeleteBucketEncryption",
    before.BucketEncryption as Value,
    after.BucketEncryption as Value,
    rules ? { ServerSideEncryptionConfiguration: { Rules: rules } } : {},
  );
  await put(
    block ? "PutPublicAccessBlock" : "DeletePublicAccessBlock",
    before.PublicAccessBlockConfiguration as Value,
    block as Value,
    block ? { PublicAccessBlockConfiguration: block } : {},
  );
  await put(
    ownership ? "PutBucketOwnershipControls" : "DeleteBucketOwnershipControls",
    before.OwnershipControls as Value,
    ownership as Value,
    ownership ? { OwnershipControls: ownership } : {},
  );
  const tagging = after.Tags?.length ? { Tagging: { TagSet: after.Tags } } : {};
  await put(
    after.Tags?.length ? "PutBucketTagging" : "DeleteBucketTagging",
    before.Tags as Value,
    after.Tags as Value,
    tagging,
  );
}

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
