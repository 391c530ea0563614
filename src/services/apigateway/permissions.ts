import type { IamCheck, IamChecks, Validated } from "../operation.ts";
import { type ConditionEntries, conditionContext, resourceConditions } from "./condition-keys.ts";
import type { ApiCall } from "./dependencies.ts";

/** API Gateway's permissions are HTTP verbs on paths. Source: Service Authorization Reference, API Gateway Management. */
export type Verb = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The ARN of a path: `arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5`. The account is left out, as AWS has it. */
const apiGatewayArn = ({ partition, region }: Pick<ApiCall, "partition" | "region">, path: string): string =>
  `arn:${partition}:apigateway:${region}::${path}`;

/** The one check of most operations: the verb on the path that the call is about. */
export const permit =
  <In>(
    verb: Verb,
    path: (input: Validated<In>) => string,
    request: (input: Validated<In>) => ConditionEntries = () => ({}),
  ) =>
  async (input: Validated<In>, call: ApiCall): Promise<IamChecks> => [
    await permission(verb, path(input), call, request(input)),
  ];

/** A check with the condition keys of what is asked for and of what is there. */
export async function permission(
  action: Verb | "UpdateRestApiPolicy",
  path: string,
  call: ApiCall,
  request: ConditionEntries = {},
): Promise<IamCheck> {
  return {
    action: `apigateway:${action}`,
    resource: apiGatewayArn(call, path),
    resourceAccountId: call.accountId,
    context: conditionContext({ ...(await resourceConditions(path, call)), ...request }),
  };
}

/** Setting a resource policy needs a permission of its own, as it decides who may call the API. */
export const policyPermission = (path: string, call: ApiCall): Promise<IamCheck> =>
  permission("UpdateRestApiPolicy", path, call);

/** Naming a role in a call hands it to API Gateway, so the caller needs `iam:PassRole` on it. */
export const passRole = (roleArn: string): IamCheck => ({
  action: "iam:PassRole",
  resource: roleArn,
  context: conditionContext({ "iam:PassedToService": "apigateway.amazonaws.com" }),
});
