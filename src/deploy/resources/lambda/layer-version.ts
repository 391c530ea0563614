import type { PublishLayerVersionResponse } from "@aws-sdk/client-lambda";
import { call, ignoreMissing, pick } from "../calling.ts";
import { listOf, object, required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, "AWS::Lambda::LayerVersion". */
export const lambdaLayerVersion = resourceType({
  type: "AWS::Lambda::LayerVersion",
  properties: {
    LayerName: text,
    Description: text,
    LicenseInfo: text,
    CompatibleRuntimes: listOf(text),
    CompatibleArchitectures: listOf(text),
    Content: required(object({ S3Bucket: required(text), S3Key: required(text), S3ObjectVersion: text })),
  },
  replacedBy: "all",
  attributes: ["LayerVersionArn"],

  async create(properties, context) {
    const input = {
      ...pick(
        properties,
        "Description",
        "LicenseInfo",
        "CompatibleRuntimes",
        "CompatibleArchitectures",
        "Content",
      ),
      LayerName: properties.LayerName ?? context.newName(140),
    };
    const made = await call<object, PublishLayerVersionResponse>(
      context,
      "lambda",
      "PublishLayerVersion",
      input,
    );
    const arn = made.LayerVersionArn!;
    return { physicalId: arn, attributes: { LayerVersionArn: arn } };
  },

  async delete(arn, _properties, context) {
    await ignoreMissing(call(context, "lambda", "DeleteLayerVersion", splitLayerVersionArn(arn)));
  },
});

/** `arn:…:layer:tools:3` gives `{LayerName: "arn:…:layer:tools", VersionNumber: 3}`. */
export function splitLayerVersionArn(arn: string): { LayerName: string; VersionNumber: number } {
  const colon = arn.lastIndexOf(":");
  return { LayerName: arn.slice(0, colon), VersionNumber: Number(arn.slice(colon + 1)) };
}
