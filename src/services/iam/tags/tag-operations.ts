import type {
  ListInstanceProfileTagsRequest,
  ListOpenIDConnectProviderTagsRequest,
  ListPolicyTagsRequest,
  ListRoleTagsRequest,
  ListSAMLProviderTagsRequest,
  ListUserTagsRequest,
  ListUserTagsResponse,
  TagInstanceProfileRequest,
  TagOpenIDConnectProviderRequest,
  TagPolicyRequest,
  TagRoleRequest,
  TagSAMLProviderRequest,
  TagUserRequest,
  UntagInstanceProfileRequest,
  UntagOpenIDConnectProviderRequest,
  UntagPolicyRequest,
  UntagRoleRequest,
  UntagSAMLProviderRequest,
  UntagUserRequest,
} from "@aws-sdk/client-iam";
import type { Validated } from "../../operation.ts";
import { type IamOperation, reads, writes } from "../dependencies.ts";
import { type PageInput, pageOf } from "../paging.ts";
import { iamCheck, requestTagKeys, resourceTagKeys, type TagInput, tagRecords } from "../permissions.ts";
import { checkTags } from "../quotas.ts";
import { accountOf } from "../require-entity.ts";
import { requireTagged, type TaggedType, taggedArn, taggedNouns } from "./tagged-entity.ts";

/** The name of the tagged entity; an ARN where it is a policy or provider. */
type Naming<In> = (input: Validated<In>) => string;

/** Adds tags; those of a key that is there are replaced. */
const tag = <In extends { readonly Tags: TagInput[] | undefined }>(
  type: TaggedType,
  nameOf: Naming<In>,
): IamOperation<In, object> => ({
  name: `Tag${taggedNouns[type]}`,
  permits: (input, call) => [
    iamCheck(call, `Tag${taggedNouns[type]}`, taggedArn(call, type, nameOf(input)), {
      ...resourceTagKeys(call, type, nameOf(input)),
      ...requestTagKeys(input.Tags as TagInput[]),
    }),
  ],
  audit: writes,
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const entity = requireTagged(change.account, type, nameOf(input));
      const added = checkTags(tagRecords(input.Tags as TagInput[]));
      const replaced = new Set(added.map(({ Key }) => Key.toLowerCase()));
      const kept = entity.tags.filter(({ Key }) => !replaced.has(Key.toLowerCase()));
      change.put(type, entity.name, { ...entity, tags: checkTags([...kept, ...added]) });
      return {};
    }),
});

/** Removes tags by key. A key that is not there is no error. */
const untag = <In extends { readonly TagKeys: string[] | undefined }>(
  type: TaggedType,
  nameOf: Naming<In>,
): IamOperation<In, object> => ({
  name: `Untag${taggedNouns[type]}`,
  permits: (input, call) => [
    iamCheck(call, `Untag${taggedNouns[type]}`, taggedArn(call, type, nameOf(input)), {
      ...resourceTagKeys(call, type, nameOf(input)),
      "aws:TagKeys": input.TagKeys as string[],
    }),
  ],
  audit: writes,
  handle: (input, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const entity = requireTagged(change.account, type, nameOf(input));
      const removed = new Set((input.TagKeys as string[]).map((key) => key.toLowerCase()));
      const tags = entity.tags.filter(({ Key }) => !removed.has(Key.toLowerCase()));
      change.put(type, entity.name, { ...entity, tags });
      return {};
    }),
});

/** The answers of the four operations are alike. */
const listTags = <In extends PageInput>(
  type: TaggedType,
  nameOf: Naming<In>,
): IamOperation<In, ListUserTagsResponse> => ({
  name: `List${taggedNouns[type]}Tags`,
  permits: (input, call) => [
    iamCheck(call, `List${taggedNouns[type]}Tags`, taggedArn(call, type, nameOf(input)), {
      ...resourceTagKeys(call, type, nameOf(input)),
    }),
  ],
  audit: reads,
  handle: (input, call) => {
    const { tags } = requireTagged(accountOf(call), type, nameOf(input));
    const sorted = tags.toSorted((a, b) => (a.Key < b.Key ? -1 : 1));
    const { items, ...page } = pageOf(sorted, input as PageInput, ({ Key }) => Key);
    return { Tags: items, ...page };
  },
});

export const tagUser = tag<TagUserRequest>("user", ({ UserName }) => UserName);
export const tagRole = tag<TagRoleRequest>("role", ({ RoleName }) => RoleName);
export const tagPolicy = tag<TagPolicyRequest>("policy", ({ PolicyArn }) => PolicyArn);
export const tagInstanceProfile = tag<TagInstanceProfileRequest>(
  "instance-profile",
  ({ InstanceProfileName }) => InstanceProfileName,
);

export const tagOpenIdConnectProvider = tag<TagOpenIDConnectProviderRequest>(
  "oidc-provider",
  ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
);

export const tagSamlProvider = tag<TagSAMLProviderRequest>(
  "saml-provider",
  ({ SAMLProviderArn }) => SAMLProviderArn,
);

export const untagUser = untag<UntagUserRequest>("user", ({ UserName }) => UserName);
export const untagRole = untag<UntagRoleRequest>("role", ({ RoleName }) => RoleName);
export const untagPolicy = untag<UntagPolicyRequest>("policy", ({ PolicyArn }) => PolicyArn);
export const untagInstanceProfile = untag<UntagInstanceProfileRequest>(
  "instance-profile",
  ({ InstanceProfileName }) => InstanceProfileName,
);

export const untagOpenIdConnectProvider = untag<UntagOpenIDConnectProviderRequest>(
  "oidc-provider",
  ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
);

export const untagSamlProvider = untag<UntagSAMLProviderRequest>(
  "saml-provider",
  ({ SAMLProviderArn }) => SAMLProviderArn,
);

export const listUserTags = listTags<ListUserTagsRequest>("user", ({ UserName }) => UserName);
export const listRoleTags = listTags<ListRoleTagsRequest>("role", ({ RoleName }) => RoleName);
export const listPolicyTags = listTags<ListPolicyTagsRequest>("policy", ({ PolicyArn }) => PolicyArn);
export const listInstanceProfileTags = listTags<ListInstanceProfileTagsRequest>(
  "instance-profile",
  ({ InstanceProfileName }) => InstanceProfileName,
);
export const listOpenIdConnectProviderTags = listTags<ListOpenIDConnectProviderTagsRequest>(
  "oidc-provider",
  ({ OpenIDConnectProviderArn }) => OpenIDConnectProviderArn,
);
export const listSamlProviderTags = listTags<ListSAMLProviderTagsRequest>(
  "saml-provider",
  ({ SAMLProviderArn }) => SAMLProviderArn,
);
