import type { AliasConfiguration } from "@aws-sdk/client-lambda";
import { call, ignoreMissing } from "../calling.ts";
import { listOf, number, type ObjectOf, object, required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";

const properties = {
  FunctionName: required(text),
  FunctionVersion: required(text),
  Name: required(text),
  Description: text,
  RoutingConfig: object({
    AdditionalVersionWeights: listOf(
      object({ FunctionVersion: required(text), FunctionWeight: required(number) }),
    ),
  }),
};

/** Source: CloudFormation Template Reference, "AWS::Lambda::Alias". */
export const lambdaAlias = resourceType({
  type: "AWS::Lambda::Alias",
  properties,
  replacedBy: ["FunctionName", "Name"],
  attributes: ["AliasArn"],

  async create(wanted, context) {
    const input = inputOf(wanted);
    const made = await call<object, AliasConfiguration>(context, "lambda", "CreateAlias", input);
    return { physicalId: made.AliasArn!, attributes: { AliasArn: made.AliasArn! } };
  },

  async update(arn, wanted, _before, context) {
    await call(context, "lambda", "UpdateAlias", inputOf(wanted));
    return { physicalId: arn, attributes: { AliasArn: arn } };
  },

  async delete(_arn, { FunctionName, Name }, context) {
    await ignoreMissing(call(context, "lambda", "DeleteAlias", { FunctionName, Name }));
  },
});

function inputOf(wanted: ObjectOf<typeof properties>): object {
  const weights = wanted.RoutingConfig?.AdditionalVersionWeights ?? [];
  const AdditionalVersionWeights = Object.fromEntries(
    weights.map(({ FunctionVersion, FunctionWeight }) => [FunctionVersion, FunctionWeight]),
  );
  return {
    FunctionName: wanted.FunctionName,
    FunctionVersion: wanted.FunctionVersion,
    Name: wanted.Name,
    Description: wanted.Description ?? "",
    RoutingConfig: { AdditionalVersionWeights },
  };
}
