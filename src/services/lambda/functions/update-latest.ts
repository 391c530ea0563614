import { uuid } from "../../../base/ids.ts";
import type { LambdaCall } from "../dependencies.ts";
import type { FunctionReference } from "../function-reference.ts";
import { checkRevision } from "../lambda-errors.ts";
import { releaseArchives } from "../packages/release-archives.ts";
import { changeFunction } from "../state/change-function.ts";
import type { FunctionRecord, VersionRecord } from "../state/records.ts";

/** Changes `$LATEST` and lets go of archives that nothing needs any more. Returns the function as it is now. */
export async function updateLatest(
  call: LambdaCall,
  reference: FunctionReference,
  revisionId: string | undefined,
  plan: (before: VersionRecord, record: FunctionRecord) => VersionRecord,
): Promise<FunctionRecord> {
  const { before, after } = await changeFunction(call, reference, (record) => {
    checkRevision(revisionId, record.latest.revisionId);
    const planned = plan(record.latest, record);
    const latest = { ...planned, modifiedAtMs: call.nowMs, revisionId: uuid(call.deps.random) };
    const after = { ...record, latest };
    return { record: after, result: { before: record.latest, after } };
  });
  await releaseArchives(before, call.deps);
  return after;
}
