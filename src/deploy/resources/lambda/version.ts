import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { call, ignoreMissing, pick } from "../calling.ts";
import { required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, "AWS::Lambda::Version". */
export const lambdaVersion = resourceType({
  type: "AWS::Lambda::Version",
  properties: { FunctionName: required(text), CodeSha256: text, Description: text },
  replacedBy: "all",
  attributes: ["FunctionArn", "Version"],

  async create(properties, context) {
    const input = pick(properties, "FunctionName", "CodeSha256", "Description");
    const made = await call<object, FunctionConfiguration>(context, "lambda", "PublishVersion", input);
    const arn = made.FunctionArn!;
    return { physicalId: arn, attributes: { FunctionArn: arn, Version: made.Version! } };
  },

  async delete(arn, _properties, context) {
    const Qualifier = arn.slice(arn.lastIndexOf(":") + 1);
    const input = { FunctionName: arn.slice(0, arn.lastIndexOf(":")), Qualifier };
    await ignoreMissing(call(context, "lambda", "DeleteFunction", input));
  },
});
