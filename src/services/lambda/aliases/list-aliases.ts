import type { ListAliasesRequest, ListAliasesResponse } from "@aws-sdk/client-lambda";
import { type LambdaOperation, READ } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { pageOf } from "../page.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireFunction } from "../state/find-function.ts";
import { aliasView } from "./alias-rules.ts";

export const listAliases: LambdaOperation<ListAliasesRequest, ListAliasesResponse> = {
  name: "ListAliases",
  permits: (input, call) => [
    functionCheck(call, "ListAliases", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: READ,
  handle: (input, call) => {
    const record = requireFunction(call, parseFunctionReference(input.FunctionName, call));
    const aliases = Object.values(record.aliases)
      .filter(({ version }) => input.FunctionVersion === undefined || version === input.FunctionVersion)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, ...rest } = pageOf(aliases, input, ({ name }) => name);
    return { Aliases: items.map((alias) => aliasView(call, record, alias)), ...rest };
  },
};
