import { call, ignoreMissing, tagChanges, tagMap } from "../calling.ts";
import { boolean, integer, tags, text } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, "AWS::Logs::LogGroup". */
export const logsLogGroup = resourceType({
  type: "AWS::Logs::LogGroup",
  properties: {
    LogGroupName: text,
    RetentionInDays: integer,
    KmsKeyId: text,
    LogGroupClass: text,
    DeletionProtectionEnabled: boolean,
    Tags: tags,
  },
  takenBy: ["logs:CreateLogGroup"],
  replacedBy: ["LogGroupName", "LogGroupClass"],
  attributes: ["Arn"],

  async create(properties, context) {
    const name = properties.LogGroupName ?? context.newName(512);
    const { KmsKeyId: kmsKeyId, LogGroupClass: logGroupClass, Tags } = properties;
    await call(context, "logs", "CreateLogGroup", {
      logGroupName: name,
      kmsKeyId,
      logGroupClass,
      tags: tagMap(Tags),
      deletionProtectionEnabled: properties.DeletionProtectionEnabled,
    });
    await context.created(name);
    await setRetention(name, properties.RetentionInDays, context);
    return stateOf(name, context);
  },

  async update(name, properties, before, context) {
    if (before.RetentionInDays !== properties.RetentionInDays) {
      if (properties.RetentionInDays !== undefined)
        await setRetention(name, properties.RetentionInDays, context);
      else await call(context, "logs", "DeleteRetentionPolicy", { logGroupName: name });
    }
    if (before.DeletionProtectionEnabled !== properties.DeletionProtectionEnabled) {
      const deletionProtectionEnabled = properties.DeletionProtectionEnabled ?? false;
      const input = { logGroupIdentifier: name, deletionProtectionEnabled };
      await call(context, "logs", "PutLogGroupDeletionProtection", input);
    }
    if (before.KmsKeyId !== properties.KmsKeyId) {
      const operation = properties.KmsKeyId === undefined ? "DisassociateKmsKey" : "AssociateKmsKey";
      await call(context, "logs", operation, { logGroupName: name, kmsKeyId: properties.KmsKeyId });
    }
    const state = stateOf(name, context);
    const resourceArn = arnOf(name, context);
    const { set, removedKeys } = tagChanges(before.Tags, properties.Tags);
    if (set.length > 0) await call(context, "logs", "TagResource", { resourceArn, tags: tagMap(set) });
    if (removedKeys.length > 0)
      await call(context, "logs", "UntagResource", { resourceArn, tagKeys: removedKeys });
    return state;
  },

  async delete(name, _properties, context) {
    await ignoreMissing(call(context, "logs", "DeleteLogGroup", { logGroupName: name }));
  },
});

async function setRetention(
  logGroupName: string,
  days: number | undefined,
  context: ResourceContext,
): Promise<void> {
  if (days === undefined) return;
  await call(context, "logs", "PutRetentionPolicy", { logGroupName, retentionInDays: days });
}

const arnOf = (name: string, { place }: ResourceContext): string =>
  `arn:${place.partition}:logs:${place.region}:${place.accountId}:log-group:${name}`;

/** `Fn::GetAtt` gives the ARN with `:*` at its end, as policies on log streams need it. */
const stateOf = (name: string, context: ResourceContext): ResourceState => ({
  physicalId: name,
  attributes: { Arn: `${arnOf(name, context)}:*` },
});
