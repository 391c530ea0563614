import { call, ignoreMissing } from "../calling.ts";
import { boolean, required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";

/** One statement of a function's resource policy; the physical id is the statement's. Source: "AWS::Lambda::Permission". */
export const lambdaPermission = resourceType({
  type: "AWS::Lambda::Permission",
  properties: {
    Action: required(text),
    FunctionName: required(text),
    Principal: required(text),
    SourceArn: text,
    SourceAccount: text,
    EventSourceToken: text,
    FunctionUrlAuthType: text,
    PrincipalOrgID: text,
    InvokedViaFunctionUrl: boolean,
  },
  replacedBy: "all",
  attributes: ["Id"],

  async create(properties, context) {
    const StatementId = context.newName(100);
    await call(context, "lambda", "AddPermission", { ...properties, StatementId });
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },

  async delete(StatementId, { FunctionName }, context) {
    await ignoreMissing(call(context, "lambda", "RemovePermission", { FunctionName, StatementId }));
  },
});
