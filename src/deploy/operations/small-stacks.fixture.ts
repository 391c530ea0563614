import type { Input } from "../fake-cloud.fixture.ts";

/** A template of one log group. */
export const logGroup = (name: string, rest: object = {}): object => ({
  Resources: { Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: name, ...rest } } },
});

/** What creates or changes the stack `shop`. */
export const stack = (template: object, rest: object = {}): Input => ({
  StackName: "shop",
  TemplateBody: JSON.stringify(template),
  ...rest,
});

/** A role, which a template may hold once its capabilities are acknowledged. */
export const role = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {} } };
