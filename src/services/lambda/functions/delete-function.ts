import type { DeleteFunctionRequest, DeleteFunctionResponse } from "@aws-sdk/client-lambda";
import { type LambdaCall, type LambdaOperation, WRITE } from "../dependencies.ts";
import { type FunctionReference, parseFunctionReference, referenceNotFound } from "../function-reference.ts";
import { conflict, invalidParameter } from "../lambda-errors.ts";
import { releaseArchives } from "../packages/release-archives.ts";
import { functionCheck } from "../permission-checks.ts";
import { changeFunction } from "../state/change-function.ts";
import { publishedVersions, requireFunction } from "../state/find-function.ts";
import { findVersion } from "../state/found-function.ts";
import { ownEntry } from "../state/own-entry.ts";
import type { VersionRecord } from "../state/records.ts";

export const deleteFunction: LambdaOperation<DeleteFunctionRequest, DeleteFunctionResponse> = {
  name: "DeleteFunction",
  permits: (input, call) => [
    functionCheck(call, "DeleteFunction", parseFunctionReference(input.FunctionName, call, input.Qualifier)),
  ],
  audit: WRITE,
  handle: async (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call, input.Qualifier);
    const gone = await (reference.qualifier === undefined
      ? deleteWhole(call, reference)
      : deleteVersion(call, reference, reference.qualifier));
    for (const version of gone) await releaseArchives(version, call.deps);
    return { StatusCode: 204 };
  },
};

/** The function with all its versions, aliases and policies. */
function deleteWhole(call: LambdaCall, reference: FunctionReference): Promise<VersionRecord[]> {
  const { records } = call.deps;
  return records.change(reference, () => {
    const record = requireFunction(call, reference);
    const versions = publishedVersions(records, record);
    const others = versions.map(
      ({ version }) => ({ type: "function-version", id: `${record.name}:${version}` }) as const,
    );
    return {
      edits: [{ type: "function", id: record.name }, ...others],
      result: [record.latest, ...versions],
    };
  });
}

function deleteVersion(
  call: LambdaCall,
  reference: FunctionReference,
  qualifier: string,
): Promise<VersionRecord[]> {
  if (qualifier === "$LATEST") {
    throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  }
  return changeFunction(call, reference, (record) => {
    if (ownEntry(record.aliases, qualifier)) {
      throw invalidParameter("Deletion of aliases is not currently supported.");
    }
    const version = findVersion(call.deps.records, record, qualifier);
    if (!version) throw referenceNotFound(reference, call);
    const users = Object.values(record.aliases).filter(
      (alias) => alias.version === qualifier || alias.routing?.version === qualifier,
    );
    if (users.length > 0) {
      throw conflict(
        `Version (${qualifier}) is referenced by the following aliases: ${users.map(({ name }) => name).join(", ")}.`,
      );
    }
    const { [qualifier]: _policy, ...policies } = record.policies;
    const { [qualifier]: _config, ...eventConfigs } = record.eventConfigs;
    return {
      record: { ...record, policies, eventConfigs },
      others: [{ type: "function-version", id: `${record.name}:${qualifier}` }],
      result: [version],
    };
  });
}
