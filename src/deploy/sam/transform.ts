import { RESOURCES_MAX } from "../template/read-template.ts";
import { requireMap } from "../template/sections.ts";
import { TemplateError } from "../template/template-error.ts";
import { isMap, type ValueMap } from "../template/value.ts";
import { transformApi } from "./api.ts";
import { ApiDefinition, emptyDefinition } from "./api-definition.ts";
import { type ApiEvent, connectEvent, declareEventPath, readApiEvents } from "./api-events.ts";
import { transformFunction } from "./function.ts";
import { type Globals, readGlobals, withGlobals } from "./globals.ts";
import { transformLayerVersion } from "./layer-version.ts";
import { declareVersion, openApiVersionOf } from "./openapi-three.ts";
import type { PendingApi } from "./pending-api.ts";
import { docFrom, type PythonDict } from "./python-dict.ts";
import { isTruthy, pythonRepr } from "./python-text.ts";
import { renameReferences } from "./rename-references.ts";
import { IMPLICIT_API, translationOrder } from "./resource-order.ts";
import { resolveParameterRefs, type SamParameters, samParameters } from "./sam-parameters.ts";
import type { Generated, SamResource } from "./sam-resource.ts";
import { API, readSamTemplate, type SamTemplate } from "./sam-template.ts";

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
  readonly #resources: ValueMap;
  readonly #template: SamTemplate;
  readonly #generated: Generated;
  readonly #apis = new Map<string, PendingApi>();
  readonly #renames = new Map<string, string>();

  constructor(root: ValueMap, globals: Globals, parameters: SamParameters, partition: string) {
    this.#partition = partition;
    this.#globals = globals;
    this.#parameters = parameters;
    this.#resources = requireMap(root["Resources"], ["Resources"]);
    this.#template = readSamTemplate(this.#resources, globals);
    this.#generated = { ...this.#template.plain };
    for (const resource of this.#template.apis) this.#addApi(resource);
  }

  run(): { resources: ValueMap; renames: ReadonlyMap<string, string> } {
    const { functions, layers } = this.#template;
    const events = functions.flatMap(readApiEvents);
    // Each makes a permission, so a stack could not hold more.
    if (events.length > RESOURCES_MAX)
      throw new TemplateError(`A template may have ${RESOURCES_MAX} Api events at most`);
    const isImplicit = events.some((event) => event.apiId === IMPLICIT_API);
    if (isImplicit && !this.#apis.has(IMPLICIT_API)) this.#addImplicitApi();
    for (const event of events) declareEventPath(this.#apiOf(event), event);
    this.#settleDefinitions();
    const order = translationOrder(this.#resources, isImplicit);
    const inOrder = [...functions].sort((a, b) => order.indexOf(a.logicalId) - order.indexOf(b.logicalId));
    for (const resource of inOrder) this.#add(this.#transformFunction(resource, events));
    for (const api of this.#apis.values()) this.#add(this.#transformApi(api));
    for (const resource of layers) {
      const { logicalId, generated } = transformLayerVersion(resource, this.#parameters);
      this.#renames.set(resource.logicalId, logicalId);
      this.#add(generated);
    }
    return { resources: this.#generated, renames: this.#renames };
  }

  #add(resources: Generated): void {
    for (const [name, resource] of Object.entries(resources)) {
      if (Object.hasOwn(this.#generated, name)) {
        throw new TemplateError(`SAM generates ${name}, which the template has already`, ["Resources", name]);
      }
      this.#generated[name] = resource;
    }
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
      if (!api.isManaged) continue;
      const { resource, definition } = api;
      declareVersion(definition!, openApiVersionOf(resource));
      api.definition = new ApiDefinition(definition!).finish();
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
    // A name that is a function is printed as Python prints it.
    const text = typeof name === "string" ? name : pythonRepr(docFrom(name));
    for (const event of own) if (isTruthy(name)) this.#apiOf(event).functionNames += text;
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
    const { generated, deploymentId, stageId } = transformApi(api, this.#parameters, this.#partition);
    this.#renames.set(`${api.resource.logicalId}.Deployment`, deploymentId);
    this.#renames.set(`${api.resource.logicalId}.Stage`, stageId);
    return generated;
  }
}
