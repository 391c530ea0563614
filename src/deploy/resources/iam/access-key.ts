import type { CreateAccessKeyResponse } from "@aws-sdk/client-iam";
import { call, ignoreMissing } from "../calling.ts";
import { integer, required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";
import { iamCapability } from "./iam-capability.ts";

/** The secret is an attribute, which the stack keeps sealed. Source: "AWS::IAM::AccessKey". */
export const iamAccessKey = resourceType({
  type: "AWS::IAM::AccessKey",
  properties: { UserName: required(text), Status: text, Serial: integer },
  replacedBy: ["UserName", "Serial"],
  attributes: ["SecretAccessKey"],
  secretAttributes: ["SecretAccessKey"],
  capability: iamCapability(),

  async create(properties, context) {
    const { UserName, Status } = properties;
    const { AccessKey } = await call<object, CreateAccessKeyResponse>(context, "iam", "CreateAccessKey", {
      UserName,
    });
    const id = AccessKey!.AccessKeyId!;
    await context.created(id);
    if (Status === "Inactive")
      await call(context, "iam", "UpdateAccessKey", { UserName, AccessKeyId: id, Status });
    return { physicalId: id, attributes: { SecretAccessKey: AccessKey!.SecretAccessKey! } };
  },

  async update(id, properties, before, context) {
    const { UserName, Status = "Active" } = properties;
    if (before.Status !== properties.Status) {
      await call(context, "iam", "UpdateAccessKey", { UserName, AccessKeyId: id, Status });
    }
    return { physicalId: id };
  },

  async delete(id, properties, context) {
    const { UserName } = properties;
    await ignoreMissing(call(context, "iam", "DeleteAccessKey", { UserName, AccessKeyId: id }));
  },
});
