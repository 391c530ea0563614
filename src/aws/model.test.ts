import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { NormalizedSchema } from "@smithy/core/schema";
import { CATALOGUE } from "./catalogue.ts";
import { compilePattern } from "./constraints/pattern.ts";
import { loadModel, type ServiceModel } from "./model.ts";
import { membersOf, structureOf } from "./schema.ts";

/** Calls `visit` for every structure that the schema can hold, once. */
function eachStructure(
  schema: NormalizedSchema,
  visit: (schema: NormalizedSchema) => void,
  seen: Set<unknown>,
): void {
  if (schema.isListSchema() || schema.isMapSchema()) eachStructure(schema.getValueSchema(), visit, seen);
  if (!schema.isStructSchema() || seen.has(structureOf(schema))) return;
  seen.add(structureOf(schema));
  visit(schema);
  for (const [, member] of membersOf(schema)) eachStructure(member, visit, seen);
}

/** Structures by name that inputs of the service can hold, to their members' names. */
function inputStructures(model: ServiceModel): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const seen = new Set<unknown>();
  for (const operation of model.operations.values()) {
    eachStructure(
      operation.input,
      (schema) => found.set(structureOf(schema)[2], structureOf(schema)[4]),
      seen,
    );
  }
  return found;
}

describe("the constraint overlay fits the model", () => {
  for (const entry of CATALOGUE) {
    test(entry.id, () => {
      const model = loadModel(entry.id);
      const structures = inputStructures(model);
      for (const [structure, members] of Object.entries(model.constraints.members)) {
        for (const [member, index] of Object.entries(members)) {
          assert.ok(structures.get(structure)?.includes(member), `${structure}.${member}`);
          assert.ok(model.constraints.table[index], `constraint ${index}`);
        }
      }
      for (const [operation, errors] of Object.entries(model.constraints.errors)) {
        assert.ok(model.operations.has(operation), operation);
        for (const error of errors) assert.ok(model.errors.has(error), error);
      }
      for (const { pattern, matches } of model.constraints.table) {
        if (pattern !== undefined) compilePattern(matches ?? pattern);
      }
    });
  }
});

test("no output has an idempotency token, for which the SDK's serialisers would invent a value", () => {
  for (const entry of CATALOGUE) {
    const seen = new Set<unknown>();
    for (const operation of loadModel(entry.id).operations.values()) {
      eachStructure(
        operation.output,
        (schema) => {
          for (const [name, member] of membersOf(schema)) {
            assert.ok(!member.isIdempotencyToken(), `${entry.id} ${structureOf(schema)[2]}.${name}`);
          }
        },
        seen,
      );
    }
  }
});

test("an error is found by its shape's name and by its query code", () => {
  const { errors } = loadModel("iam");
  assert.equal(errors.get("EntityAlreadyExistsException"), errors.get("EntityAlreadyExists"));
  assert.equal(errors.get("EntityAlreadyExists")?.status, 409);
});

test("the SDK's own base classes are no errors of the service", () => {
  for (const entry of CATALOGUE) {
    for (const error of loadModel(entry.id).errors.values())
      assert.doesNotMatch(error.namespace, /synthetic/);
  }
});
