import type { Value } from "../../template/value.ts";
import { call, ignoreMissing, jsonText } from "../calling.ts";
import { json, required, text } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";

/** A bucket has one policy, so the physical id is the bucket's name. Source: "AWS::S3::BucketPolicy". */
export const s3BucketPolicy = resourceType({
  type: "AWS::S3::BucketPolicy",
  properties: { Bucket: required(text), PolicyDocument: required(json) },
  replacedBy: ["Bucket"],
  attributes: [],
  create: ({ Bucket, PolicyDocument }, context) => put(Bucket, PolicyDocument, context),
  update: (_bucket, { Bucket, PolicyDocument }, _before, context) => put(Bucket, PolicyDocument, context),
  delete: (Bucket, _properties, context) =>
    ignoreMissing(call(context, "s3", "DeleteBucketPolicy", { Bucket })),
});

async function put(Bucket: string, document: Value, context: ResourceContext): Promise<ResourceState> {
  await call(context, "s3", "PutBucketPolicy", { Bucket, Policy: jsonText(document) });
  return { physicalId: Bucket };
}
