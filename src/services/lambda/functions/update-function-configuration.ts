import type { FunctionConfiguration, UpdateFunctionConfigurationRequest } from "@aws-sdk/client-lambda";
import type { IamChecks } from "../../operation.ts";
import { type LambdaCall, type LambdaOperation, WRITE } from "../dependencies.ts";
import { parseFunctionReference, referenceArn } from "../function-reference.ts";
import { invalidParameter } from "../lambda-errors.ts";
import { layerUseChecks, resolveLayers } from "../layers/layer-reference.ts";
import { ArchiveError } from "../packages/unpack-archive.ts";
import { functionCheck, passRoleCheck } from "../permission-checks.ts";
import { requireFunction } from "../state/find-function.ts";
import type { FunctionRecord, LayerReference, VersionRecord } from "../state/records.ts";
import {
  applyConfiguration,
  CONFIGURATION_CHECKS,
  checkArchitecture,
  checkRole,
  REFUSED_SETTINGS,
} from "./configuration.ts";
import { configurationView } from "./function-view.ts";
import { updateLatest } from "./update-latest.ts";
import { sealVariables } from "./variables.ts";

export const updateFunctionConfiguration: LambdaOperation<
  UpdateFunctionConfigurationRequest,
  FunctionConfiguration
> = {
  name: "UpdateFunctionConfiguration",
  permits: (input, call): IamChecks => [
    functionCheck(call, "UpdateFunctionConfiguration", parseFunctionReference(input.FunctionName, call), {
      "lambda:Layer": input.Layers,
    }),
    ...(input.Role === undefined ? [] : [passRoleCheck(input.Role)]),
    ...layerUseChecks(input.Layers, call),
  ],
  audit: { ...WRITE, redact: ["Environment"] },
  refuses: REFUSED_SETTINGS,
  checks: CONFIGURATION_CHECKS,
  handle: async (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call);
    const found = requireFunction(call, reference);
    const arn = referenceArn({ ...found }, call.partition);
    if (input.Role !== undefined) checkRole(input.Role, arn, found.accountId, call);
    const runtime = input.Runtime ?? found.latest.runtime;
    const layers = input.Layers ? resolveLayers(input.Layers, runtime, call) : found.latest.layers;
    await unpackWith(layers, found.latest, call);
    const record = await updateLatest(call, reference, input.RevisionId, (before, owner) => ({
      ...withVariables(before, input, owner, call),
      ...checkedSettings(before, input, call),
      layers,
    }));
    return configurationView(call, record, record.latest);
  },
};

async function unpackWith(
  layers: readonly LayerReference[],
  { archive }: VersionRecord,
  call: LambdaCall,
): Promise<void> {
  try {
    await call.deps.packages.ensure({ archive, layers });
  } catch (error) {
    throw error instanceof ArchiveError ? invalidParameter(error.message) : error;
  }
}

function checkedSettings(before: VersionRecord, input: UpdateFunctionConfigurationRequest, call: LambdaCall) {
  const settings = applyConfiguration(input, before, call);
  checkArchitecture(undefined, settings.runtime, before.architecture);
  return settings;
}

/** Variables are replaced whole, or stay as they are. */
function withVariables(
  before: VersionRecord,
  input: UpdateFunctionConfigurationRequest,
  owner: FunctionRecord,
  call: LambdaCall,
): VersionRecord {
  if (input.Environment === undefined) return before;
  const { sealedVariables: _, ...rest } = before;
  const sealed = sealVariables(input.Environment.Variables ?? {}, owner, call.deps.vault);
  return sealed === undefined ? rest : { ...rest, sealedVariables: sealed };
}
