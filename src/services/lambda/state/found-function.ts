import type { FunctionReference } from "../function-reference.ts";
import type { LambdaRecords } from "./lambda-records.ts";
import { ownEntry } from "./own-entry.ts";
import type { AliasRecord, FunctionRecord, VersionRecord } from "./records.ts";

/** A function, and what one of its names means. */
export interface FoundFunction {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  /** The alias that the name went through. */
  readonly alias?: AliasRecord;
}

/** As {@link requireQualified}, for those who do not throw. */
export function findQualified(
  records: LambdaRecords,
  reference: FunctionReference,
): FoundFunction | undefined {
  const record = records.find(reference, "function", reference.name);
  if (!record) return undefined;
  const { qualifier } = reference;
  const alias = qualifier === undefined ? undefined : ownEntry(record.aliases, qualifier);
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
