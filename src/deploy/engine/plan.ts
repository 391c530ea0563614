import type { ResourceChange } from "@aws-sdk/client-cloudformation";
import type { OperationCaller } from "../caller.ts";
import { propertiesPath, type ResourceDeclaration } from "../template/template.ts";
import type { ValueMap } from "../template/value.ts";
import { changedProperties } from "./desired-properties.ts";
import { changeScope, policyAction, propertyDetail, replacementOf, settingDetails } from "./plan-details.ts";
import type { EnginePorts } from "./ports.ts";
import { Prediction } from "./predict.ts";
import { propertyContexts } from "./property-contexts.ts";
import type { PhysicalResource, ResourceRecord } from "./records.ts";
import { resolveDynamicReferences } from "./ssm-values.ts";
import type { Target } from "./target.ts";

/** What the stack is before the change. */
export interface PlanBasis {
  readonly resources: readonly ResourceRecord[];
  /** The parameters that the stack has. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Reads the values of dynamic references. */
  readonly caller: OperationCaller;
  /** Texts that no description of a change may show. */
  readonly secrets: readonly string[];
}

/** What a deployment of the target would do to each resource that it would touch. Nothing is changed. */
export async function planChanges(
  ports: Pick<EnginePorts, "registry">,
  target: Target,
  basis: PlanBasis,
): Promise<ResourceChange[]> {
  const records = basis.resources.filter((record) => record.current && !record.removed);
  const existing = new Map(records.map((record) => [record.logicalId, record.current!]));
  const planner = new Planner(ports, target, basis, existing);
  const changes: ResourceChange[] = [];
  for (const declaration of inOrder(target)) {
    const change = await planner.plan(declaration);
    if (change) changes.push(change);
  }
  const wanted = new Set(target.resources.map((resource) => resource.logicalId));
  const removed = [...existing].filter(([logicalId]) => !wanted.has(logicalId));
  return [...changes, ...removed.map(([logicalId, current]) => removal(logicalId, current, basis.secrets))];
}

const removal = (
  LogicalResourceId: string,
  current: PhysicalResource,
  secrets: readonly string[],
): ResourceChange => ({
  ...propertyContexts({ before: current.properties }, secrets),
  Action: "Remove",
  PolicyAction: current.deletionPolicy === "Delete" ? "Delete" : "Retain",
  LogicalResourceId,
  PhysicalResourceId: current.physicalId,
  ResourceType: current.type,
  Scope: [],
  Details: [],
});

class Planner {
  readonly #ports: Pick<EnginePorts, "registry">;
  readonly #target: Target;
  readonly #basis: PlanBasis;
  readonly #prediction: Prediction;
  readonly #changedParameters: ReadonlySet<string>;

  constructor(
    ports: Pick<EnginePorts, "registry">,
    target: Target,
    basis: PlanBasis,
    existing: ReadonlyMap<string, PhysicalResource>,
  ) {
    this.#ports = ports;
    this.#target = target;
    this.#basis = basis;
    this.#prediction = new Prediction(ports, target, existing);
    const given = [...target.parameters.given];
    this.#changedParameters = new Set(
      given.filter(([key, value]) => basis.parameters[key] !== value).map(([key]) => key),
    );
  }

  /** The change of a resource; undefined when there is none. Those it depends on have been planned before. */
  async plan(declaration: ResourceDeclaration): Promise<ResourceChange | undefined> {
    const current = this.#prediction.existing.get(declaration.logicalId);
    return current ? this.#planChange(declaration, current) : this.#planAddition(declaration);
  }

  #planAddition(declaration: ResourceDeclaration): ResourceChange {
    const { logicalId, type } = declaration;
    const after = this.#prediction.properties(this.#ports.registry.get(type)!, declaration, {});
    this.#prediction.renewed.add(logicalId);
    const contexts = propertyContexts({ after }, this.#basis.secrets);
    return {
      LogicalResourceId: logicalId,
      ResourceType: type,
      Action: "Add",
      Scope: [],
      Details: [],
      ...contexts,
    };
  }

  async #planChange(
    declaration: ResourceDeclaration,
    current: PhysicalResource,
  ): Promise<ResourceChange | undefined> {
    const { logicalId } = declaration;
    const prediction = this.#prediction;
    const type = this.#ports.registry.get(declaration.type)!;
    const predicted = prediction.properties(type, declaration, current.properties);
    const path = propertiesPath(logicalId);
    const after = (await resolveDynamicReferences(predicted, path, this.#basis.caller)) as ValueMap;
    const changed = changedProperties(current.properties, after);
    const scope = changeScope(changed, declaration, current);
    if (scope.length === 0) return undefined;
    const { condition } = this.#target.scope;
    const source = {
      type,
      declaration,
      after,
      prediction,
      changedParameters: this.#changedParameters,
      condition,
    };
    const details = changed.map((name) => propertyDetail(source, name));
    const replacement = replacementOf(type, details);
    (replacement === "True" ? prediction.renewed : prediction.modified).add(logicalId);
    return {
      LogicalResourceId: logicalId,
      ResourceType: declaration.type,
      Action: "Modify",
      PhysicalResourceId: current.physicalId,
      Replacement: replacement,
      ...policyAction(replacement, current),
      Scope: scope,
      Details: [...details, ...settingDetails(scope)],
      ...propertyContexts({ before: current.properties, after: predicted }, this.#basis.secrets),
    };
  }
}

/** Each resource after those it depends on. */
function inOrder({ resources, graph }: Target): ResourceDeclaration[] {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const ordered = new Set<ResourceDeclaration>();
  const visit = (resource: ResourceDeclaration): void => {
    if (ordered.has(resource)) return;
    for (const name of graph.get(resource.logicalId) ?? []) visit(byId.get(name)!);
    ordered.add(resource);
  };
  for (const resource of resources) visit(resource);
  return [...ordered];
}
