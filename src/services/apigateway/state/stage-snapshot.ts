import { assertThat } from "../../../base/assert.ts";
import type {
  AuthorizationSnapshot,
  GatewayResponseSnapshot,
  IntegrationResponseSnapshot,
  IntegrationSnapshot,
  LambdaAuthorizerSnapshot,
  MappedIntegration,
  MethodSnapshot,
  RestStageSnapshot,
} from "../../../gateway/snapshot.ts";
import { accessLogSnapshot } from "../access-logs/access-log-snapshot.ts";
import { badRequest } from "../api-errors.ts";
import { identitySources } from "../authorizers/authorizer-rules.ts";
import { lambdaFunctionArn } from "../integrations/integration-uri.ts";
import { isCallersOwn } from "../invocation-role.ts";
import { resourcePath } from "../resources/resource-tree.ts";
import type {
  ApiDefinition,
  AuthorizerRecord,
  GatewayResponseRecord,
  IntegrationRecord,
  IntegrationResponseRecord,
  MethodRecord,
  ResourceRecord,
  StageRecord,
} from "./api-record.ts";
import type { Owner } from "./owner.ts";

/** What the gateway runs for one stage: the definition that its deployment froze, with the stage's own settings. */
export function stageSnapshot(
  owner: Owner,
  apiId: string,
  definition: ApiDefinition,
  stage: StageRecord,
): RestStageSnapshot {
  const accessLog = accessLogSnapshot(stage);
  return {
    kind: "REST",
    apiId,
    apiName: definition.name,
    accountId: owner.accountId,
    region: owner.region,
    partition: owner.partition,
    stageName: stage.name,
    deploymentId: stage.deploymentId,
    variables: { ...stage.variables },
    binaryMediaTypes: definition.binaryMediaTypes,
    disableExecuteApiEndpoint: definition.disableExecuteApiEndpoint,
    endpointType: definition.endpointType,
    ...(definition.policy === undefined ? {} : { resourcePolicy: definition.policy }),
    methods: Object.values(definition.resources).flatMap((resource) =>
      Object.values(resource.methods).map((method) => methodSnapshot(definition, resource, method)),
    ),
    authorizers: usedAuthorizers(definition).map(authorizerSnapshot),
    gatewayResponses: Object.entries(definition.gatewayResponses).map(([type, response]) =>
      gatewayResponseSnapshot(type, response),
    ),
    ...(accessLog && { accessLog }),
  };
}

function methodSnapshot(
  definition: ApiDefinition,
  resource: ResourceRecord,
  method: MethodRecord,
): MethodSnapshot {
  if (!method.integration) throw badRequest("No integration defined for method");
  return {
    resourceId: resource.id,
    resourcePath: resourcePath(definition, resource),
    httpMethod: method.httpMethod,
    authorization: authorizationSnapshot(method),
    // Refused wherever a method is written, until API keys exist.
    apiKeyRequired: false,
    requestParameters: { ...method.requestParameters },
    methodResponses: Object.values(method.responses).map(({ statusCode, responseParameters }) => ({
      statusCode,
      responseParameters: { ...responseParameters },
    })),
    integration: integrationSnapshot(method.integration),
  };
}

function authorizationSnapshot({ authorizationType, authorizerId }: MethodRecord): AuthorizationSnapshot {
  if (authorizationType !== "CUSTOM") return { type: authorizationType };
  assertThat(authorizerId, "A method whose authorization is CUSTOM has an authorizer");
  return { type: "CUSTOM", authorizerId };
}

function usedAuthorizers({ resources, authorizers }: ApiDefinition): readonly AuthorizerRecord[] {
  const methods = Object.values(resources).flatMap((resource) => Object.values(resource.methods));
  const used = new Set(methods.map((method) => method.authorizerId));
  return Object.values(authorizers).filter(({ id }) => used.has(id));
}

/** A Lambda authorizer as the gateway runs it. */
export const authorizerSnapshot = (authorizer: AuthorizerRecord): LambdaAuthorizerSnapshot => ({
  id: authorizer.id,
  name: authorizer.name,
  type: authorizer.type,
  functionArn: lambdaFunctionArn(authorizer.authorizerUri),
  ...(authorizer.authorizerCredentials ? { credentials: authorizer.authorizerCredentials } : {}),
  identitySources: identitySources(authorizer),
  ...(authorizer.identityValidationExpression
    ? { identityValidationExpression: authorizer.identityValidationExpression }
    : {}),
  resultTtlS: authorizer.authorizerResultTtlInSeconds,
});

function integrationSnapshot(integration: IntegrationRecord): IntegrationSnapshot {
  const { type, timeoutInMillis: timeoutMs, httpMethod = "", uri = "", credentials } = integration;
  switch (type) {
    case "MOCK":
      return { type, timeoutMs, ...mapping(integration) };
    case "HTTP":
      return { type, timeoutMs, httpMethod, uri, ...mapping(integration) };
    case "HTTP_PROXY":
      return { type, timeoutMs, httpMethod, uri, ...mapping(integration) };
    case "AWS_PROXY":
      return {
        type,
        timeoutMs,
        functionArn: lambdaFunctionArn(uri),
        ...(credentials && !isCallersOwn(credentials) ? { credentials } : {}),
        ...(credentials && isCallersOwn(credentials) ? { asCaller: true } : {}),
      };
  }
}

const mapping = (integration: IntegrationRecord): MappedIntegration => ({
  requestParameters: { ...integration.requestParameters },
  requestTemplates: { ...integration.requestTemplates },
  passthroughBehavior: integration.passthroughBehavior,
  ...(integration.contentHandling ? { contentHandling: integration.contentHandling } : {}),
  responses: Object.values(integration.responses).map(integrationResponseSnapshot),
});

const integrationResponseSnapshot = (response: IntegrationResponseRecord): IntegrationResponseSnapshot => ({
  statusCode: response.statusCode,
  // An empty pattern marks the default response, as leaving it out does.
  ...(response.selectionPattern ? { selectionPattern: response.selectionPattern } : {}),
  responseParameters: { ...response.responseParameters },
  responseTemplates: { ...response.responseTemplates },
  ...(response.contentHandling ? { contentHandling: response.contentHandling } : {}),
});

const gatewayResponseSnapshot = (
  responseType: string,
  response: GatewayResponseRecord,
): GatewayResponseSnapshot => ({
  responseType,
  ...(response.statusCode === undefined ? {} : { statusCode: response.statusCode }),
  responseParameters: response.responseParameters,
  responseTemplates: response.responseTemplates,
});
