import type { ListFunctionsRequest, ListFunctionsResponse } from "@aws-sdk/client-lambda";
import { type LambdaOperation, READ } from "../dependencies.ts";
import { pageOf } from "../page.ts";
import { accountCheck } from "../permission-checks.ts";
import { publishedVersions } from "../state/find-function.ts";
import { configurationView } from "./function-view.ts";

export const listFunctions: LambdaOperation<ListFunctionsRequest, ListFunctionsResponse> = {
  name: "ListFunctions",
  permits: () => [accountCheck("ListFunctions")],
  audit: READ,
  refuses: [{ member: "MasterRegion", accepts: ["ALL"] }],
  handle: (input, call) => {
    const isAll = input.FunctionVersion === "ALL";
    const entries = call.deps.records.list(call, "function").flatMap((record) => {
      const versions = isAll ? publishedVersions(call.deps.records, record) : [];
      return [record.latest, ...versions].map((version) => ({ record, version }));
    });
    const { items, ...rest } = pageOf(
      entries,
      input,
      ({ record, version }) => `${record.name}:${version.version}`,
    );
    return {
      Functions: items.map(({ record, version }) =>
        configurationView(call, record, version, isAll ? version.version : undefined),
      ),
      ...rest,
    };
  },
};
