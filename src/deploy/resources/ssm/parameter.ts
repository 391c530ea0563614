import { call, ignoreMissing, listChanges } from "../calling.ts";
import { mapOf, type ObjectOf, required, text } from "../property-schema.ts";
import { type ResourceState, resourceType } from "../resource-type.ts";

const properties = {
  Name: text,
  Type: required(text),
  Value: required(text),
  Description: text,
  AllowedPattern: text,
  DataType: text,
  Policies: text,
  Tier: text,
  Tags: mapOf(text),
};

/** Source: CloudFormation Template Reference, "AWS::SSM::Parameter". */
export const ssmParameter = resourceType({
  type: "AWS::SSM::Parameter",
  properties,
  takenBy: ["ssm:PutParameter"],
  replacedBy: ["Name"],
  attributes: ["Type", "Value"],
  changingAttributes: ["Type", "Value"],

  async create(wanted, context) {
    const name = wanted.Name ?? context.newName(512);
    const Tags = Object.entries(wanted.Tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    await call(context, "ssm", "PutParameter", {
      ...inputOf(name, wanted),
      ...(Tags.length > 0 && { Tags }),
    });
    return stateOf(name, wanted);
  },

  async update(name, wanted, before, context) {
    await call(context, "ssm", "PutParameter", { ...inputOf(name, wanted), Overwrite: true });
    const resource = { ResourceType: "Parameter", ResourceId: name };
    const { removed } = listChanges(Object.keys(before.Tags ?? {}), Object.keys(wanted.Tags ?? {}));
    const Tags = Object.entries(wanted.Tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    if (Tags.length > 0) await call(context, "ssm", "AddTagsToResource", { ...resource, Tags });
    if (removed.length > 0)
      await call(context, "ssm", "RemoveTagsFromResource", { ...resource, TagKeys: removed });
    return stateOf(name, wanted);
  },

  async delete(name, _properties, context) {
    await ignoreMissing(call(context, "ssm", "DeleteParameter", { Name: name }));
  },
});

function inputOf(Name: string, wanted: ObjectOf<typeof properties>): object {
  const { Name: _, Tags: _tags, ...input } = wanted;
  return { Name, ...input };
}

const stateOf = (name: string, { Type, Value }: ObjectOf<typeof properties>): ResourceState => ({
  physicalId: name,
  attributes: { Type, Value },
});
