import { isKnownFunction } from "./evaluate.ts";
import { collectReferences, type Reference } from "./references.ts";
import { PSEUDO_PARAMETERS } from "./scope.ts";
import type { Template } from "./template.ts";
import { TemplateError } from "./template-error.ts";

/** Whether a resource type has an attribute of that name; undefined when the type is not known. */
export type AttributeKnown = (type: string, attribute: string) => boolean | undefined;

/**
 * Checks that all that a template mentions exists: parameters, resources, attributes, conditions, functions.
 * Conditions, rules and mappings may not speak of resources. Throws {@link TemplateError} with the place.
 */
export function validateReferences(template: Template, attributeKnown: AttributeKnown): void {
  for (const [name, condition] of template.conditions) {
    for (const reference of collectReferences(condition, ["Conditions", name])) {
      checkReference(template, reference, attributeKnown, false);
    }
  }
  for (const rule of template.rules) {
    const asserted = [rule.condition ?? null, ...rule.assertions.map((assertion) => assertion.assert)];
    for (const reference of collectReferences(asserted, ["Rules", rule.name])) {
      checkReference(template, reference, attributeKnown, false);
    }
  }
  for (const resource of template.resources.values()) {
    const path = ["Resources", resource.logicalId];
    if (resource.condition !== undefined)
      requireCondition(template, resource.condition, [...path, "Condition"]);
    for (const name of resource.dependsOn) requireResource(template, name, [...path, "DependsOn"]);
    for (const reference of collectReferences(resource.properties, [...path, "Properties"])) {
      checkReference(template, reference, attributeKnown, true);
    }
  }
  for (const output of template.outputs.values()) {
    const path = ["Outputs", output.name];
    if (output.condition !== undefined) requireCondition(template, output.condition, [...path, "Condition"]);
    for (const reference of collectReferences([output.value, output.exportName ?? null], path)) {
      checkReference(template, reference, attributeKnown, true);
    }
  }
}

function checkReference(
  template: Template,
  reference: Reference,
  known: AttributeKnown,
  allowsResources: boolean,
): void {
  const { kind, name, path } = reference;
  if (kind === "call") {
    if (!isKnownFunction(name))
      throw new TemplateError(`Template error: ${name} is not a supported function`, path);
    return;
  }
  if (kind === "condition") {
    requireCondition(template, name, path);
    return;
  }
  if (kind === "ref" && (template.parameters.has(name) || PSEUDO_PARAMETERS.has(name))) return;
  if (!allowsResources) {
    throw new TemplateError(
      `Template validation error: Template error: Unresolved dependencies [${name}]. Cannot reference resources in the ${path[0]} block of the template`,
      path,
    );
  }
  if (kind === "ref") {
    requireResource(template, name, path);
    return;
  }
  const resource = template.resources.get(name);
  if (!resource) {
    throw new TemplateError(
      `Template error: instance of Fn::GetAtt references undefined resource ${name}`,
      path,
    );
  }
  if (reference.attribute !== undefined && known(resource.type, reference.attribute) === false) {
    throw new TemplateError(
      `Template error: resource ${name} does not support attribute type ${reference.attribute} in Fn::GetAtt`,
      path,
    );
  }
}

function requireCondition(template: Template, name: string, path: Reference["path"]): void {
  if (template.conditions.has(name)) return;
  throw new TemplateError(
    `Template format error: Unresolved condition dependency ${name} in the ${path[0]} block of the template`,
    path,
  );
}

function requireResource(template: Template, name: string, path: Reference["path"]): void {
  if (template.resources.has(name)) return;
  throw new TemplateError(
    `Template format error: Unresolved resource dependencies [${name}] in the ${path[0]} block of the template`,
    path,
  );
}
