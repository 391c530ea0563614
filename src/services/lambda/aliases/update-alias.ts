import type { AliasConfiguration, UpdateAliasRequest } from "@aws-sdk/client-lambda";
import { uuid } from "../../../base/ids.ts";
import { type LambdaOperation, WRITE } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { checkRevision } from "../lambda-errors.ts";
import { functionCheck } from "../permission-checks.ts";
import { changeFunction } from "../state/change-function.ts";
import type { AliasRecord } from "../state/records.ts";
import { aliasView, checkVersion, requireAlias, routingOf } from "./alias-rules.ts";

export const updateAlias: LambdaOperation<UpdateAliasRequest, AliasConfiguration> = {
  name: "UpdateAlias",
  permits: (input, call) => [
    functionCheck(call, "UpdateAlias", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: WRITE,
  handle: (input, call) =>
    changeFunction(call, parseFunctionReference(input.FunctionName, call), (record) => {
      const { routing, ...before } = requireAlias(call, record, input.Name);
      checkRevision(input.RevisionId, before.revisionId);
      const version = input.FunctionVersion ?? before.version;
      checkVersion(call, record, version);
      const kept = routing ? { AdditionalVersionWeights: { [routing.version]: routing.weight } } : undefined;
      const alias: AliasRecord = {
        ...before,
        version,
        description: input.Description ?? before.description,
        ...routingOf(call, record, version, input.RoutingConfig ?? kept),
        revisionId: uuid(call.deps.random),
      };
      return {
        record: { ...record, aliases: { ...record.aliases, [alias.name]: alias } },
        result: aliasView(call, record, alias),
      };
    }),
};
