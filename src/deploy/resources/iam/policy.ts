import { sameValue } from "../../template/value.ts";
import { listChanges } from "../calling.ts";
import { json, listOf, required, text } from "../property-schema.ts";
import { type ResourceContext, resourceType } from "../resource-type.ts";
import { deleteInlinePolicy, type PolicyHolder, putInlinePolicy } from "./attached-policies.ts";
import { iamCapability } from "./iam-capability.ts";

interface InlinePolicyProperties {
  readonly PolicyName: string;
  readonly Roles?: readonly string[];
  readonly Users?: readonly string[];
  readonly Groups?: readonly string[];
}

/** An inline policy put on each of its roles, users and groups. Source: "AWS::IAM::Policy". */
export const iamPolicy = resourceType({
  type: "AWS::IAM::Policy",
  properties: {
    PolicyName: required(text),
    PolicyDocument: required(json),
    Roles: listOf(text),
    Users: listOf(text),
    Groups: listOf(text),
  },
  replacedBy: ["PolicyName"],
  attributes: ["Id"],
  capability: iamCapability(),

  async create(properties, context) {
    const physicalId = context.newName(128);
    await context.created(physicalId);
    for (const [holder, name] of holders(properties)) {
      await putInlinePolicy(holder, name, properties.PolicyName, properties.PolicyDocument, context);
    }
    return { physicalId, ref: properties.PolicyName, attributes: { Id: physicalId } };
  },

  async update(physicalId, properties, before, context) {
    const isChanged = !sameValue(before.PolicyDocument, properties.PolicyDocument);
    const key = ([holder, name]: readonly [PolicyHolder, string]): string => `${holder}/${name}`;
    const had = holders(before).map(key);
    const wanted = holders(properties).map(key);
    const { added, removed } = listChanges(had, wanted);
    for (const entry of isChanged ? wanted : added) {
      const [holder, name] = splitKey(entry);
      await putInlinePolicy(holder, name, properties.PolicyName, properties.PolicyDocument, context);
    }
    for (const entry of removed) await deleteInlinePolicy(...splitKey(entry), before.PolicyName, context);
    return { physicalId, ref: properties.PolicyName, attributes: { Id: physicalId } };
  },

  async delete(_physicalId, properties, context: ResourceContext) {
    for (const [holder, name] of holders(properties)) {
      await deleteInlinePolicy(holder, name, properties.PolicyName, context);
    }
  },
});

function holders(properties: InlinePolicyProperties): (readonly [PolicyHolder, string])[] {
  return [
    ...(properties.Roles ?? []).map((name) => ["Role", name] as const),
    ...(properties.Users ?? []).map((name) => ["User", name] as const),
    ...(properties.Groups ?? []).map((name) => ["Group", name] as const),
  ];
}

function splitKey(key: string): [PolicyHolder, string] {
  const slash = key.indexOf("/");
  return [key.slice(0, slash) as PolicyHolder, key.slice(slash + 1)];
}
