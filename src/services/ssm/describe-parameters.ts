import type { DescribeParametersRequest, DescribeParametersResult } from "@aws-sdk/client-ssm";
import { READ, type SsmOperation } from "./dependencies.ts";
import { matchFilters } from "./parameter-filters.ts";
import { pageStart, takePage } from "./parameter-pages.ts";
import { listParameters } from "./parameter-store.ts";
import { metadataView } from "./parameter-view.ts";

/** Most parameters a page. Source: API reference. */
const PAGE_MAX = 50;
const FILTER_KEYS = ["Name", "Type", "Path", "Tier", "DataType", "tag"];

export const describeParameters: SsmOperation<DescribeParametersRequest, DescribeParametersResult> = {
  name: "DescribeParameters",
  permits: (_input, call) => [
    {
      action: "ssm:DescribeParameters",
      resource: `arn:${call.partition}:ssm:${call.region}:${call.accountId}:*`,
    },
  ],
  audit: READ,
  // `Filters` is AWS's own deprecated form, which `ParameterFilters` replaces.
  refuses: [{ member: "Filters" }, { member: "Shared" }],
  handle: async (input, call) => {
    const { page, ...rest } = await takePage(
      listParameters(call, "", pageStart(input)),
      Math.min(input.MaxResults ?? PAGE_MAX, PAGE_MAX),
      matchFilters(input.ParameterFilters, FILTER_KEYS),
    );
    return { Parameters: page.map((parameter) => metadataView(call, parameter)), ...rest };
  },
};
