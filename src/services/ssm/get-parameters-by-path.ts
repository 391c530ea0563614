import type { GetParametersByPathRequest, GetParametersByPathResult } from "@aws-sdk/client-ssm";
import { READ, type SsmOperation } from "./dependencies.ts";
import { matchFilters } from "./parameter-filters.ts";
import { pageStart, takePage } from "./parameter-pages.ts";
import { latestVersion } from "./parameter-record.ts";
import { listParameters } from "./parameter-store.ts";
import { parameterView } from "./parameter-view.ts";
import { parameterCheck } from "./permissions.ts";
import { validationFailed } from "./ssm-errors.ts";

/** Most parameters a page. Source: API reference. */
const PAGE_MAX = 10;

export const getParametersByPath: SsmOperation<GetParametersByPathRequest, GetParametersByPathResult> = {
  name: "GetParametersByPath",
  permits: async (input, call) => [
    // Without its last slash: `/app/` must not get around a policy about `/app`.
    await parameterCheck(call, "GetParametersByPath", input.Path.replace(/(?<=.)\/+$/, ""), [
      ["ssm:Recursive", [String(input.Recursive ?? false)]],
    ]),
  ],
  audit: READ,
  handle: async (input, call) => {
    if (!input.Path.startsWith("/")) throw validationFailed("The parameter path must start with a slash.");
    const prefix = input.Path.endsWith("/") ? input.Path : `${input.Path}/`;
    const filters = matchFilters(input.ParameterFilters, ["Type"]);
    const { page, ...rest } = await takePage(
      listParameters(call, prefix, pageStart(input)),
      Math.min(input.MaxResults ?? PAGE_MAX, PAGE_MAX),
      (parameter) => (input.Recursive || !parameter.name.includes("/", prefix.length)) && filters(parameter),
    );
    return {
      Parameters: page.map((parameter) => parameterView(call, parameter, latestVersion(parameter))),
      ...rest,
    };
  },
};
