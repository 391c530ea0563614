import type { ResourceRegistry } from "../resources/registry.ts";
import type { ResourceRecord, StackRecord } from "./records.ts";
import type { Target } from "./target.ts";

/**
 * Texts that no description of a change may show: values of `NoEcho` parameters, the stack's and those to come, as
 * they are, item by item and in base64; and the secret attributes of the stack's resources.
 */
export function planSecrets(
  registry: ResourceRegistry,
  target: Target,
  stack: Pick<StackRecord, "parameters" | "noEcho">,
  resources: readonly ResourceRecord[],
): string[] {
  const coming = [...target.loaded.template.parameters.values()].filter((parameter) => parameter.noEcho);
  const values = [
    ...coming.map(({ name }) => target.parameters.given.get(name)),
    ...stack.noEcho.map((name) => stack.parameters[name]),
  ].filter((value) => value !== undefined);
  const attributes = resources.flatMap(({ type, current }) =>
    (registry.get(type)?.secretAttributes ?? []).map((name) => current?.attributes[name]),
  );
  const texts = [...values.flatMap(formsOf), ...attributes.filter((value) => typeof value === "string")];
  // Longest first, so that a secret within another does not leave the rest of it in sight.
  return [...new Set(texts)].filter((text) => text !== "").sort((a, b) => b.length - a.length);
}

const formsOf = (value: string): string[] => {
  const items = [value, ...value.split(",").map((item) => item.trim())];
  return [...items, ...items.map((item) => Buffer.from(item).toString("base64"))];
};
