import type { LambdaCall } from "../dependencies.ts";
import { type FunctionReference, referenceArn, referenceNotFound } from "../function-reference.ts";
import { functionNotFound } from "../lambda-errors.ts";
import type { LambdaRecords } from "./lambda-records.ts";
import type { AliasRecord, FunctionRecord, VersionRecord } from "./records.ts";

/** A function, and what one of its names means. */
export interface FoundFunction {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  /** The alias that the name went through. */
  readonly alias?: AliasRecord;
}

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

/** As {@link requireQualified}, for those who do not throw. */
export function findQualified(
  records: LambdaRecords,
  reference: FunctionReference,
): FoundFunction | undefined {
  const record = records.find(reference, "function", reference.name);
  if (!record) return undefined;
  const { qualifier } = reference;
  const alias = qualifier === undefined ? undefined : record.aliases[qualifier];
  const version = findVersion(records, record, alias?.version ?? qualifier ?? "$LATEST");
  return version && { record, version, ...(alias ? { alias } : {}) };
}

/** A version by its number or `$LATEST`. */
export function findVersion(
  records: LambdaRecords,
  record: FunctionRecord,
  version: string,
): VersionRecord | undefined {
  if (version === "$LATEST") return record.latest;
  return records.find(record, "function-version", `${record.name}:${version}`)?.configuration;
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
