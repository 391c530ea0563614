import { createHash } from "node:crypto";
import { AwsError } from "../../../aws/aws-error.ts";
import { shortId } from "../../../base/ids.ts";
import { checkModel } from "../models/model-rules.ts";
import type { ModelRecord } from "../state/api-record.ts";
import { findEntry, removeEntry, setEntry } from "../string-map.ts";
import type { DocumentNode } from "./document-node.ts";
import type { ImportTarget } from "./import-target.ts";
import type { Body, OpenApiDocument } from "./openapi-format.ts";

/**
 * Reads the document's schemas as models. One that API Gateway cannot have as a model, or that refers to such a one, is
 * left out with a warning, as on AWS.
 */
export function readModels(target: ImportTarget, document: OpenApiDocument): void {
  const named = (document.format.schemas(document.root)?.entries() ?? []).map(([name, schema]) => {
    const former = findEntry(target.definition.models, name);
    return newModel(target, document, name, schema, former?.id);
  });
  for (const model of named) setEntry(target.definition.models, model.name, model);
  // Leaving one out may leave another without what it refers to, so this goes on until nothing more falls.
  while (named.some((model) => leaveOutIfUnsound(target, model)));
}

/** Content type → model of an operation's or a response's bodies. An inline schema becomes a model of its own. */
export function readBodies(
  target: ImportTarget,
  document: OpenApiDocument,
  bodies: readonly Body[],
): Record<string, string> {
  const models = bodies.flatMap(([contentType, schema]) => {
    const name = modelOf(target, document, schema);
    return name === undefined ? [] : [[contentType, name] as const];
  });
  return Object.fromEntries(models);
}

function modelOf(target: ImportTarget, document: OpenApiDocument, schema: DocumentNode): string | undefined {
  const { schemaPrefix } = document.format;
  const reference = schema.at("$ref")?.text();
  if (reference !== undefined) {
    const name = reference.startsWith(schemaPrefix) ? reference.slice(schemaPrefix.length) : undefined;
    if (name !== undefined && findEntry(target.definition.models, name)) return name;
    target.warnings.push(`Parse issue: ${schema.place} refers to ${reference}, which is missing or no model`);
    return undefined;
  }
  const digest = createHash("sha256").update(JSON.stringify(schema.value)).digest("hex").slice(0, 8);
  const name = `MODEL${digest}`;
  if (findEntry(target.definition.models, name)) return name;
  const model = newModel(target, document, name, schema);
  setEntry(target.definition.models, name, model);
  return leaveOutIfUnsound(target, model) ? undefined : name;
}

function newModel(
  target: ImportTarget,
  document: OpenApiDocument,
  name: string,
  schema: DocumentNode,
  id = shortId(target.random, 6),
): ModelRecord {
  const prefix = `https://apigateway.amazonaws.com/restapis/${target.apiId}/models/`;
  const text = JSON.stringify(withReferences(schema.value, document.format.schemaPrefix, prefix));
  const description = schema.at("description")?.value;
  return {
    id,
    name,
    ...(typeof description === "string" && description !== "" ? { description } : {}),
    contentType: "application/json",
    schema: text,
  };
}

/** Whether a model that is still there had to be left out. */
function leaveOutIfUnsound({ definition, warnings }: ImportTarget, model: ModelRecord): boolean {
  if (findEntry(definition.models, model.name) !== model) return false;
  try {
    checkModel(definition, model);
    return false;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    removeEntry(definition.models, model.name);
    warnings.push(`Unable to create model for '${model.name}': ${error.message}`);
    return true;
  }
}

/** A schema whose references that start with `from` start with `to`. */
export function withReferences(value: unknown, from: string | RegExp, to: string): unknown {
  if (Array.isArray(value)) return value.map((element) => withReferences(element, from, to));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      key === "$ref" && typeof member === "string"
        ? [key, member.replace(from, to)]
        : [key, withReferences(member, from, to)],
    ),
  );
}
