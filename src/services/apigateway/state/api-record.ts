import type { GatewayResponseType } from "@aws-sdk/client-api-gateway";
import type { StringMap } from "../string-map.ts";

/**
 * One REST API as it is stored: a single document, so that every change to an API is one conditional write and no two
 * parts of it can disagree. Optional members are absent, never null.
 */
export interface ApiRecord {
  /** Ten lower-case letters and digits. */
  readonly id: string;
  readonly createdAtMs: number;
  tags: StringMap;
  /** What the next deployment will freeze. */
  definition: ApiDefinition;
  /** By deployment id. Each one's frozen definition is a document of its own: see {@link FrozenDeployment}. */
  deployments: StringMap<DeploymentRecord>;
  /** By stage name. */
  stages: StringMap<StageRecord>;
}

/** Everything a deployment freezes. A change here has no effect on callers before the next deployment. */
export interface ApiDefinition {
  name: string;
  description?: string;
  version?: string;
  endpointType: "EDGE" | "REGIONAL";
  disableExecuteApiEndpoint: boolean;
  binaryMediaTypes: string[];
  /** The resource policy's JSON text, as it was given. */
  policy?: string;
  rootResourceId: string;
  /** By resource id. */
  resources: StringMap<ResourceRecord>;
  /** By model name. */
  models: StringMap<ModelRecord>;
  /** By authorizer id. */
  authorizers: StringMap<AuthorizerRecord>;
  /** By validator id. */
  requestValidators: StringMap<RequestValidatorRecord>;
  /** By response type; only those that were customised. */
  gatewayResponses: Partial<Record<GatewayResponseType, GatewayResponseRecord>>;
}

/** One node of the path tree. Its full path is derived from its ancestors, so a move is one write. */
export interface ResourceRecord {
  readonly id: string;
  /** Absent for the root only. */
  parentId?: string;
  /** `pets`, `{petId}`, `{proxy+}`. Absent for the root only. */
  pathPart?: string;
  /** By HTTP method, `ANY` included. */
  methods: StringMap<MethodRecord>;
}

export interface MethodRecord {
  readonly httpMethod: string;
  authorizationType: "NONE" | "AWS_IAM" | "CUSTOM";
  /** With CUSTOM, and only then. */
  authorizerId?: string;
  operationName?: string;
  /** `method.request.querystring.page` → whether it is required. */
  requestParameters?: StringMap<boolean>;
  /** Content type → model name. */
  requestModels?: StringMap;
  requestValidatorId?: string;
  /** By status code. */
  responses: StringMap<MethodResponseRecord>;
  integration?: IntegrationRecord;
}

export interface MethodResponseRecord {
  readonly statusCode: string;
  /** `method.response.header.X` → whether it is required. */
  responseParameters?: StringMap<boolean>;
  /** Content type → model name. */
  responseModels?: StringMap;
}

export type IntegrationKind = "MOCK" | "HTTP" | "HTTP_PROXY" | "AWS_PROXY";
export type ContentHandling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
export type PassthroughBehavior = "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";

export interface IntegrationRecord {
  type: IntegrationKind;
  /** The method towards the back end. Absent for MOCK. */
  httpMethod?: string;
  uri?: string;
  connectionType?: "INTERNET";
  /** The IAM role that a Lambda function is invoked as. */
  credentials?: string;
  requestParameters?: StringMap;
  /** Content type → mapping template. */
  requestTemplates?: StringMap;
  passthroughBehavior: PassthroughBehavior;
  contentHandling?: ContentHandling;
  timeoutInMillis: number;
  cacheNamespace: string;
  cacheKeyParameters: string[];
  /** Only ever `insecureSkipVerification: false`: certificates of back ends are verified. */
  tlsConfig?: { insecureSkipVerification: false };
  /** By status code. */
  responses: StringMap<IntegrationResponseRecord>;
}

export interface IntegrationResponseRecord {
  readonly statusCode: string;
  selectionPattern?: string;
  responseParameters?: StringMap;
  responseTemplates?: StringMap;
  contentHandling?: ContentHandling;
}

export interface ModelRecord {
  readonly id: string;
  readonly name: string;
  description?: string;
  contentType: string;
  /** JSON Schema draft 4, as text. */
  schema: string;
}

export interface AuthorizerRecord {
  readonly id: string;
  name: string;
  type: "TOKEN" | "REQUEST";
  /** What the API's owner calls the kind of authorization. Shown, and nothing else. */
  authType: string;
  authorizerUri: string;
  /** The IAM role that the function is invoked as. */
  authorizerCredentials?: string;
  /** Mapping expressions, separated by commas. */
  identitySource?: string;
  identityValidationExpression?: string;
  authorizerResultTtlInSeconds: number;
}

export interface RequestValidatorRecord {
  readonly id: string;
  name?: string;
  validateRequestBody: boolean;
  validateRequestParameters: boolean;
}

export interface GatewayResponseRecord {
  statusCode?: string;
  responseParameters: StringMap;
  responseTemplates: StringMap;
}

export interface DeploymentRecord {
  readonly id: string;
  description?: string;
  readonly createdAtMs: number;
}

/** The document that keeps what a deployment froze. Never changes once written. */
export interface FrozenDeployment {
  readonly apiId: string;
  readonly deploymentId: string;
  readonly definition: ApiDefinition;
}

export interface StageRecord {
  readonly name: string;
  deploymentId: string;
  description?: string;
  variables?: StringMap;
  /** `*` `/` `*` or `pets/GET` → settings, of which only values that ask for nothing are accepted so far. */
  methodSettings: StringMap<MethodSettingRecord>;
  accessLog?: AccessLogRecord;
  tags: StringMap;
  readonly createdAtMs: number;
  lastUpdatedAtMs: number;
}

/** Where a stage's access log goes; once stored, it has both members. */
export interface AccessLogRecord {
  destinationArn?: string;
  format?: string;
}

/** Settings that were named in an update; all have the value that AWS gives them by default. */
export type MethodSettingRecord = StringMap<string | number | boolean>;
