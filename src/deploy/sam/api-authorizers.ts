import { requireKnownKeys, requireMap } from "../template/sections.ts";
import { TemplateError } from "../template/template-error.ts";
import type { Path, Value, ValueMap } from "../template/value.ts";
import { docFrom, PythonDict, SamText, samDoc } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";
import { cfnResource, type Generated, ref, type SamResource } from "./sam-resource.ts";

/** A Lambda authorizer of an API, checked. */
export interface LambdaAuthorizer {
  readonly payloadType: "TOKEN" | "REQUEST";
  readonly functionArn: Value;
  readonly identity: ValueMap;
  /** The role that the function is invoked as; undefined for API Gateway itself. */
  readonly invokeRole: Value | undefined;
  /** Whether API Gateway is permitted to invoke the function. */
  readonly addsPermission: boolean;
}

const KEYS = ["FunctionArn", "FunctionPayloadType", "FunctionInvokeRole", "Identity"];
const USER_POOL_KEYS = ["UserPoolArn", "AuthorizationScopes"];
/** What is read of an identity, by the type of the payload; the other type's keys would have no effect. */
const IDENTITY_KEYS = {
  TOKEN: ["Header", "ValidationExpression", "ReauthorizeEvery"],
  REQUEST: ["Headers", "QueryStrings", "StageVariables", "Context", "ReauthorizeEvery"],
};
const SOURCES: readonly [key: string, prefix: string][] = [
  ["Headers", "method.request.header."],
  ["QueryStrings", "method.request.querystring."],
  ["StageVariables", "stageVariables."],
  ["Context", "context."],
];

/** Reads `Authorizers` of an API's `Auth`, in the order of Python's dicts. Throws {@link TemplateError}. */
export function readAuthorizers(value: Value | undefined, path: Path): ReadonlyMap<string, LambdaAuthorizer> {
  if (!isTruthy(value)) return new Map();
  const authorizers = requireMap(value, path);
  const names = (docFrom(authorizers) as PythonDict).entries().map(([name]) => name);
  return new Map(names.map((name) => [name, readAuthorizer(authorizers[name], [...path, name])]));
}

function readAuthorizer(value: Value | undefined, path: Path): LambdaAuthorizer {
  const authorizer = requireMap(value, path);
  const ofUserPool = USER_POOL_KEYS.find((key) => authorizer[key] !== undefined);
  if (ofUserPool)
    throw new TemplateError(`${ofUserPool} is not supported: user pools are not built`, [
      ...path,
      ofUserPool,
    ]);
  requireKnownKeys(authorizer, [...KEYS, "DisableFunctionDefaultPermissions"], path);
  const { FunctionArn, FunctionPayloadType = "TOKEN", FunctionInvokeRole, Identity } = authorizer;
  if (FunctionPayloadType !== "TOKEN" && FunctionPayloadType !== "REQUEST") {
    throw new TemplateError(`invalid 'FunctionPayloadType': ${JSON.stringify(FunctionPayloadType)}`, path);
  }
  if (FunctionArn === undefined) throw new TemplateError("an authorizer needs a FunctionArn", path);
  const identity =
    Identity === undefined || Identity === null ? {} : requireMap(Identity, [...path, "Identity"]);
  requireKnownKeys(identity, IDENTITY_KEYS[FunctionPayloadType], [...path, "Identity"]);
  if (FunctionPayloadType === "REQUEST") requireSources(identity, path);
  return {
    payloadType: FunctionPayloadType,
    functionArn: FunctionArn,
    identity,
    invokeRole:
      !isTruthy(FunctionInvokeRole) || FunctionInvokeRole === "NONE" ? undefined : FunctionInvokeRole,
    addsPermission: !isTruthy(authorizer["DisableFunctionDefaultPermissions"]),
  };
}

/** Results that are kept are kept by identity source. */
function requireSources(identity: ValueMap, path: Path): void {
  for (const [key] of SOURCES) {
    const names = identity[key];
    if (names === undefined) continue;
    if (!Array.isArray(names) || names.some((name) => typeof name !== "string")) {
      throw new TemplateError(`${key} must be a list of texts`, [...path, "Identity", key]);
    }
  }
  if (SOURCES.some(([key]) => isTruthy(identity[key]))) return;
  const ttl = identity["ReauthorizeEvery"];
  if (ttl !== undefined && Number(ttl) <= 0) return;
  throw new TemplateError(
    "must specify Identity with at least one of Headers, QueryStrings, StageVariables, or Context.",
    path,
  );
}

/** The security scheme that stands for an authorizer. Keys are set in SAM's order. */
export function authorizerScheme(authorizer: LambdaAuthorizer, partition: string): PythonDict {
  const { payloadType, identity, invokeRole } = authorizer;
  const uri = `arn:${partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${__FunctionArn__}/invocations`;
  const variables = new PythonDict().set(new SamText("__FunctionArn__"), docFrom(authorizer.functionArn));
  const extension = (samDoc({ type: payloadType.toLowerCase() }) as PythonDict).set(
    new SamText("authorizerUri"),
    new PythonDict().set(new SamText("Fn::Sub"), [new SamText(uri), variables]),
  );
  const ttl = identity["ReauthorizeEvery"];
  if (ttl !== undefined && ttl !== null)
    extension.set(new SamText("authorizerResultTtlInSeconds"), docFrom(ttl));
  if (invokeRole !== undefined) extension.set(new SamText("authorizerCredentials"), docFrom(invokeRole));
  const sources = identitySource(identity);
  if (payloadType === "REQUEST" && sources !== "") extension.set(new SamText("identitySource"), sources);
  const expression = identity["ValidationExpression"];
  if (isTruthy(expression)) extension.set(new SamText("identityValidationExpression"), docFrom(expression!));
  const header = payloadType === "REQUEST" ? undefined : identity["Header"];
  return new PythonDict()
    .set(new SamText("type"), new SamText("apiKey"))
    .set(
      new SamText("name"),
      isTruthy(header)
        ? docFrom(header!)
        : new SamText(payloadType === "REQUEST" ? "Unused" : "Authorization"),
    )
    .set(new SamText("in"), new SamText("header"))
    .set(new SamText("x-amazon-apigateway-authtype"), new SamText("custom"))
    .set(new SamText("x-amazon-apigateway-authorizer"), extension);
}

/** `method.request.header.A, method.request.querystring.b` */
const identitySource = (identity: ValueMap): string =>
  SOURCES.flatMap(([key, prefix]) => {
    const names = identity[key];
    return Array.isArray(names) ? names.map((name) => `${prefix}${name}`) : [];
  }).join(", ");

/** Lets API Gateway invoke the functions of an API's authorizers. */
export function authorizerPermissions(
  { logicalId, attributes }: SamResource,
  authorizers: ReadonlyMap<string, LambdaAuthorizer>,
  partition: string,
): Generated {
  const source = `arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/authorizers/*`;
  const permitted = [...authorizers].filter(([, { addsPermission }]) => addsPermission);
  return Object.fromEntries(
    permitted.map(([name, { functionArn }]) => {
      const properties = {
        Action: "lambda:InvokeFunction",
        FunctionName: functionArn,
        Principal: "apigateway.amazonaws.com",
        SourceArn: { "Fn::Sub": [source, { __ApiId__: ref(logicalId) }] },
      };
      return [
        `${logicalId}${name}AuthorizerPermission`,
        cfnResource("AWS::Lambda::Permission", properties, attributes),
      ];
    }),
  );
}
