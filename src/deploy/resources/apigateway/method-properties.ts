import { boolean, integer, listOf, mapOf, object, required, text } from "../property-schema.ts";

const integrationResponse = object({
  StatusCode: required(text),
  SelectionPattern: text,
  ContentHandling: text,
  ResponseParameters: mapOf(text),
  ResponseTemplates: mapOf(text),
});

const integration = object({
  Type: required(text),
  IntegrationHttpMethod: text,
  Uri: text,
  Credentials: text,
  ConnectionType: text,
  ConnectionId: text,
  IntegrationTarget: text,
  ResponseTransferMode: text,
  RequestParameters: mapOf(text),
  RequestTemplates: mapOf(text),
  PassthroughBehavior: text,
  ContentHandling: text,
  TimeoutInMillis: integer,
  CacheNamespace: text,
  CacheKeyParameters: listOf(text),
  IntegrationResponses: listOf(integrationResponse),
});

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::Method". */
export const methodProperties = {
  RestApiId: required(text),
  ResourceId: required(text),
  HttpMethod: required(text),
  AuthorizationType: text,
  AuthorizerId: text,
  AuthorizationScopes: listOf(text),
  ApiKeyRequired: boolean,
  OperationName: text,
  RequestModels: mapOf(text),
  RequestParameters: mapOf(boolean),
  RequestValidatorId: text,
  Integration: integration,
  MethodResponses: listOf(
    object({ StatusCode: required(text), ResponseModels: mapOf(text), ResponseParameters: mapOf(boolean) }),
  ),
};
