/**
 * One deployed stage of a REST API, as plain data: immutable, structured-cloneable, complete. The API Gateway service
 * makes it from a deployment and a stage; the gateway compiles it and swaps it in. A request sees one snapshot from
 * start to end.
 */
export interface RestStageSnapshot {
  readonly kind: "REST";
  readonly apiId: string;
  readonly apiName: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly stageName: string;
  readonly deploymentId: string;
  /** Names and values of `stageVariables`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Media types whose bodies are bytes, such as `image/png`; `*` `/` `*` for all. */
  readonly binaryMediaTypes: readonly string[];
  /** Closes `{api}.execute-api.{region}…`, leaving custom domains. */
  readonly disableExecuteApiEndpoint: boolean;
  readonly endpointType: "EDGE" | "REGIONAL" | "PRIVATE";
  /** The resource policy's JSON text as of the deployment; absent when there is none. */
  readonly resourcePolicy?: string;
  readonly methods: readonly MethodSnapshot[];
  /** The Lambda authorizers that methods name, by id. */
  readonly authorizers: readonly LambdaAuthorizerSnapshot[];
  readonly gatewayResponses: readonly GatewayResponseSnapshot[];
  /** Absent where the stage writes no access log. */
  readonly accessLog?: AccessLogSnapshot;
}

/** Where a stage's access log goes, and what its lines look like. */
export interface AccessLogSnapshot {
  /** In the API's account and region. */
  readonly logGroupName: string;
  /** `$context.requestId $context.status` */
  readonly format: string;
}

/** One method of one resource. */
export interface MethodSnapshot {
  readonly resourceId: string;
  /** The template: `/`, `/pets/{petId}`, `/files/{path+}`. */
  readonly resourcePath: string;
  /** `GET`, …, or `ANY`. */
  readonly httpMethod: string;
  readonly authorization: AuthorizationSnapshot;
  readonly apiKeyRequired: boolean;
  /** `method.request.path.id` → required. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  readonly methodResponses: readonly MethodResponseSnapshot[];
  readonly integration: IntegrationSnapshot;
}

/** How a method is authorized. Further kinds join as they are built; an unknown kind never compiles to "open". */
export type AuthorizationSnapshot =
  | { readonly type: "NONE" }
  | { readonly type: "AWS_IAM" }
  /** By one of the stage's `authorizers`. */
  | { readonly type: "CUSTOM"; readonly authorizerId: string };

/** A function that says who a caller is and what they may do. */
export interface LambdaAuthorizerSnapshot {
  readonly id: string;
  readonly name: string;
  /** What the function is told: the value of one header, or the whole request. */
  readonly type: "TOKEN" | "REQUEST";
  /** As a Lambda proxy integration's, stage variables included. */
  readonly functionArn: string;
  /** The role to invoke as; absent: as API Gateway, by the function's resource policy. */
  readonly credentials?: string;
  /**
   * Where the caller's identity stands: `method.request.header.Authorization`, `method.request.querystring.key`,
   * `stageVariables.x`, `context.identity.sourceIp`. All must be present, and together they are the cache's key. One
   * header for TOKEN; empty only for REQUEST without a cache.
   */
  readonly identitySources: readonly string[];
  /** A regular expression that a TOKEN must match as a whole. */
  readonly identityValidationExpression?: string;
  /** For how long the function's answer is kept, 0 to 3,600 seconds; 0 asks it for every request. */
  readonly resultTtlS: number;
}

export interface MethodResponseSnapshot {
  readonly statusCode: string;
  /** `method.response.header.X` → required. */
  readonly responseParameters: Readonly<Record<string, boolean>>;
}

/** What a method does. `uri` and `credentials` may hold `${stageVariables.x}`. */
export type IntegrationSnapshot = MockIntegration | HttpIntegration | LambdaProxyIntegration;

interface IntegrationBase {
  /** 50 to 29,000 milliseconds. */
  readonly timeoutMs: number;
}

/** Answers itself: the request template yields `{"statusCode": N}`, which picks the integration response. */
export interface MockIntegration extends IntegrationBase, MappedIntegration {
  readonly type: "MOCK";
}

/** Calls an HTTP back end, with mapping (`HTTP`) or as it is (`HTTP_PROXY`). */
export interface HttpIntegration extends IntegrationBase, MappedIntegration {
  readonly type: "HTTP" | "HTTP_PROXY";
  readonly httpMethod: string;
  readonly uri: string;
}

/** `AWS_PROXY`: hands the whole request to a Lambda function. */
export interface LambdaProxyIntegration extends IntegrationBase {
  readonly type: "AWS_PROXY";
  /** `arn:aws:lambda:region:account:function:name[:qualifier]`, which may hold `${stageVariables.x}`. */
  readonly functionArn: string;
  /** The role to invoke as; absent: as API Gateway, by the function's resource policy. */
  readonly credentials?: string;
  /** Invoke with the permissions of the API's caller instead. */
  readonly asCaller?: true;
}

/** The parts that integrations with mapping share. */
export interface MappedIntegration {
  /** `integration.request.header.X` → `method.request.querystring.y` or `'literal'`. */
  readonly requestParameters: Readonly<Record<string, string>>;
  /** Content type → VTL text. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
  readonly responses: readonly IntegrationResponseSnapshot[];
}

export interface IntegrationResponseSnapshot {
  readonly statusCode: string;
  /** A regular expression over the back end's status (or the function's error); absent: the default response. */
  readonly selectionPattern?: string;
  /** `method.response.header.X` → `integration.response.header.y` or `'literal'`. */
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
  readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
}

/** A customised answer to a rejection. */
export interface GatewayResponseSnapshot {
  /** `ACCESS_DENIED`, …, `DEFAULT_4XX`, `DEFAULT_5XX`. */
  readonly responseType: string;
  readonly statusCode?: string;
  /** `gatewayresponse.header.X` → `'literal'` or `method.request.header.y`. */
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}
