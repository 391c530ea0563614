import { TemplateError } from "../template/template-error.ts";
import { type Doc, PythonDict, SamText } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";
import { propertyPath, type SamResource } from "./sam-resource.ts";

/** Where OpenAPI 3 keeps what Swagger 2 has at the top level. */
const MOVED = [
  ["securityDefinitions", "securitySchemes"],
  ["definitions", "schemas"],
] as const;

const isThree = (version: string): boolean => /^3(\.\d)(\.\d)?$/.test(version);

/**
 * `OpenApiVersion`: the form of the definition that SAM makes. Where it is set, whatever to, SAM leaves out the stage
 * named `Stage` that it otherwise deploys beside an API's own. Source: SAM's published translator.
 */
export function openApiVersionOf(resource: SamResource): string | undefined {
  const version = resource.properties["OpenApiVersion"];
  if (version === undefined) return undefined;
  if (typeof version === "string" && /^[23](\.\d)(\.\d)?$/.test(version)) return version;
  const reason = "The OpenApiVersion value must be of the format '3.0.0', as text.";
  throw new TemplateError(reason, propertyPath(resource, "OpenApiVersion"));
}

/** Says of a definition that SAM makes from events which version it is in. */
export function declareVersion(definition: PythonDict, version: string | undefined): void {
  if (version === undefined || !isThree(version)) return;
  definition.set(new SamText("openapi"), version);
  definition.delete("swagger");
}

/**
 * A definition in OpenAPI 3, by `OpenApiVersion` or else by its own word, brought into that form after SAM has added to
 * it in Swagger's. Changes the definition it is given; its entries' order and origin are part of the deployment's hash.
 */
export function toOpenApiThree(definition: PythonDict, version: string | undefined): PythonDict {
  if (!isThree(version ?? String(definition.get("openapi") ?? ""))) return definition;
  if (definition.get("swagger") !== undefined) return definition;
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
