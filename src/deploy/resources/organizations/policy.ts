import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  Policy,
  UpdatePolicyRequest,
} from "@aws-sdk/client-organizations";
import { call, ignoreMissing, jsonText, listChanges } from "../calling.ts";
import { json, listOf, required, tags, text } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";
import { syncTags } from "./sync-tags.ts";

/** Source: CloudFormation Template Reference, "AWS::Organizations::Policy". */
export const organizationsPolicy = resourceType({
  type: "AWS::Organizations::Policy",
  properties: {
    Name: required(text),
    Type: required(text),
    Content: required(json),
    Description: text,
    TargetIds: listOf(text),
    Tags: tags,
  },
  takenBy: ["organizations:CreatePolicy"],
  replacedBy: ["Type"],
  attributes: ["Arn", "AwsManaged", "Id"],

  async create({ Name, Type, Content, Description = "", TargetIds, Tags }, context) {
    const made = await call<CreatePolicyRequest, CreatePolicyResponse>(
      context,
      "organizations",
      "CreatePolicy",
      { Name, Type: Type as CreatePolicyRequest["Type"], Content: jsonText(Content), Description, Tags },
    );
    const state = stateOf(made.Policy!);
    await context.created(state.physicalId);
    await syncTargets(state.physicalId, [], TargetIds, context);
    return state;
  },

  async update(PolicyId, properties, before, context) {
    const { Name, Content, Description = "" } = properties;
    const changed = await call<UpdatePolicyRequest, CreatePolicyResponse>(
      context,
      "organizations",
      "UpdatePolicy",
      { PolicyId, Name, Content: jsonText(Content), Description },
    );
    await syncTargets(PolicyId, before.TargetIds, properties.TargetIds, context);
    await syncTags(PolicyId, before.Tags, properties.Tags, context);
    return stateOf(changed.Policy!);
  },

  async delete(PolicyId, { TargetIds }, context) {
    await syncTargets(PolicyId, TargetIds, [], context);
    await ignoreMissing(call(context, "organizations", "DeletePolicy", { PolicyId }));
  },
});

/** Attaches before it detaches, so that a target is never without what both say of it. */
async function syncTargets(
  PolicyId: string,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  context: ResourceContext,
): Promise<void> {
  const { added, removed } = listChanges(before, after);
  for (const TargetId of added) {
    await call(context, "organizations", "AttachPolicy", { PolicyId, TargetId });
  }
  for (const TargetId of removed) {
    await ignoreMissing(call(context, "organizations", "DetachPolicy", { PolicyId, TargetId }));
  }
}

const stateOf = ({ PolicySummary: { Id, Arn, AwsManaged } = {} }: Policy): ResourceState => ({
  physicalId: Id!,
  attributes: { Id: Id!, Arn: Arn!, AwsManaged: AwsManaged ?? false },
});
