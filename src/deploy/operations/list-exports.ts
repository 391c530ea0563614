import type { ListExportsInput, ListExportsOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../services/operation.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { pageOf } from "./paging.ts";
import { generalCheck } from "./stack-access.ts";

const PAGE_SIZE = 100;

/** Source: CloudFormation API Reference, ListExports. */
export const listExports: Operation<ListExportsInput, ListExportsOutput, CloudFormationDeps> = {
  name: "ListExports",
  permits: () => generalCheck("ListExports"),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const { accountId, region } = call;
    const all = await call.deps.store.exports.list({ accountId, region });
    const { items, NextToken } = pageOf(all, input.NextToken, PAGE_SIZE);
    const Exports = items.map(({ name, value, stackId }) => ({
      Name: name,
      Value: value,
      ExportingStackId: stackId,
    }));
    return { Exports, ...(NextToken && { NextToken }) };
  },
};
