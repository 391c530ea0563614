import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-lambda";
import { type LambdaCall, type LambdaOperation, READ, WRITE } from "../dependencies.ts";
import { type FunctionReference, parseFunctionReference } from "../function-reference.ts";
import { invalidParameter } from "../lambda-errors.ts";
import { functionCheck, requestTags } from "../permission-checks.ts";
import { changeFunction } from "../state/change-function.ts";
import { requireFunction } from "../state/find-function.ts";
import { checkTags } from "./tag-rules.ts";

/** Tags belong to the function as a whole, and only its ARN names it. */
function taggable(arn: string, call: LambdaCall): FunctionReference {
  const reference = parseFunctionReference(arn, call);
  if (!arn.startsWith("arn:") || reference.qualifier !== undefined) {
    throw invalidParameter(
      "Tags on function aliases and versions are not supported. Please specify a function ARN.",
    );
  }
  return reference;
}

export const tagResource: LambdaOperation<TagResourceRequest, object> = {
  name: "TagResource",
  permits: (input, call) => [
    functionCheck(call, "TagResource", taggable(input.Resource, call), requestTags(input.Tags)),
  ],
  audit: WRITE,
  handle: (input, call) =>
    changeFunction(call, taggable(input.Resource, call), (record) => {
      const tags = { ...record.tags, ...input.Tags };
      checkTags(tags);
      return { record: { ...record, tags }, result: {} };
    }),
};

export const untagResource: LambdaOperation<UntagResourceRequest, object> = {
  name: "UntagResource",
  permits: (input, call) => [
    functionCheck(call, "UntagResource", taggable(input.Resource, call), { "aws:TagKeys": input.TagKeys }),
  ],
  audit: WRITE,
  handle: (input, call) =>
    changeFunction(call, taggable(input.Resource, call), (record) => {
      const kept = Object.entries(record.tags).filter(([key]) => !input.TagKeys.includes(key));
      return { record: { ...record, tags: Object.fromEntries(kept) }, result: {} };
    }),
};

export const listTags: LambdaOperation<ListTagsRequest, ListTagsResponse> = {
  name: "ListTags",
  permits: (input, call) => [functionCheck(call, "ListTags", taggable(input.Resource, call))],
  audit: READ,
  handle: (input, call) => ({ Tags: { ...requireFunction(call, taggable(input.Resource, call)).tags } }),
};
