import type {
  CreateInstanceProfileRequest,
  CreateInstanceProfileResponse,
  GetInstanceProfileResponse,
} from "@aws-sdk/client-iam";
import { call, ignoreMissing, listChanges, pick } from "../calling.ts";
import { listOf, required, text } from "../property-schema.ts";
import { type ResourceContext, resourceType } from "../resource-type.ts";
import { iamCapability } from "./iam-capability.ts";

/** Source: CloudFormation Template Reference, "AWS::IAM::InstanceProfile". */
export const iamInstanceProfile = resourceType({
  type: "AWS::IAM::InstanceProfile",
  properties: { InstanceProfileName: text, Path: text, Roles: required(listOf(text)) },
  replacedBy: ["InstanceProfileName", "Path"],
  attributes: ["Arn"],
  capability: iamCapability("InstanceProfileName"),

  async create(properties, context) {
    const input: CreateInstanceProfileRequest = {
      ...pick(properties, "Path"),
      InstanceProfileName: properties.InstanceProfileName ?? context.newName(128),
    };
    const made = await call<object, CreateInstanceProfileResponse>(
      context,
      "iam",
      "CreateInstanceProfile",
      input,
    );
    const { InstanceProfileName: name, Arn } = made.InstanceProfile!;
    await context.created(name!);
    await syncRoles(name!, [], properties.Roles, context);
    return { physicalId: name!, attributes: { Arn: Arn! } };
  },

  async update(name, properties, before, context) {
    await syncRoles(name, before.Roles, properties.Roles, context);
    const input = { InstanceProfileName: name };
    const found = await call<object, GetInstanceProfileResponse>(context, "iam", "GetInstanceProfile", input);
    return { physicalId: name, attributes: { Arn: found.InstanceProfile!.Arn! } };
  },

  async delete(name, properties, context) {
    await syncRoles(name, properties.Roles, [], context);
    await ignoreMissing(call(context, "iam", "DeleteInstanceProfile", { InstanceProfileName: name }));
  },
});

/** A profile holds one role at most, so the old one goes first. */
async function syncRoles(
  name: string,
  before: readonly string[],
  after: readonly string[],
  context: ResourceContext,
): Promise<void> {
  const { added, removed } = listChanges(before, after);
  const inputOf = (RoleName: string) => ({ InstanceProfileName: name, RoleName });
  for (const role of removed) {
    await ignoreMissing(call(context, "iam", "RemoveRoleFromInstanceProfile", inputOf(role)));
  }
  for (const role of added) await call(context, "iam", "AddRoleToInstanceProfile", inputOf(role));
}
