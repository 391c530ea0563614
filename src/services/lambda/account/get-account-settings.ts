import type { GetAccountSettingsRequest, GetAccountSettingsResponse } from "@aws-sdk/client-lambda";
import { ACCOUNT_CONCURRENCY } from "../concurrency/concurrency-limits.ts";
import { type LambdaOperation, READ } from "../dependencies.ts";
import { UNPACKED_BYTES_MAX } from "../packages/unpack-archive.ts";
import { accountCheck } from "../permission-checks.ts";
import { publishedVersions } from "../state/find-function.ts";

/** Source: Lambda quotas page. */
const TOTAL_CODE_BYTES = 80_530_636_800;
const ZIPPED_BYTES_MAX = 52_428_800;

export const getAccountSettings: LambdaOperation<GetAccountSettingsRequest, GetAccountSettingsResponse> = {
  name: "GetAccountSettings",
  permits: () => [accountCheck("GetAccountSettings")],
  audit: READ,
  handle: (_input, call) => {
    const { records, concurrency } = call.deps;
    const functions = records.list(call, "function");
    const versions = functions.flatMap((record) => [record.latest, ...publishedVersions(records, record)]);
    return {
      AccountLimit: {
        TotalCodeSize: TOTAL_CODE_BYTES,
        CodeSizeUnzipped: UNPACKED_BYTES_MAX,
        CodeSizeZipped: ZIPPED_BYTES_MAX,
        ConcurrentExecutions: ACCOUNT_CONCURRENCY,
        UnreservedConcurrentExecutions: concurrency.unreservedLimit(call),
      },
      AccountUsage: {
        TotalCodeSize: versions.reduce((sum, { archive }) => sum + archive.sizeBytes, 0),
        FunctionCount: functions.length,
      },
    };
  },
};
