import type { CreateSAMLProviderRequest, CreateSAMLProviderResponse } from "@aws-sdk/client-iam";
import { call, ignoreMissing, tagChanges } from "../calling.ts";
import { required, tags, text } from "../property-schema.ts";
import { type ResourceState, resourceType } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, "AWS::IAM::SAMLProvider". */
export const iamSamlProvider = resourceType({
  type: "AWS::IAM::SAMLProvider",
  properties: { Name: text, SamlMetadataDocument: required(text), Tags: tags },
  takenBy: ["iam:CreateSAMLProvider"],
  replacedBy: ["Name"],
  attributes: ["Arn"],

  async create({ Name, SamlMetadataDocument, Tags }, context) {
    const made = await call<CreateSAMLProviderRequest, CreateSAMLProviderResponse>(
      context,
      "iam",
      "CreateSAMLProvider",
      { Name: Name ?? context.newName(128), SAMLMetadataDocument: SamlMetadataDocument, Tags },
    );
    return stateOf(made.SAMLProviderArn!);
  },

  async update(SAMLProviderArn, properties, before, context) {
    const edit = (operation: string, input: object): Promise<object> =>
      call(context, "iam", operation, { SAMLProviderArn, ...input });
    const { SamlMetadataDocument: SAMLMetadataDocument } = properties;
    if (before.SamlMetadataDocument !== SAMLMetadataDocument) {
      await edit("UpdateSAMLProvider", { SAMLMetadataDocument });
    }
    const { set, removedKeys } = tagChanges(before.Tags, properties.Tags);
    if (set.length > 0) await edit("TagSAMLProvider", { Tags: set });
    if (removedKeys.length > 0) await edit("UntagSAMLProvider", { TagKeys: removedKeys });
    return stateOf(SAMLProviderArn);
  },

  async delete(SAMLProviderArn, _properties, context) {
    await ignoreMissing(call(context, "iam", "DeleteSAMLProvider", { SAMLProviderArn }));
  },
});

const stateOf = (arn: string): ResourceState => ({ physicalId: arn, attributes: { Arn: arn } });
