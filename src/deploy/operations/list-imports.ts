import type { ListImportsInput, ListImportsOutput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import type { Operation } from "../../services/operation.ts";
import { importersOf } from "../engine/outputs.ts";
import type { CloudFormationDeps } from "./deps.ts";
import { pageOf } from "./paging.ts";
import { generalCheck } from "./stack-access.ts";

const PAGE_SIZE = 100;

/** Source: CloudFormation API Reference, ListImports. */
export const listImports: Operation<ListImportsInput, ListImportsOutput, CloudFormationDeps> = {
  name: "ListImports",
  permits: () => generalCheck("ListImports"),
  audit: { kind: "management", readOnly: true, redact: [] },
  async handle(input, call) {
    const stacks = await importersOf(call.deps.store, call, input.ExportName);
    if (stacks.length === 0)
      throw new AwsError("ValidationError", `Export '${input.ExportName}' is not imported by any stack.`);
    const { items, NextToken } = pageOf(stacks, input.NextToken, PAGE_SIZE);
    return { Imports: items.map((stack) => stack.stackName), ...(NextToken && { NextToken }) };
  },
};
