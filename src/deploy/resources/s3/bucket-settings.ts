import { sameValue, type Value } from "../../template/value.ts";
import { call } from "../calling.ts";
import { boolean, listOf, type ObjectOf, object, required, tags, text } from "../property-schema.ts";
import type { ResourceContext } from "../resource-type.ts";
import { lifecycleConfiguration, lifecycleRules } from "./bucket-lifecycle.ts";

const encryptionRule = object({
  BucketKeyEnabled: boolean,
  ServerSideEncryptionByDefault: object({ SSEAlgorithm: required(text), KMSMasterKeyID: text }),
});

/** Properties that are settings of a bucket which exists. */
export const bucketSettings = {
  BucketEncryption: object({ ServerSideEncryptionConfiguration: required(listOf(encryptionRule)) }),
  LifecycleConfiguration: lifecycleConfiguration,
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

type BucketSettings = ObjectOf<typeof bucketSettings>;

/** How one property is set, and what takes it away. */
interface Setting<K extends keyof BucketSettings> {
  readonly put: string;
  readonly input: (value: NonNullable<BucketSettings[K]>) => object;
  readonly remove: readonly [operation: string, input: object];
}

const SETTINGS: { readonly [K in keyof Required<BucketSettings>]: Setting<K> } = {
  VersioningConfiguration: {
    put: "PutBucketVersioning",
    input: (VersioningConfiguration) => ({ VersioningConfiguration }),
    remove: ["PutBucketVersioning", { VersioningConfiguration: { Status: "Suspended" } }],
  },
  BucketEncryption: {
    put: "PutBucketEncryption",
    input: ({ ServerSideEncryptionConfiguration: rules }) => ({
      ServerSideEncryptionConfiguration: {
        Rules: rules.map(({ BucketKeyEnabled, ServerSideEncryptionByDefault }) => ({
          BucketKeyEnabled,
          ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
        })),
      },
    }),
    remove: ["DeleteBucketEncryption", {}],
  },
  PublicAccessBlockConfiguration: {
    put: "PutPublicAccessBlock",
    input: (PublicAccessBlockConfiguration) => ({ PublicAccessBlockConfiguration }),
    remove: ["DeletePublicAccessBlock", {}],
  },
  OwnershipControls: {
    put: "PutBucketOwnershipControls",
    input: (OwnershipControls) => ({ OwnershipControls }),
    remove: ["DeleteBucketOwnershipControls", {}],
  },
  LifecycleConfiguration: {
    put: "PutBucketLifecycleConfiguration",
    input: ({ Rules }) => ({ LifecycleConfiguration: { Rules: lifecycleRules(Rules) } }),
    remove: ["DeleteBucketLifecycle", {}],
  },
  Tags: {
    put: "PutBucketTagging",
    input: (TagSet) => ({ Tagging: { TagSet } }),
    remove: ["DeleteBucketTagging", {}],
  },
};

/** Sets what differs and takes away what is gone. */
export async function syncBucketSettings(
  Bucket: string,
  before: BucketSettings,
  after: BucketSettings,
  context: ResourceContext,
): Promise<void> {
  for (const [name, setting] of Object.entries(SETTINGS) as [keyof BucketSettings, Setting<never>][]) {
    const wanted = after[name];
    if (sameValue(before[name] as Value, wanted as Value)) continue;
    const [operation, input] =
      wanted === undefined ? setting.remove : [setting.put, setting.input(wanted as never)];
    await call(context, "s3", operation, { Bucket, ...input });
  }
}
