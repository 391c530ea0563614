import { requireMap } from "../template/sections.ts";
import { TemplateError } from "../template/template-error.ts";
import { isMap, type Value, type ValueMap } from "../template/value.ts";
import { transformApi } from "./api.ts";
import { ApiDefinition, emptyDefinition } from "./api-definition.ts";
import { type ApiEvent, connectEvent, declareEventPath, IMPLICIT_API, readApiEvents } from "./api-events.ts";
import { transformFunction } from "./function.ts";
import { type Globals, readGlobals, withGlobals } from "./globals.ts";
import { transformLayerVersion } from "./layer-version.ts";
import type { PendingApi } from "./pending-api.ts";
import { docFrom, type PythonDict } from "./python-dict.ts";
import { renameReferences } from "./rename-references.ts";
import { resolveParameterRefs, type SamParameters, samParameters } from "./sam-parameters.ts";
import type { Generated, SamResource } from "./sam-resource.ts";

const FUNCTION = "AWS::Serverless::Function";
const API = "AWS::Serverless::Api";
const LAYER = "AWS::Serverless::LayerVersion";

/** Types of SAM that are refused, and why. */
const REFUSED_TYPES: Readonly<Record<string, string>> = {
  "AWS::Serverless::Application":
    "applications of the Serverless Application Repository are not available; use AWS::CloudFormation::Stack",
  "AWS::Serverless::HttpApi": "HTTP APIs are not built; use AWS::Serverless::Api",
  "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table is not built",
  "AWS::Serverless::StateMachine": "state machines are not built",
  "AWS::Serverless::Connector": "write the function's Policies instead",
  "AWS::Serverless::GraphQLApi": "GraphQL APIs are not built",
  "AWS::Serverless::WebSocketApi": "WebSocket APIs are not built",
  "AWS::Serverless::CapacityProvider": "capacity providers are not built",
};

/** Attributes that every resource which SAM generates takes over. */
const PASSED_ON = ["Condition", "DeletionPolicy", "UpdateReplacePolicy"];
const KNOWN_ATTRIBUTES = ["Type", "Properties", "DependsOn", "Metadata", "IgnoreGlobals", ...PASSED_ON];

/**
 * The transform `AWS::Serverless-2016-10-31`: replaces SAM's resources by the CloudFormation resources that they stand
 * for, with the logical ids that AWS gives them. Throws {@link TemplateError} for everything without an effect here.
 * Source: SAM specification, and its published translator.
 * @param partition Of the region that is deployed to; SAM writes it into ARNs.
 */
export function transformSam(
  root: ValueMap,
  given: ReadonlyMap<string, string>,
  partition = "aws",
): ValueMap {
  const { Globals: _, ...rest } = root;
  const parameters = samParameters(root, given);
  const transformation = new Transformation(root, readGlobals(root), parameters, partition);
  const { resources, renames } = transformation.run();
  return renameReferences({ ...rest, Resources: resources }, renames) as ValueMap;
}

class Transformation {
  readonly #globals: Globals;
  readonly #parameters: SamParameters;
  readonly #partition: string;
  readonly #plain: Generated = {};
  readonly #functions: SamResource[] = [];
  readonly #layers: SamResource[] = [];
  readonly #apis = new Map<string, PendingApi>();
  readonly #renames = new Map<string, string>();

  constructor(root: ValueMap, globals: Globals, parameters: SamParameters, partition: string) {
    this.#partition = partition;
    this.#globals = globals;
    this.#parameters = parameters;
    const resources = requireMap(root["Resources"], ["Resources"]);
    // In the order of Python's dicts, on which the order of an API's paths depends.
    const names = (docFrom(resources) as PythonDict).entries().map(([name]) => name);
    for (const name of names) this.#sort(name, resources[name]!);
  }

