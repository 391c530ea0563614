import { text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";

/** Resources that stand for nothing: they have no setting that could be ignored. */

/** What templates without a resource of their own use as one. Source: "AWS::CloudFormation::WaitConditionHandle". */
export const cloudFormationWaitConditionHandle = resourceType({
  type: "AWS::CloudFormation::WaitConditionHandle",
  properties: {},
  replacedBy: [],
  attributes: [],
  create: async (_properties, context) => ({ physicalId: context.newName(128) }),
  delete: async () => {},
});

/** Which constructs a CDK application used, for AWS's statistics. */
export const cdkMetadata = resourceType({
  type: "AWS::CDK::Metadata",
  properties: { Analytics: text },
  replacedBy: [],
  attributes: [],
  create: async (_properties, context) => ({ physicalId: context.newName(128) }),
  update: async (physicalId) => ({ physicalId }),
  delete: async () => {},
});
