import { uuid } from "../../../base/ids.ts";
import type { LambdaCall } from "../dependencies.ts";
import type { FunctionReference } from "../function-reference.ts";
import { checkRevision, invalidParameter } from "../lambda-errors.ts";
import { changeFunction } from "../state/change-function.ts";
import type { FunctionRecord, VersionRecord } from "../state/records.ts";

/** What a publication asks for. */
export interface PublishInput {
  readonly CodeSha256?: string | undefined;
  readonly Description?: string | undefined;
  readonly RevisionId?: string | undefined;
}

/** Makes an unchangeable version of `$LATEST`, unless nothing has changed since the last one: then it is that one. */
export function publish(
  call: LambdaCall,
  reference: FunctionReference,
  input: PublishInput,
): Promise<VersionRecord> {
  return changeFunction(call, reference, (record) => {
    checkRevision(input.RevisionId, record.latest.revisionId);
    checkCode(input.CodeSha256, record.latest);
    const same = findSame(call, record);
    if (same) return { record, result: same };
    const configuration = published(record, input.Description, call);
    const version = { functionName: record.name, configuration, sourceRevisionId: record.latest.revisionId };
    return {
      record: { ...record, nextVersion: record.nextVersion + 1 },
      others: [{ type: "function-version", id: `${record.name}:${configuration.version}`, record: version }],
      result: configuration,
    };
  });
}

function published(record: FunctionRecord, description: string | undefined, call: LambdaCall): VersionRecord {
  return {
    ...record.latest,
    version: String(record.nextVersion),
    description: description ?? record.latest.description,
    revisionId: uuid(call.deps.random),
  };
}

function checkCode(asked: string | undefined, { archive }: VersionRecord): void {
  if (asked === undefined || asked === "" || asked === archive.sha256) return;
  throw invalidParameter(
    `CodeSHA256 (${asked}) is different from current CodeSHA256 in $LATEST (${archive.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
  );
}

/** The version that was made of `$LATEST` as it still is. */
const findSame = ({ deps }: LambdaCall, record: FunctionRecord): VersionRecord | undefined =>
  deps.records
    .list(record, "function-version", `${record.name}:`)
    .find(({ sourceRevisionId }) => sourceRevisionId === record.latest.revisionId)?.configuration;
