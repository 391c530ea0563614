import type { GetParameterHistoryRequest, GetParameterHistoryResult } from "@aws-sdk/client-ssm";
import { AwsError } from "../../aws/aws-error.ts";
import { READ, type SsmOperation } from "./dependencies.ts";
import { parseSelector } from "./parameter-name.ts";
import type { ParameterRecord, VersionRecord } from "./parameter-record.ts";
import { findParameter } from "./parameter-store.ts";
import { parameterCheck } from "./permissions.ts";
import { parameterNotFound } from "./ssm-errors.ts";

/** Most versions a page. Source: API reference. */
const PAGE_MAX = 50;

export const getParameterHistory: SsmOperation<GetParameterHistoryRequest, GetParameterHistoryResult> = {
  name: "GetParameterHistory",
  permits: async (input, call) => [
    await parameterCheck(call, "GetParameterHistory", parseSelector(input.Name, call).name),
  ],
  audit: READ,
  handle: async (input, call) => {
    const parameter = await findParameter(call, parseSelector(input.Name, call).name);
    if (!parameter) throw parameterNotFound();
    if (input.NextToken && !/^\d{1,15}$/.test(input.NextToken)) {
      throw new AwsError("InvalidNextToken", "The specified token isn't valid.");
    }
    const rest = parameter.versions.filter(({ version }) => version > Number(input.NextToken ?? 0));
    const page = rest.slice(0, Math.min(input.MaxResults ?? PAGE_MAX, PAGE_MAX));
    return {
      Parameters: page.map((version) => historyView(parameter, version)),
      ...(page.length < rest.length ? { NextToken: `${page.at(-1)!.version}` } : {}),
    };
  },
};

const historyView = ({ name }: ParameterRecord, version: VersionRecord) => ({
  Name: name,
  Type: version.type,
  Value: version.value,
  Version: version.version,
  LastModifiedDate: new Date(version.modifiedAtMs),
  LastModifiedUser: version.modifiedBy,
  Tier: "Standard" as const,
  DataType: "text",
  Labels: [],
  Policies: [],
  ...(version.description === undefined ? {} : { Description: version.description }),
  ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
});