  run(): { resources: ValueMap; renames: ReadonlyMap<string, string> } {
    const events = this.#functions.flatMap(readApiEvents);
    if (events.some((event) => event.apiId === IMPLICIT_API) && !this.#apis.has(IMPLICIT_API))
      this.#addImplicitApi();
    for (const event of events) declareEventPath(this.#apiOf(event), event);
    this.#settleDefinitions();
    const generated: Generated = { ...this.#plain };
    const add = (resources: Generated): void => {
      for (const [name, resource] of Object.entries(resources)) {
        if (Object.hasOwn(generated, name))
          throw new TemplateError(`SAM generates ${name}, which the template has already`, [
            "Resources",
            name,
          ]);
        generated[name] = resource;
      }
    };
    for (const resource of this.#functions) add(this.#transformFunction(resource, events));
    for (const api of this.#apis.values()) add(this.#transformApi(api));
    for (const resource of this.#layers) {
      const { logicalId, generated: layer } = transformLayerVersion(resource, this.#parameters);
      this.#renames.set(resource.logicalId, logicalId);
      add(layer);
    }
    return { resources: generated, renames: this.#renames };
  }

  #sort(logicalId: string, value: Value): void {
    const path = ["Resources", logicalId];
    const resource = requireMap(value, path);
    const type = String(resource["Type"]);
    if (!type.startsWith("AWS::Serverless::")) {
      this.#plain[logicalId] = resource;
      return;
    }
    const sam = this.#read(logicalId, type, resource);
    if (type === FUNCTION) this.#functions.push(sam);
    else if (type === LAYER) this.#layers.push(sam);
    else if (type === API) this.#addApi(sam);
    else
      throw new TemplateError(`${type} is not supported: ${REFUSED_TYPES[type] ?? "the type is not known"}`, [
        ...path,
        "Type",
      ]);
  }

  #read(logicalId: string, type: string, resource: ValueMap): SamResource {
    const path = ["Resources", logicalId];
    for (const attribute of Object.keys(resource)) {
      if (KNOWN_ATTRIBUTES.includes(attribute)) continue;
      throw new TemplateError(`Attribute ${attribute} of ${type} is not supported`, [...path, attribute]);
    }
    const own =
      resource["Properties"] === undefined ? {} : requireMap(resource["Properties"], [...path, "Properties"]);
    return {
      logicalId,
      properties: withGlobals(this.#globals, type, own, resource["IgnoreGlobals"]),
      dependsOn: resource["DependsOn"],
      attributes: Object.fromEntries(
        PASSED_ON.filter((name) => resource[name] !== undefined).map((name) => [name, resource[name]!]),
      ),
      metadata: resource["Metadata"],
    };
  }

  #addApi(resource: SamResource): void {
    const body = resource.properties["DefinitionBody"];
    const isManaged = body === undefined && resource.properties["DefinitionUri"] === undefined;
    const definition = isManaged
      ? emptyDefinition()
      : isMap(body)
        ? (docFrom(body) as PythonDict)
        : undefined;
    this.#apis.set(resource.logicalId, { resource, definition, isManaged, functionNames: "" });
  }

  #addImplicitApi(): void {
    const properties = withGlobals(this.#globals, API, { StageName: "Prod" }, undefined);
    this.#addApi({
      logicalId: IMPLICIT_API,
      properties,
      dependsOn: undefined,
      attributes: {},
      metadata: undefined,
    });
  }

  #apiOf(event: ApiEvent): PendingApi {
    const api = this.#apis.get(event.apiId);
    if (api) return api;
    throw new TemplateError(
      "RestApiId property of Api event must reference a valid resource in the same template.",
      event.place,
    );
  }

  /** SAM copies every definition of its own once more before it goes on, which may change the order of keys. */
  #settleDefinitions(): void {
    for (const api of this.#apis.values()) {
      if (api.isManaged) api.definition = new ApiDefinition(api.definition!).finish();
    }
  }

  #transformFunction(resource: SamResource, events: readonly ApiEvent[]): Generated {
    const { generated, target, published } = transformFunction(resource, this.#parameters, this.#partition);
    if (published) {
      this.#renames.set(`${resource.logicalId}.Version`, published.versionId);
      this.#renames.set(`${resource.logicalId}.Alias`, published.aliasId);
    }
    const own = events.filter((event) => event.functionResource === resource);
    const name = resolveParameterRefs(resource.properties["FunctionName"] ?? null, this.#parameters);
    for (const event of own) if (typeof name === "string") this.#apiOf(event).functionNames += name;
    const byPath = [...own].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    for (const event of byPath) {
      Object.assign(
        generated,
        connectEvent(this.#apiOf(event), event, target, this.#parameters, this.#partition),
      );
    }
    return generated;
  }

  #transformApi(api: PendingApi): Generated {
    const { generated, deploymentId, stageId } = transformApi(api, this.#parameters);
    this.#renames.set(`${api.resource.logicalId}.Deployment`, deploymentId);
    this.#renames.set(`${api.resource.logicalId}.Stage`, stageId);
    return generated;
  }
}
