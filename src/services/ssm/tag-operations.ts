import type {
  AddTagsToResourceRequest,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  RemoveTagsFromResourceRequest,
  ResourceTypeForTagging,
} from "@aws-sdk/client-ssm";
import { AwsError } from "../../aws/aws-error.ts";
import { READ, type SsmCall, type SsmOperation, WRITE } from "./dependencies.ts";
import { parseSelector } from "./parameter-name.ts";
import type { ParameterRecord } from "./parameter-record.ts";
import { changeExistingParameter, findParameter } from "./parameter-store.ts";
import { parameterCheck, requestTagConditions } from "./permissions.ts";
import { notBuilt } from "./ssm-errors.ts";
import { mergeTags } from "./tag-rules.ts";

/** What the three operations name their resource by. */
interface TaggedResource {
  readonly ResourceType: ResourceTypeForTagging;
  readonly ResourceId: string;
}

function taggedName(call: SsmCall, { ResourceType, ResourceId }: TaggedResource): string {
  if (ResourceType !== "Parameter") throw notBuilt(`tags of ${ResourceType}`);
  return parseSelector(ResourceId, call).name;
}

const noSuchResource = (id: string): AwsError =>
  new AwsError(
    "InvalidResourceId",
    `The resource ID "${id}" isn't valid. Verify that you entered the correct ID.`,
  );

async function retag(
  call: SsmCall,
  input: TaggedResource,
  change: (tags: ParameterRecord["tags"]) => ParameterRecord["tags"],
): Promise<object> {
  const name = taggedName(call, input);
  if (!(await findParameter(call, name))) throw noSuchResource(input.ResourceId);
  await changeExistingParameter(call, name, (current) => ({ ...current, tags: change(current.tags) }));
  return {};
}

export const addTagsToResource: SsmOperation<AddTagsToResourceRequest, object> = {
  name: "AddTagsToResource",
  permits: async (input, call) => [
    await parameterCheck(
      call,
      "AddTagsToResource",
      taggedName(call, input),
      requestTagConditions(input.Tags),
    ),
  ],
  audit: WRITE,
  handle: (input, call) => retag(call, input, (tags) => mergeTags(tags, input.Tags)),
};

export const removeTagsFromResource: SsmOperation<RemoveTagsFromResourceRequest, object> = {
  name: "RemoveTagsFromResource",
  permits: async (input, call) => [
    await parameterCheck(call, "RemoveTagsFromResource", taggedName(call, input), [
      ["aws:TagKeys", input.TagKeys],
    ]),
  ],
  audit: WRITE,
  handle: (input, call) =>
    retag(call, input, (tags) => tags.filter(({ Key }) => !input.TagKeys.includes(Key))),
};

export const listTagsForResource: SsmOperation<ListTagsForResourceRequest, ListTagsForResourceResult> = {
  name: "ListTagsForResource",
  permits: async (input, call) => [
    await parameterCheck(call, "ListTagsForResource", taggedName(call, input)),
  ],
  audit: READ,
  handle: async (input, call) => {
    const parameter = await findParameter(call, taggedName(call, input));
    if (!parameter) throw noSuchResource(input.ResourceId);
    return { TagList: [...parameter.tags] };
  },
};
