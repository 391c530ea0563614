import { badRequest, conflict, notFound } from "../api-errors.ts";
import { resourcePath } from "../resources/resource-tree.ts";
import type { ApiDefinition, ModelRecord } from "../state/api-record.ts";
import { findEntry, type StringMap } from "../string-map.ts";
import { checkSchema } from "./model-schema.ts";

/** Source: API Gateway quotas page, "Model payload size": 400 KB. */
const SCHEMA_BYTES_MAX = 400 * 1024;
const MODELS_MAX = 500;
const MODEL_NAME = /^[a-zA-Z0-9]{1,255}$/;

export function requireModel(definition: ApiDefinition, name: string): ModelRecord {
  const model = findEntry(definition.models, name);
  if (!model) throw notFound(`Invalid model name specified: ${name}`);
  return model;
}

/** Checks a model as a whole, whichever way it was written: created, patched or imported. */
export function checkModel(definition: ApiDefinition, model: ModelRecord): void {
  checkModelName(model.name);
  checkContentType(model.contentType);
  if (Object.keys(definition.models).length > MODELS_MAX)
    throw badRequest(`An API has at most ${MODELS_MAX} models`);
  for (const reference of checkModelSchema(model.schema)) {
    if (!findEntry(definition.models, reference))
      throw badRequest(`Invalid model identifier specified: ${reference}`);
  }
}

export function checkModelName(name: string): void {
  if (name === "") throw badRequest("Model name must be non-empty");
  if (!MODEL_NAME.test(name)) throw badRequest("Model name must be alphanumeric");
}

export function checkContentType(contentType: string): void {
  if (!contentType.includes("/")) throw badRequest(`Invalid content type specified: ${contentType}`);
}

/** Checks a schema by itself; the names of the models that it refers to. */
export function checkModelSchema(schema: string): readonly string[] {
  if (Buffer.byteLength(schema) > SCHEMA_BYTES_MAX) {
    throw badRequest(`A model's schema has at most ${SCHEMA_BYTES_MAX} bytes`);
  }
  return checkSchema(schema);
}

/** Throws Conflict when a method or another model still refers to the model. */
export function checkUnused(definition: ApiDefinition, name: string): void {
  const refersTo = (models: StringMap | undefined): boolean => Object.values(models ?? {}).includes(name);
  for (const resource of Object.values(definition.resources)) {
    for (const method of Object.values(resource.methods)) {
      const place = `${resourcePath(definition, resource)}/${method.httpMethod}`;
      if (refersTo(method.requestModels)) {
        throw conflict(`Cannot delete model '${name}', is referenced in method request: ${place}`);
      }
      if (Object.values(method.responses).some((response) => refersTo(response.responseModels))) {
        throw conflict(`Cannot delete model '${name}', is referenced in method response: ${place}`);
      }
    }
  }
  const user = Object.values(definition.models).find(
    (model) => model.name !== name && checkSchema(model.schema).includes(name),
  );
  if (user) throw conflict(`Cannot delete model '${name}', is referenced in model: ${user.name}`);
}
