import type { LambdaCall } from "../dependencies.ts";
import { type FunctionReference, referenceArn, referenceNotFound } from "../function-reference.ts";
import { functionNotFound } from "../lambda-errors.ts";
import { type FoundFunction, findQualified } from "./found-function.ts";
import type { LambdaRecords } from "./lambda-records.ts";
import type { FunctionRecord, VersionRecord } from "./records.ts";

/** Throws ResourceNotFoundException. */
export function requireFunction(call: LambdaCall, reference: FunctionReference): FunctionRecord {
  const record = call.deps.records.find(reference, "function", reference.name);
  if (!record) throw referenceNotFound(unqualified(reference), call);
  return record;
}

/** The function, and the version that the qualifier names; `$LATEST` without one. Throws ResourceNotFoundException. */
export function requireQualified(call: LambdaCall, reference: FunctionReference): FoundFunction {
  const found = findQualified(call.deps.records, reference);
  if (!found) throw functionNotFound(referenceArn(reference, call.partition));
  return found;
}

/** Every published version, oldest first. */
export const publishedVersions = (records: LambdaRecords, record: FunctionRecord): VersionRecord[] =>
  records
    .list(record, "function-version", `${record.name}:`)
    .map(({ configuration }) => configuration)
    .sort((a, b) => Number(a.version) - Number(b.version));

const unqualified = ({ accountId, region, name }: FunctionReference): FunctionReference => ({
  accountId,
  region,
  name,
});
