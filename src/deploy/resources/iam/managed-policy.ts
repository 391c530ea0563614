import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  ListPolicyVersionsResponse,
} from "@aws-sdk/client-iam";
import { sameValue } from "../../template/value.ts";
import { call, ignoreMissing, jsonText, listChanges, pick } from "../calling.ts";
import { json, listOf, required, text } from "../property-schema.ts";
import { type ResourceContext, resourceType } from "../resource-type.ts";
import type { PolicyHolder } from "./attached-policies.ts";
import { iamCapability } from "./iam-capability.ts";

/** Versions that a managed policy may have. Source: IAM quotas. */
const VERSIONS_MAX = 5;

interface Holders {
  readonly Roles?: readonly string[];
  readonly Users?: readonly string[];
  readonly Groups?: readonly string[];
}

/** Source: CloudFormation Template Reference, "AWS::IAM::ManagedPolicy". */
export const iamManagedPolicy = resourceType({
  type: "AWS::IAM::ManagedPolicy",
  properties: {
    ManagedPolicyName: text,
    Description: text,
    Path: text,
    PolicyDocument: required(json),
    Roles: listOf(text),
    Users: listOf(text),
    Groups: listOf(text),
  },
  replacedBy: ["ManagedPolicyName", "Description", "Path"],
  attributes: ["PolicyArn", "PolicyId"],
  capability: iamCapability("ManagedPolicyName"),

  async create(properties, context) {
    const { Policy } = await call<CreatePolicyRequest, CreatePolicyResponse>(context, "iam", "CreatePolicy", {
      ...pick(properties, "Description", "Path"),
      PolicyName: properties.ManagedPolicyName ?? context.newName(128),
      PolicyDocument: jsonText(properties.PolicyDocument),
    });
    const arn = Policy!.Arn!;
    await context.created(arn);
    await syncHolders(arn, {}, properties, context);
    return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: Policy!.PolicyId! } };
  },

  async update(arn, properties, before, context) {
    if (!sameValue(before.PolicyDocument, properties.PolicyDocument)) {
      await makeRoomForVersion(arn, context);
      const PolicyDocument = jsonText(properties.PolicyDocument);
      await call(context, "iam", "CreatePolicyVersion", {
        PolicyArn: arn,
        PolicyDocument,
        SetAsDefault: true,
      });
    }
    await syncHolders(arn, before, properties, context);
    const { Policy } = await call<object, CreatePolicyResponse>(context, "iam", "GetPolicy", {
      PolicyArn: arn,
    });
    return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: Policy!.PolicyId! } };
  },

  async delete(arn, properties, context) {
    await syncHolders(arn, properties, {}, context);
    for (const VersionId of await otherVersions(arn, context).catch(() => [])) {
      await ignoreMissing(call(context, "iam", "DeletePolicyVersion", { PolicyArn: arn, VersionId }));
    }
    await ignoreMissing(call(context, "iam", "DeletePolicy", { PolicyArn: arn }));
  },
});

async function syncHolders(
  arn: string,
  before: Holders,
  after: Holders,
  context: ResourceContext,
): Promise<void> {
  const kinds: readonly [PolicyHolder, keyof Holders][] = [
    ["Role", "Roles"],
    ["User", "Users"],
    ["Group", "Groups"],
  ];
  for (const [holder, property] of kinds) {
    const { added, removed } = listChanges(before[property], after[property]);
    const inputOf = (name: string) => ({ [`${holder}Name`]: name, PolicyArn: arn });
    for (const name of added) await call(context, "iam", `Attach${holder}Policy`, inputOf(name));
    for (const name of removed)
      await ignoreMissing(call(context, "iam", `Detach${holder}Policy`, inputOf(name)));
  }
}

/** Versions that are not the default, oldest first. */
async function otherVersions(arn: string, context: ResourceContext): Promise<string[]> {
  const input = { PolicyArn: arn };
  const { Versions = [] } = await call<object, ListPolicyVersionsResponse>(
    context,
    "iam",
    "ListPolicyVersions",
    input,
  );
  return Versions.filter((version) => !version.IsDefaultVersion)
    .map((version) => version.VersionId!)
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

async function makeRoomForVersion(arn: string, context: ResourceContext): Promise<void> {
  const [oldest, ...others] = await otherVersions(arn, context);
  if (oldest === undefined || others.length + 2 < VERSIONS_MAX) return;
  await call(context, "iam", "DeletePolicyVersion", { PolicyArn: arn, VersionId: oldest });
}
