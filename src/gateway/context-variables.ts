import type { AuthenticatedExchange, AuthorizerResult, Exchange, RoutedExchange } from "./exchange.ts";

/** A value of `$context`: text, a number, nothing, or a group of further values. */
export type ContextValue = string | number | null | { readonly [name: string]: ContextValue };

/** What `$context` holds for one request. */
export type ContextVariables = { readonly [name: string]: ContextValue };

/**
 * `$context` of mapping templates, and `requestContext` of a Lambda proxy event, which are the same.
 * Source: API Gateway guide, "$context variables for data models, authorizers, mapping templates".
 */
export function contextVariables(x: Exchange & Partial<AuthenticatedExchange>): ContextVariables {
  const { deployment, request } = x;
  return {
    ...resourceVariables(x),
    ...(x.authorizer && { authorizer: authorizerVariables(x.authorizer) }),
    ...(x.firewall && { webaclArn: x.firewall.webAclArn, wafResponseCode: x.firewall.responseCode }),
    httpMethod: request.method,
    extendedRequestId: x.extendedRequestId,
    requestTime: commonLogTime(x.receivedAtMs),
    path: `/${deployment.stageName}${x.path.raw}`,
    accountId: deployment.accountId,
    protocol: "HTTP/1.1",
    stage: deployment.stageName,
    domainPrefix: domainPrefixOf(x.domainName),
    requestTimeEpoch: x.receivedAtMs,
    requestId: x.requestId,
    identity: identityVariables(x),
    domainName: x.domainName,
    deploymentId: deployment.deploymentId,
    apiId: deployment.apiId,
  };
}

function resourceVariables(x: Exchange & Partial<RoutedExchange>): ContextVariables {
  return x.route ? { resourceId: x.route.resourceId, resourcePath: x.route.resourcePath } : {};
}

/** What the authorizer's function gave, all as text. Its own words cannot replace who it said the caller is. */
const authorizerVariables = ({ answer, latencyMs }: AuthorizerResult): ContextVariables => ({
  ...answer.context,
  principalId: answer.principalId,
  integrationLatency: latencyMs,
});

/** Who asks. Members that only other ways of authentication fill are null, as in AWS's own events. */
function identityVariables(x: Exchange & Partial<AuthenticatedExchange>): ContextVariables {
  const signer = x.principal && x.principal.type !== "Anonymous" ? x.principal : undefined;
  return {
    cognitoIdentityPoolId: null,
    accountId: signer?.accountId ?? null,
    cognitoIdentityId: null,
    caller: signer?.userId ?? null,
    sourceIp: x.request.connection.sourceIp,
    principalOrgId: signer?.organizationId ?? null,
    accessKey: signer?.accessKeyId ?? null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: signer?.arn ?? null,
    userAgent: x.request.headers["user-agent"] ?? null,
    user: signer?.userId ?? null,
  };
}

/** One value by its dotted path, `identity.sourceIp`; undefined when there is none. */
export const findContextValue = (variables: ContextVariables, path: string): ContextValue | undefined =>
  valueAt(variables, path.split("."));

/** As {@link findContextValue}, by a path that is split already: `["identity", "sourceIp"]`. */
export function valueAt(variables: ContextVariables, names: readonly string[]): ContextValue | undefined {
  let value: ContextValue | undefined = variables;
  for (const name of names) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

const domainPrefixOf = (domainName: string): string => {
  const dot = domainName.indexOf(".");
  return dot === -1 ? domainName : domainName.slice(0, dot);
};

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** A time as Apache's common log format writes it, in UTC: `04/Mar/2020:19:15:17 +0000`. */
function commonLogTime(epochMs: number): string {
  const time = new Date(epochMs);
  const date = `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${date}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`;
}
