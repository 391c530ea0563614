import { call, ignoreMissing, pick } from "../calling.ts";
import { json, listOf, type ObjectOf, required, text } from "../property-schema.ts";
import type { ResourceContext, ResourceState } from "../resource-type.ts";
import { resourceType } from "../resource-type.ts";

const properties = {
  ResourceArn: required(text),
  LogDestinationConfigs: required(listOf(text)),
  RedactedFields: listOf(json),
  LoggingFilter: json,
};

/** Source: CloudFormation Template Reference, "AWS::WAFv2::LoggingConfiguration". */
export const wafLoggingConfiguration = resourceType({
  type: "AWS::WAFv2::LoggingConfiguration",
  properties,
  replacedBy: ["ResourceArn"],
  attributes: ["ManagedByFirewallManager"],
  create: put,
  update: (_id, wanted, _before, context) => put(wanted, context),
  delete: (ResourceArn, _properties, context) =>
    ignoreMissing(call(context, "wafv2", "DeleteLoggingConfiguration", { ResourceArn })),
});

/** A configuration takes the place of the one before it, whole. */
async function put(wanted: ObjectOf<typeof properties>, context: ResourceContext): Promise<ResourceState> {
  await call(context, "wafv2", "PutLoggingConfiguration", {
    LoggingConfiguration: pick(
      wanted,
      ...(["ResourceArn", "LogDestinationConfigs", "RedactedFields", "LoggingFilter"] as const),
    ),
  });
  return { physicalId: wanted.ResourceArn, attributes: { ManagedByFirewallManager: false } };
}
