import type { OperationCaller } from "../caller.ts";
import { readObject } from "../resources/property-schema.ts";
import type { ResourceRegistry } from "../resources/registry.ts";
import { hasAttribute, type ResourceCapability, type Tag } from "../resources/resource-type.ts";
import { conditionOf, evaluateConditions } from "../template/conditions.ts";
import { type DependencyGraph, dependencyGraph, liveResources } from "../template/dependencies.ts";
import { requireLiveReferences } from "../template/live-references.ts";
import { type LoadedTemplate, placed } from "../template/load-template.ts";
import { type ParameterInput, type ResolvedParameters, resolveParameters } from "../template/parameters.ts";
import { enforceRules } from "../template/rules.ts";
import type { Scope, StackPlace } from "../template/scope.ts";
import { propertiesPath, type ResourceDeclaration, type Template } from "../template/template.ts";
import { TemplateError } from "../template/template-error.ts";
import { validateReferences } from "../template/validate-references.ts";
import { readSsmParameter } from "./ssm-values.ts";

/** What a stack is to become: a template with its parameters and conditions settled. */
export interface Target {
  readonly loaded: LoadedTemplate;
  readonly parameters: ResolvedParameters;
  readonly tags: readonly Tag[];
  readonly resources: readonly ResourceDeclaration[];
  readonly graph: DependencyGraph;
  /** Everything an intrinsic function may look at but other resources. */
  readonly scope: Omit<Scope, "resources">;
  /** Names of the exports that have been imported by what was evaluated so far. */
  readonly importedNames: () => readonly string[];
}

/** What a target is made from. */
export interface TargetRequest {
  readonly loaded: LoadedTemplate;
  readonly place: StackPlace;
  readonly inputs: readonly ParameterInput[];
  /** The stack's parameters, for those that keep their value. */
  readonly previous: ReadonlyMap<string, string>;
  readonly tags: readonly Tag[];
  readonly exports: ReadonlyMap<string, string>;
  readonly registry: ResourceRegistry;
  readonly caller: OperationCaller;
}

/** Settles a template for a stack. Throws {@link TemplateError} or `ValidationError`; nothing is deployed yet. */
export async function settleTarget(request: TargetRequest): Promise<Target> {
  try {
    return await settle(request);
  } catch (error) {
    throw placed(request.loaded.source, error);
  }
}

async function settle(request: TargetRequest): Promise<Target> {
  const { loaded, registry, place, exports } = request;
  const { template } = loaded;
  validateResources(template, registry);
  const parameters = await resolveParameters(template, request.inputs, request.previous, (name) =>
    readSsmParameter(request.caller, name),
  );
  const imported = new Set<string>();
  const importValue = (name: string): string | undefined => {
    imported.add(name);
    return exports.get(name);
  };
  const base = { place, parameters: parameters.values, mappings: template.mappings, importValue };
  const condition = conditionOf(evaluateConditions(template, base));
  enforceRules(template, base, condition);
  const resources = liveResources(template, condition);
  requireLiveReferences(template, resources, condition);
  const graph = dependencyGraph(resources, condition);
  const scope = { ...base, condition };
  return {
    loaded,
    parameters,
    tags: request.tags,
    resources,
    graph,
    scope,
    importedNames: () => [...imported],
  };
}

/** Checks all that can be checked before parameters are known: types, properties, references. */
export function validateTemplate({ template, source }: LoadedTemplate, registry: ResourceRegistry): void {
  try {
    validateResources(template, registry);
  } catch (error) {
    throw placed(source, error);
  }
}

function validateResources(template: Template, registry: ResourceRegistry): void {
  for (const { logicalId, type, properties } of template.resources.values()) {
    const definition = registry.get(type);
    if (!definition) {
      throw new TemplateError(`Template format error: Unrecognized or unsupported resource type: ${type}`, [
        "Resources",
        logicalId,
        "Type",
      ]);
    }
    readObject(definition.properties, properties, propertiesPath(logicalId), "static");
  }
  validateReferences(template, (type, attribute) => {
    const definition = registry.get(type);
    return definition && hasAttribute(definition, attribute);
  });
}

/** The capabilities that a template's resources need, and the types that need them. */
export function neededCapabilities(
  template: Template,
  registry: ResourceRegistry,
): ReadonlyMap<ResourceCapability, string[]> {
  const needed = new Map<ResourceCapability, string[]>();
  for (const { type, properties } of template.resources.values()) {
    const capability = registry.get(type)?.capability?.(properties);
    if (capability) needed.set(capability, [...(needed.get(capability) ?? []), type]);
  }
  return needed;
}
