import { hasAttribute, type ResourceType } from "../resources/resource-type.ts";
import type { ResourceValues } from "../template/scope.ts";
import type { ResourceDeclaration } from "../template/template.ts";
import type { ValueMap } from "../template/value.ts";
import { desiredProperties, valuesOf } from "./desired-properties.ts";
import type { EnginePorts } from "./ports.ts";
import { UNKNOWN } from "./property-contexts.ts";
import type { PhysicalResource } from "./records.ts";
import type { Target } from "./target.ts";

/** What is known of a stack's resources while a change of it is planned, resource after resource. */
export class Prediction {
  readonly #ports: Pick<EnginePorts, "registry">;
  readonly #target: Target;
  readonly existing: ReadonlyMap<string, PhysicalResource>;
  /** Resources that are made or replaced: nothing of them is known yet. */
  readonly renewed = new Set<string>();
  /** Resources that change in place: their id stays, and most of their attributes. */
  readonly modified = new Set<string>();

  constructor(
    ports: Pick<EnginePorts, "registry">,
    target: Target,
    existing: ReadonlyMap<string, PhysicalResource>,
  ) {
    this.#ports = ports;
    this.#target = target;
    this.existing = existing;
  }

  /** A resource's properties as they will be, with {@link UNKNOWN} where that depends on another change. */
  properties(type: ResourceType, declaration: ResourceDeclaration, current: ValueMap): ValueMap {
    const scope = { ...this.#target.scope, resources: this.#values() };
    const evaluate = (from: ResourceDeclaration): ValueMap =>
      desiredProperties(type, from, scope, this.#target.tags);
    try {
      return evaluate(declaration);
    } catch {
      // A function such as Fn::Select cannot work on what is not known yet: each property that looks is left open.
      return predictOneByOne(declaration, current, evaluate);
    }
  }

  #values(): ResourceValues {
    const known = valuesOf((logicalId) => this.existing.get(logicalId));
    return {
      ref: (logicalId) => (this.renewed.has(logicalId) ? UNKNOWN : known.ref(logicalId)),
      attribute: (logicalId, name) =>
        this.#mayChange(logicalId, name) ? UNKNOWN : known.attribute(logicalId, name),
    };
  }

  #mayChange(logicalId: string, attribute: string): boolean {
    if (this.renewed.has(logicalId)) return true;
    const type = this.#ports.registry.get(this.existing.get(logicalId)?.type ?? "");
    if (!type || !this.modified.has(logicalId)) return false;
    return hasAttribute({ attributes: type.changingAttributes ?? [] }, attribute);
  }
}

/** Evaluates each property beside the present values of the others. */
function predictOneByOne(
  declaration: ResourceDeclaration,
  current: ValueMap,
  evaluate: (from: ResourceDeclaration) => ValueMap,
): ValueMap {
  const predicted: ValueMap = {};
  for (const [name, value] of Object.entries(declaration.properties)) {
    try {
      const after = evaluate({ ...declaration, properties: { ...current, [name]: value } })[name];
      if (after !== undefined) predicted[name] = after;
    } catch {
      predicted[name] = UNKNOWN;
    }
  }
  return predicted;
}
