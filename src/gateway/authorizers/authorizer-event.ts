import { contextVariables } from "../context-variables.ts";
import type { AuthenticatedExchange } from "../exchange.ts";
import { requestParameters } from "../integrations/lambda-event.ts";
import { methodArn } from "../method-arn.ts";

/**
 * What an authorizer of type TOKEN is told.
 * Source: API Gateway guide, "Input to an Amazon API Gateway Lambda authorizer".
 */
export const tokenEvent = (x: AuthenticatedExchange, authorizationToken: string): object => ({
  type: "TOKEN",
  methodArn: literalMethodArn(x),
  authorizationToken,
});

/** What an authorizer of type REQUEST is told: everything but the body. Source: as above. */
export function requestEvent(x: AuthenticatedExchange): object {
  const { headers, query } = requestParameters(x);
  return {
    type: "REQUEST",
    methodArn: literalMethodArn(x),
    resource: x.route.resourcePath,
    path: x.path.raw,
    httpMethod: x.request.method,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: query.single,
    multiValueQueryStringParameters: query.multi,
    pathParameters: x.route.pathParameters,
    stageVariables: x.deployment.variables,
    requestContext: contextVariables(x),
  };
}

/**
 * The method's ARN, in which nothing means anything to a policy. Most functions put it into the policy that they return.
 * A caller of `/*` would else be handed a policy for every path, and keep it for the next request.
 */
const literalMethodArn = (x: AuthenticatedExchange): string =>
  methodArn(x).replace(/[*?]|\$(?=\{)/g, (character) => encodings[character]!);

const encodings: Readonly<Record<string, string>> = { "*": "%2A", "?": "%3F", $: "%24" };
