import { type Doc, PythonDict, SamText } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";

/** Where OpenAPI 3 keeps what Swagger 2 has at the top level. */
const MOVED = [
  ["securityDefinitions", "securitySchemes"],
  ["definitions", "schemas"],
] as const;

/**
 * A definition that the template gives in OpenAPI 3, brought into that form after SAM has added to it in Swagger's.
 * Changes the definition it is given; its entries' order and origin are part of the deployment's hash.
 */
export function toOpenApiThree(definition: PythonDict): PythonDict {
  const isThree = /^3(\.\d)(\.\d)?$/.test(String(definition.get("openapi") ?? ""));
  if (!isThree || definition.get("swagger") !== undefined) return definition;
  for (const [from, to] of MOVED) {
    const section = definition.get(from);
    if (section === undefined || !isTruthy(section)) continue;
    const components = definition.dict("components") ?? new PythonDict();
    components.set(new SamText(to), section);
    definition.set(new SamText("components"), components);
    definition.delete(from);
  }
  for (const [, path] of definition.dict("paths")?.entries() ?? []) {
    const preflight = path instanceof PythonDict ? path.dict("options") : undefined;
    if (preflight) adaptPreflight(preflight);
  }
  return definition;
}

/** OpenAPI 3 knows no `consumes` and `produces`, and wants a header's type under `schema`. */
function adaptPreflight(preflight: PythonDict): void {
  preflight.delete("consumes");
  preflight.delete("produces");
  const headers = preflight.dict("responses")?.dict("200")?.dict("headers");
  for (const [name, header] of headers?.entries() ?? []) headers!.set(name, schemaOf(header));
}

const schemaOf = (header: Doc): PythonDict => new PythonDict().set(new SamText("schema"), header);
