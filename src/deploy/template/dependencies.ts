import { collectReferences } from "./references.ts";
import type { ResourceDeclaration, Template } from "./template.ts";
import { propertiesPath } from "./template.ts";
import { TemplateError } from "./template-error.ts";

/** Which resources each resource must come after. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** The resources that exist under the evaluated conditions, in the template's order. */
export function liveResources(
  template: Template,
  condition: (name: string) => boolean,
): ResourceDeclaration[] {
  return [...template.resources.values()].filter(
    (resource) => resource.condition === undefined || condition(resource.condition),
  );
}

/**
 * The graph of `DependsOn`, `Ref`, `Fn::GetAtt` and `Fn::Sub` among live resources.
 * Throws {@link TemplateError} for a circle, naming its members in order.
 */
export function dependencyGraph(
  resources: readonly ResourceDeclaration[],
  condition: (name: string) => boolean,
): DependencyGraph {
  const live = new Set(resources.map((resource) => resource.logicalId));
  const graph = new Map<string, ReadonlySet<string>>();
  for (const { logicalId, properties, dependsOn } of resources) {
    const mentioned = collectReferences(properties, propertiesPath(logicalId), condition)
      .filter((reference) => reference.kind === "ref" || reference.kind === "attribute")
      .map((reference) => reference.name);
    graph.set(logicalId, new Set([...dependsOn, ...mentioned].filter((name) => live.has(name))));
  }
  refuseCircles(graph);
  return graph;
}

function refuseCircles(graph: DependencyGraph): void {
  const finished = new Set<string>();
  const trail: string[] = [];
  const visit = (name: string): void => {
    if (finished.has(name)) return;
    const start = trail.indexOf(name);
    if (start >= 0) {
      const circle = [...trail.slice(start), name];
      throw new TemplateError(`Circular dependency between resources: [${circle.join(" -> ")}]`, [
        "Resources",
        name,
      ]);
    }
    trail.push(name);
    for (const dependency of graph.get(name) ?? []) visit(dependency);
    trail.pop();
    finished.add(name);
  };
  for (const name of graph.keys()) visit(name);
}
