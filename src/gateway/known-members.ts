import { CompileError } from "./compile-error.ts";
import type {
  AccessLogSnapshot,
  AuthorizationSnapshot,
  GatewayResponseSnapshot,
  HttpIntegration,
  IntegrationResponseSnapshot,
  LambdaAuthorizerSnapshot,
  LambdaProxyIntegration,
  MethodResponseSnapshot,
  MethodSnapshot,
  MockIntegration,
  RestStageSnapshot,
} from "./snapshot.ts";

/** Every member of `T`, by name. A member added to a snapshot's type does not compile until it is listed here. */
type Members<T> = { readonly [K in keyof Required<T>]: true };

const stage: Members<RestStageSnapshot> = {
  kind: true,
  apiId: true,
  apiName: true,
  accountId: true,
  region: true,
  partition: true,
  stageName: true,
  deploymentId: true,
  variables: true,
  binaryMediaTypes: true,
  disableExecuteApiEndpoint: true,
  endpointType: true,
  resourcePolicy: true,
  methods: true,
  authorizers: true,
  gatewayResponses: true,
  accessLog: true,
};
const accessLog: Members<AccessLogSnapshot> = { logGroupName: true, format: true };
const method: Members<MethodSnapshot> = {
  resourceId: true,
  resourcePath: true,
  httpMethod: true,
  authorization: true,
  apiKeyRequired: true,
  requestParameters: true,
  methodResponses: true,
  integration: true,
};
const authorizations: {
  readonly [T in AuthorizationSnapshot["type"]]: Members<Extract<AuthorizationSnapshot, { type: T }>>;
} = {
  NONE: { type: true },
  AWS_IAM: { type: true },
  CUSTOM: { type: true, authorizerId: true },
};
const authorizer: Members<LambdaAuthorizerSnapshot> = {
  id: true,
  name: true,
  type: true,
  functionArn: true,
  credentials: true,
  identitySources: true,
  identityValidationExpression: true,
  resultTtlS: true,
};
const methodResponse: Members<MethodResponseSnapshot> = { statusCode: true, responseParameters: true };
const lambdaProxy: Members<LambdaProxyIntegration> = {
  type: true,
  timeoutMs: true,
  functionArn: true,
  credentials: true,
  asCaller: true,
};
const mock: Members<MockIntegration> = {
  type: true,
  timeoutMs: true,
  requestParameters: true,
  requestTemplates: true,
  passthroughBehavior: true,
  contentHandling: true,
  responses: true,
};
const http: Members<HttpIntegration> = { ...mock, httpMethod: true, uri: true };
const integrationResponse: Members<IntegrationResponseSnapshot> = {
  statusCode: true,
  selectionPattern: true,
  responseParameters: true,
  responseTemplates: true,
  contentHandling: true,
};
const gatewayResponse: Members<GatewayResponseSnapshot> = {
  responseType: true,
  statusCode: true,
  responseParameters: true,
  responseTemplates: true,
};

const integrations: Readonly<Record<string, object>> = {
  AWS_PROXY: lambdaProxy,
  MOCK: mock,
  HTTP: http,
  HTTP_PROXY: http,
};

/**
 * Refuses a snapshot that holds a member nobody here knows. A newer service may ask an older gateway for a protection
 * that it has never heard of; ignoring it would open the API.
 */
export function checkMembers(snapshot: RestStageSnapshot): void {
  check(snapshot, stage, "stage");
  if (snapshot.accessLog) check(snapshot.accessLog, accessLog, "access log");
  for (const each of snapshot.gatewayResponses) check(each, gatewayResponse, "gateway response");
  for (const each of snapshot.authorizers) check(each, authorizer, "authorizer");
  for (const each of snapshot.methods) {
    check(each, method, "method");
    checkByType(each.authorization, authorizations, "authorization");
    for (const response of each.methodResponses) check(response, methodResponse, "method response");
    const { integration } = each;
    checkByType(integration, integrations, "integration");
    if ("responses" in integration) {
      for (const response of integration.responses)
        check(response, integrationResponse, "integration response");
    }
  }
}

function checkByType(
  value: { readonly type: string },
  known: Readonly<Record<string, object>>,
  what: string,
): void {
  if (!Object.hasOwn(known, value.type))
    throw new CompileError(`the ${what} type ${value.type} is not known`);
  check(value, known[value.type]!, what);
}

function check(value: object, known: object, what: string): void {
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined && !Object.hasOwn(known, name)) {
      throw new CompileError(`the ${what} setting "${name}" is not known`);
    }
  }
}
