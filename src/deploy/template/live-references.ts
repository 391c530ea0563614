import { collectReferences } from "./references.ts";
import { propertiesPath, type ResourceDeclaration, type Template } from "./template.ts";
import { TemplateError } from "./template-error.ts";
import type { Path, Value } from "./value.ts";

/**
 * Checks that nothing which exists under the evaluated conditions speaks of a resource that does not: it would fail
 * only once other resources had been made. Throws {@link TemplateError} with the place.
 */
export function requireLiveReferences(
  template: Template,
  resources: readonly ResourceDeclaration[],
  condition: (name: string) => boolean,
): void {
  const live = new Set(resources.map((resource) => resource.logicalId));
  const check = (value: Value, path: Path): void => {
    for (const reference of collectReferences(value, path, condition)) {
      if (reference.kind !== "ref" && reference.kind !== "attribute") continue;
      if (live.has(reference.name) || !template.resources.has(reference.name)) continue;
      const block = `in the ${String(path[0])} block of the template`;
      const reason = `Template format error: Unresolved resource dependencies [${reference.name}] ${block}`;
      throw new TemplateError(reason, reference.path);
    }
  };
  for (const { logicalId, properties } of resources) check(properties, propertiesPath(logicalId));
  for (const output of template.outputs.values()) {
    if (output.condition !== undefined && !condition(output.condition)) continue;
    check(output.value, ["Outputs", output.name, "Value"]);
    if (output.exportName !== undefined) check(output.exportName, ["Outputs", output.name, "Export", "Name"]);
  }
}
