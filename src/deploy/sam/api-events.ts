import { requireKnownKeys, requireMap } from "../template/sections.ts";
import { TemplateError } from "../template/template-error.ts";
import { isMap, type Path, type Value, type ValueMap } from "../template/value.ts";
import { integrationCredentials, readEventAuth } from "./api-authorization.ts";
import { ApiDefinition, isDefinition } from "./api-definition.ts";
import { addEventAuth } from "./api-security.ts";
import { functionReference, type TransformedFunction } from "./function.ts";
import { suffixedId } from "./logical-id.ts";
import { apiAuthOf, type PendingApi, stageNameOf } from "./pending-api.ts";
import { docFrom, type PythonDict, SamText } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";
import { IMPLICIT_API } from "./resource-order.ts";
import type { SamParameters } from "./sam-parameters.ts";
import { cfnResource, type Generated, propertyPath, ref, type SamResource } from "./sam-resource.ts";

/** Why each other kind of event is refused. */
const OTHER_EVENTS: Readonly<Record<string, string>> = {
  HttpApi: "HTTP APIs are not built; use an Api event",
};

const REFUSED_PROPERTIES: Readonly<Record<string, string>> = {
  RequestModel: "request validation is not built",
  RequestParameters: "request validation is not built",
  ResponseTransferMode: "response streaming is not built",
};

/** One `Api` event of a function. */
export interface ApiEvent {
  readonly functionResource: SamResource;
  readonly name: string;
  readonly apiId: string;
  readonly path: string;
  readonly method: string;
  readonly properties: ValueMap;
  readonly place: Path;
}

/** The `Api` events of a function, in the order of Python's dicts. Throws {@link TemplateError} for every other kind. */
export function readApiEvents(resource: SamResource): ApiEvent[] {
  const { properties } = resource;
  if (properties["Events"] === undefined) return [];
  const events = requireMap(properties["Events"], propertyPath(resource, "Events"));
  const dict = docFrom(events) as PythonDict;
  // SAM picks the Api events into a dict of their own.
  dict.reorderAsCopy();
  const ordered = dict.entries().map(([name]) => name);
  return ordered.map((name) => readApiEvent(resource, name, events[name]!));
}

function readApiEvent(resource: SamResource, name: string, value: Value): ApiEvent {
  const place = propertyPath(resource, "Events", name);
  const event = requireMap(value, place);
  const type = String(event["Type"]);
  if (type !== "Api") {
    const reason = OTHER_EVENTS[type] ?? "Sallyport does not have its source";
    throw new TemplateError(`Event type ${type} is not supported: ${reason}`, [...place, "Type"]);
  }
  if (resource.attributes["Condition"] !== undefined) {
    throw new TemplateError("An Api event of a function with a Condition is not supported", place);
  }
  const propertiesPlace = [...place, "Properties"];
  const properties = requireMap(event["Properties"], propertiesPlace);
  for (const [refused, reason] of Object.entries(REFUSED_PROPERTIES)) {
    if (properties[refused] !== undefined) {
      throw new TemplateError(`${refused} is not supported: ${reason}`, [...propertiesPlace, refused]);
    }
  }
  requireKnownKeys(properties, ["Path", "Method", "RestApiId", "Auth", "TimeoutInMillis"], propertiesPlace);
  const { Path, Method, RestApiId } = properties;
  if (typeof Path !== "string" || typeof Method !== "string") {
    throw new TemplateError("An Api event needs a Path and a Method", propertiesPlace);
  }
  const api = isMap(RestApiId) && "Ref" in RestApiId ? RestApiId["Ref"] : (RestApiId ?? IMPLICIT_API);
  if (typeof api !== "string") {
    throw new TemplateError(
      "RestApiId must be a valid reference to an 'AWS::Serverless::Api' resource in same template.",
      [...propertiesPlace, "RestApiId"],
    );
  }
  return {
    functionResource: resource,
    name,
    apiId: api,
    path: Path,
    method: Method,
    properties,
    place: propertiesPlace,
  };
}

/** Adds an event's path to the API's definition, without content yet. */
export function declareEventPath(api: PendingApi, event: ApiEvent): void {
  if (!api.isManaged || !api.definition) return;
  const editor = new ApiDefinition(api.definition);
  editor.addMethod(event.path, event.method);
  api.definition = editor.finish();
}

/** Connects an event: the method invokes the function, and API Gateway is permitted to. */
export function connectEvent(
  api: PendingApi,
  event: ApiEvent,
  target: TransformedFunction["target"],
  parameters: SamParameters,
  partition: string,
): Generated {
  if (api.isManaged && api.definition && isDefinition(api.definition)) {
    addIntegration(api, event, target, parameters, partition);
  }
  return permission(api, event, target, partition);
}

function addIntegration(
  api: PendingApi,
  event: ApiEvent,
  target: TransformedFunction["target"],
  parameters: SamParameters,
  partition: string,
): void {
  const { path, place, properties } = event;
  const method = event.method.toLowerCase();
  const editor = new ApiDefinition(api.definition!);
  if (editor.hasIntegration(path, method)) {
    throw new TemplateError(`API method "${method}" defined multiple times for path "${path}".`, place);
  }
  const apiAuth = apiAuthOf(api, parameters);
  const auth = readEventAuth(properties["Auth"], apiAuth, [...place, "Auth"]);
  const arn = `\${${target.logicalId}${target.isAlias ? "" : ".Arn"}}`;
  const uri = `arn:${partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
  // An alias's name is of SAM's own making, a function's is the template's.
  const text = target.isAlias ? new SamText(uri) : uri;
  editor.addLambdaIntegration(path, method, text, integrationCredentials(auth, apiAuth, partition));
  const definition = editor.addMethod(path, method);
  addEventAuth(editor, path, definition, auth, stageNameOf(api, new SamText("Stage")));
  const timeout = properties["TimeoutInMillis"];
  if (isTruthy(timeout)) {
    definition
      .dict("x-amazon-apigateway-integration")!
      .set(new SamText("timeoutInMillis"), docFrom(timeout!));
  }
  api.definition = editor.finish();
}

/** Lets the API's method invoke the function; the logical id ends in the stage's name. */
function permission(
  api: PendingApi,
  event: ApiEvent,
  target: TransformedFunction["target"],
  partition: string,
): Generated {
  const stageName = api.resource.properties["StageName"];
  const suffix = typeof stageName === "string" ? stageName : "Stage";
  const prefix = `${event.functionResource.logicalId}${event.name}Permission`;
  const method = event.method.toLowerCase() === "any" ? "*" : event.method.toUpperCase();
  // Variables of the path may be anything; API Gateway drops a slash at the end.
  const path = event.path.replace(/^(.+)\/$/, "$1").replace(/\{(proxy\+|[a-zA-Z0-9._-]+\+?)\}/g, "*");
  const resource = `\${__ApiId__}/\${__Stage__}/${method}${path}`;
  const source = `arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
  const properties = {
    Action: "lambda:InvokeFunction",
    FunctionName: functionReference(target),
    Principal: "apigateway.amazonaws.com",
    SourceArn: {
      "Fn::Sub": [source, { __ApiId__: event.properties["RestApiId"] ?? ref(event.apiId), __Stage__: "*" }],
    },
  };
  const { attributes } = event.functionResource;
  return { [suffixedId(prefix, suffix)]: cfnResource("AWS::Lambda::Permission", properties, attributes) };
}
