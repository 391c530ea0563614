import type { Random } from "../../../base/random.ts";
import { type FoundFunction, findVersion } from "../state/found-function.ts";
import type { LambdaRecords } from "../state/lambda-records.ts";

/**
 * Which of an alias's versions one call goes to: each by its weight. A version that is gone meanwhile gets none.
 * Source: developer guide, "Alias routing configuration".
 */
export function chooseVersion(found: FoundFunction, records: LambdaRecords, random: Random): FoundFunction {
  const routing = found.alias?.routing;
  if (!routing || random.bytes(4).readUInt32BE() / 2 ** 32 >= routing.weight) return found;
  const version = findVersion(records, found.record, routing.version);
  return version ? { ...found, version } : found;
}
