import type { NormalizedSchema } from "@smithy/core/schema";
import type { OperationModel } from "../aws/model.ts";
import { membersOf, structureOf, traitsOf } from "../aws/schema.ts";

const known = new WeakMap<OperationModel, readonly string[]>();

/**
 * Names of the input's members whose values AWS's model calls sensitive, at any depth: `SSECustomerKey`. Of a list or map
 * of sensitive values, the member that holds it.
 */
export function sensitiveMembers(operation: OperationModel): readonly string[] {
  const before = known.get(operation);
  if (before) return before;
  const names = new Set<string>();
  const seen = new Set<unknown>();
  const visit = (schema: NormalizedSchema, name: string): void => {
    if (traitsOf(schema).sensitive) names.add(name);
    else if (schema.isListSchema() || schema.isMapSchema()) visit(schema.getValueSchema(), name);
    else if (schema.isStructSchema() && !seen.has(structureOf(schema))) {
      // A shape that holds itself is looked at once.
      seen.add(structureOf(schema));
      for (const [member, inner] of membersOf(schema)) visit(inner, member);
    }
  };
  visit(operation.input, operation.name);
  const found = [...names];
  known.set(operation, found);
  return found;
}
