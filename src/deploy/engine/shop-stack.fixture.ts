import { AwsError } from "../../aws/aws-error.ts";
import type { DeployHarness } from "../deploy.fixture.ts";
import type { Input } from "../fake-cloud.fixture.ts";

const trust = { Version: "2012-10-17", Statement: [] };

/** A role, a log group that depends on it, and a parameter that depends on both. */
export const template = (
  change: { logs?: Input; parameter?: Input; outputs?: Input; without?: string[] } = {},
): string => {
  const resources: Record<string, unknown> = {
    Role: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust } },
    Logs: {
      Type: "AWS::Logs::LogGroup",
      DependsOn: "Role",
      Properties: { LogGroupName: "/shop", ...change.logs },
    },
    Setting: {
      Type: "AWS::SSM::Parameter",
      Properties: {
        Type: "String",
        Name: "/shop/setting",
        Value: { "Fn::Sub": "${Role.Arn} ${Logs}" },
        ...change.parameter,
      },
    },
  };
  for (const name of change.without ?? []) delete resources[name];
  return JSON.stringify({ Resources: resources, ...(change.outputs && { Outputs: change.outputs }) });
};

/** What creates or updates the stack `shop` of that template. */
export const deploy = (change: Parameters<typeof template>[0] = {}): Input => ({
  StackName: "shop",
  TemplateBody: template(change),
  Capabilities: ["CAPABILITY_IAM"],
});

export const denied = new AwsError("AccessDenied", "You may not");

/** Lets these operations of other services fail from now on, and no others. */
export function deny(harness: DeployHarness, ...operations: readonly string[]): void {
  harness.cloud.fault = (operation) => (operations.includes(operation) ? denied : undefined);
}
