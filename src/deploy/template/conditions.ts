import { evaluate } from "./evaluate.ts";
import { noResources, type Scope } from "./scope.ts";
import type { Template } from "./template.ts";
import { TemplateError } from "./template-error.ts";

/** The scope of a template's parts that come before its resources. */
export type BaseScope = Omit<Scope, "condition" | "resources">;

/** Evaluates every condition. Throws {@link TemplateError} for a circular one, naming the circle. */
export function evaluateConditions(template: Template, base: BaseScope): Map<string, boolean> {
  const settled = new Map<string, boolean>();
  const underway: string[] = [];
  const condition = (name: string): boolean => {
    const known = settled.get(name);
    if (known !== undefined) return known;
    const path = ["Conditions", name];
    const definition = template.conditions.get(name);
    if (definition === undefined)
      throw new TemplateError(`Template error: condition ${name} does not exist`, path);
    if (underway.includes(name)) {
      const circle = [...underway.slice(underway.indexOf(name)), name].join(" -> ");
      throw new TemplateError(
        `Template format error: Circular dependency between conditions: ${circle}`,
        path,
      );
    }
    underway.push(name);
    const value = evaluate(definition, { ...base, condition, resources: noResources }, path);
    underway.pop();
    if (typeof value !== "boolean")
      throw new TemplateError(`Template format error: condition ${name} is no condition`, path);
    settled.set(name, value);
    return value;
  };
  for (const name of template.conditions.keys()) condition(name);
  return settled;
}

/** Reads an evaluated condition by name. */
export function conditionOf(settled: ReadonlyMap<string, boolean>): (name: string) => boolean {
  return (name) => {
    const value = settled.get(name);
    if (value === undefined) throw new TemplateError(`Template error: condition ${name} does not exist`);
    return value;
  };
}
