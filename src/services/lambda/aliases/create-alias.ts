import type { AliasConfiguration, CreateAliasRequest } from "@aws-sdk/client-lambda";
import { uuid } from "../../../base/ids.ts";
import { type LambdaOperation, WRITE } from "../dependencies.ts";
import { parseFunctionReference, referenceArn } from "../function-reference.ts";
import { conflict } from "../lambda-errors.ts";
import { functionCheck } from "../permission-checks.ts";
import { changeFunction } from "../state/change-function.ts";
import { ownEntry } from "../state/own-entry.ts";
import type { AliasRecord } from "../state/records.ts";
import { aliasView, checkAliasName, checkVersion, routingOf } from "./alias-rules.ts";

export const createAlias: LambdaOperation<CreateAliasRequest, AliasConfiguration> = {
  name: "CreateAlias",
  permits: (input, call) => [
    functionCheck(call, "CreateAlias", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: WRITE,
  handle: (input, call) => {
    checkAliasName(input.Name);
    return changeFunction(call, parseFunctionReference(input.FunctionName, call), (record) => {
      if (ownEntry(record.aliases, input.Name)) {
        const arn = referenceArn({ ...record, qualifier: input.Name }, call.partition);
        throw conflict(`Alias already exists: ${arn}`);
      }
      checkVersion(call, record, input.FunctionVersion);
      const alias: AliasRecord = {
        name: input.Name,
        version: input.FunctionVersion,
        description: input.Description ?? "",
        ...routingOf(call, record, input.FunctionVersion, input.RoutingConfig),
        revisionId: uuid(call.deps.random),
      };
      return {
        record: { ...record, aliases: { ...record.aliases, [alias.name]: alias } },
        result: aliasView(call, record, alias),
      };
    });
  },
};
