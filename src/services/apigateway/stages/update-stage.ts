import { isDeepStrictEqual } from "node:util";
import type { PatchOperation, Stage, UpdateStageRequest } from "@aws-sdk/client-api-gateway";
import { accessLogPatches, checkAccessLog } from "../access-logs/access-log-settings.ts";
import { badRequest, notBuilt } from "../api-errors.ts";
import { patchedValues } from "../condition-keys.ts";
import { type ApiOperation, WRITE } from "../dependencies.ts";
import {
  applyPatches,
  entryRule,
  missingParameter,
  type PatchDialect,
  type PatchRule,
  replaceRule,
  setOrRemove,
  terseDialect,
} from "../patch.ts";
import { permit } from "../permissions.ts";
import type { StageRecord } from "../state/api-record.ts";
import { methodSettingPatches } from "./method-settings.ts";
import {
  checkDeploymentExists,
  checkStageDescription,
  checkVariables,
  requireStage,
  stagePath,
} from "./stage-rules.ts";
import { stageView } from "./stage-view.ts";

/** A member that may only be patched to a value that asks for nothing, or taken away. */
const onlyRule = (path: string, ...accepted: readonly string[]): PatchRule<StageRecord> => ({
  path,
  ops: ["add", "replace", "remove"],
  apply: (_stage, { op, value = "" }) => {
    if (op !== "remove" && !accepted.includes(value)) throw notBuilt(path.slice(1).replaceAll("/", "."));
  },
});

/** Source: API reference, "Patch operations", Stage. */
const rules: readonly PatchRule<StageRecord>[] = [
  replaceRule("/deploymentId", (stage, value = "") => {
    stage.deploymentId = value;
  }),
  replaceRule("/description", (stage, value) => {
    checkStageDescription(value);
    setOrRemove(stage, "description", value);
  }),
  onlyRule("/cacheClusterEnabled", "false"),
  onlyRule("/cacheClusterSize", ""),
  onlyRule("/clientCertificateId", ""),
  ...accessLogPatches,
  onlyRule("/canarySettings"),
  onlyRule("/canarySettings/percentTraffic"),
  onlyRule("/canarySettings/deploymentId"),
  onlyRule("/canarySettings/useStageCache", "false"),
  onlyRule("/canarySettings/stageVariableOverrides/{name}"),
  onlyRule("/documentationVersion", ""),
  onlyRule("/tracingEnabled", "false"),
  entryRule("/variables/{name}", {
    get: (stage) => stage.variables,
    set: (stage, map) => setOrRemove(stage, "variables", map),
    parse: (value = "") => value,
    missing: missingParameter,
    replaceAdds: true,
  }),
  ...methodSettingPatches,
];

const dialect: PatchDialect = {
  ...terseDialect,
  unknownPath: ({ path }, paths) =>
    badRequest(`Invalid method setting path: ${path}. Must be one of: [${paths.join(", ")}]`),
};

/** Checks one change by itself. What it takes away has to be there first. */
function checkPatch(operation: PatchOperation): void {
  if (operation.op !== "remove") applyPatches(blankStage(), [operation], rules, dialect);
}

const blankStage = (): StageRecord => ({
  ...{ name: "", deploymentId: "", methodSettings: {}, tags: {} },
  ...{ createdAtMs: 0, lastUpdatedAtMs: 0 },
});

export const updateStage: ApiOperation<UpdateStageRequest, Stage> = {
  name: "UpdateStage",
  permits: permit<UpdateStageRequest>("PATCH", stagePath, (input) => ({
    "apigateway:Request/AccessLoggingDestination": patchedValues(input, "/accessLogSettings/destinationArn"),
    "apigateway:Request/AccessLoggingFormat": patchedValues(input, "/accessLogSettings/format"),
  })),
  audit: WRITE,
  checks: [
    { member: "patchOperations[]", apply: (_input, _site, patch) => checkPatch(patch as PatchOperation) },
  ],
  handle: (input, call) =>
    call.deps.apis.change(call, input.restApiId, (api) => {
      const stage = requireStage(api, input.stageName);
      const { accessLog } = stage;
      applyPatches(stage, input.patchOperations, rules, dialect);
      // Asked of a change only: a log group that was deleted must not stand in the way of other changes.
      if (!isDeepStrictEqual(accessLog, stage.accessLog)) checkAccessLog(stage, call);
      checkDeploymentExists(api, stage.deploymentId);
      checkVariables(stage.variables ?? {});
      stage.lastUpdatedAtMs = call.nowMs;
      return stageView(stage);
    }),
};
