import { call, ignoreMissing, pick } from "../calling.ts";
import { integer, type ObjectOf, object, required, text } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";

const destination = object({ Destination: required(text) });
const properties = {
  FunctionName: required(text),
  Qualifier: required(text),
  MaximumEventAgeInSeconds: integer,
  MaximumRetryAttempts: integer,
  DestinationConfig: object({ OnSuccess: destination, OnFailure: destination }),
};

/** Source: CloudFormation Template Reference, "AWS::Lambda::EventInvokeConfig". */
export const lambdaEventInvokeConfig = resourceType({
  type: "AWS::Lambda::EventInvokeConfig",
  properties,
  replacedBy: ["FunctionName", "Qualifier"],
  attributes: [],
  create: (wanted, context) => put(wanted, context.newName(128), context),
  update: (physicalId, wanted, _before, context) => put(wanted, physicalId, context),
  async delete(_physicalId, wanted, context) {
    const input = pick(wanted, "FunctionName", "Qualifier");
    await ignoreMissing(call(context, "lambda", "DeleteFunctionEventInvokeConfig", input));
  },
});

/** Putting replaces the whole configuration, so that what the template no longer says is gone. */
async function put(
  wanted: ObjectOf<typeof properties>,
  physicalId: string,
  context: ResourceContext,
): Promise<ResourceState> {
  await call(context, "lambda", "PutFunctionEventInvokeConfig", wanted);
  return { physicalId };
}
