import { call, ignoreMissing } from "../calling.ts";
import { required, text } from "../property-schema.ts";
import { resourceType } from "../resource-type.ts";

/** Source: CloudFormation Template Reference, "AWS::Logs::LogStream". */
export const logsLogStream = resourceType({
  type: "AWS::Logs::LogStream",
  properties: { LogGroupName: required(text), LogStreamName: text },
  replacedBy: "all",
  attributes: [],

  async create({ LogGroupName, LogStreamName }, context) {
    const logStreamName = LogStreamName ?? context.newName(512);
    await call(context, "logs", "CreateLogStream", { logGroupName: LogGroupName, logStreamName });
    return { physicalId: logStreamName };
  },

  async delete(logStreamName, { LogGroupName }, context) {
    await ignoreMissing(
      call(context, "logs", "DeleteLogStream", { logGroupName: LogGroupName, logStreamName }),
    );
  },
});
