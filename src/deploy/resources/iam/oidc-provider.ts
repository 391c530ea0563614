import type {
  CreateOpenIDConnectProviderRequest,
  CreateOpenIDConnectProviderResponse,
} from "@aws-sdk/client-iam";
import { sameValue } from "../../template/value.ts";
import { call, ignoreMissing, listChanges, tagChanges } from "../calling.ts";
import { listOf, required, tags, text } from "../property-schema.ts";
import { type ResourceState, resourceType } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, "AWS::IAM::OIDCProvider". */
export const iamOidcProvider = resourceType({
  type: "AWS::IAM::OIDCProvider",
  properties: {
    Url: required(text),
    ClientIdList: listOf(text),
    ThumbprintList: listOf(text),
    Tags: tags,
  },
  replacedBy: ["Url"],
  attributes: ["Arn"],

  async create({ Url, ClientIdList, ThumbprintList, Tags }, context) {
    const made = await call<CreateOpenIDConnectProviderRequest, CreateOpenIDConnectProviderResponse>(
      context,
      "iam",
      "CreateOpenIDConnectProvider",
      { Url, ClientIDList: ClientIdList, ThumbprintList, Tags },
    );
    return stateOf(made.OpenIDConnectProviderArn!);
  },

  async update(OpenIDConnectProviderArn, properties, before, context) {
    const provider = { OpenIDConnectProviderArn };
    const edit = (operation: string, input: object): Promise<object> =>
      call(context, "iam", operation, { ...provider, ...input });
    const { added, removed } = listChanges(before.ClientIdList, properties.ClientIdList);
    for (const ClientID of added) await edit("AddClientIDToOpenIDConnectProvider", { ClientID });
    for (const ClientID of removed) await edit("RemoveClientIDFromOpenIDConnectProvider", { ClientID });
    const { ThumbprintList = [] } = properties;
    if (!sameValue(before.ThumbprintList ?? [], ThumbprintList)) {
      await edit("UpdateOpenIDConnectProviderThumbprint", { ThumbprintList });
    }
    const { set, removedKeys } = tagChanges(before.Tags, properties.Tags);
    if (set.length > 0) await edit("TagOpenIDConnectProvider", { Tags: set });
    if (removedKeys.length > 0) await edit("UntagOpenIDConnectProvider", { TagKeys: removedKeys });
    return stateOf(OpenIDConnectProviderArn);
  },

  async delete(OpenIDConnectProviderArn, _properties, context) {
    await ignoreMissing(call(context, "iam", "DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn }));
  },
});

const stateOf = (arn: string): ResourceState => ({ physicalId: arn, attributes: { Arn: arn } });
