import type { CreateFunctionRequest, FunctionConfiguration } from "@aws-sdk/client-lambda";
import { uuid } from "../../../base/ids.ts";
import type { Validated } from "../../operation.ts";
import { type LambdaCall, type LambdaOperation, WRITE } from "../dependencies.ts";
import { type FunctionReference, parseFunctionReference, referenceArn } from "../function-reference.ts";
import { conflict, invalidParameter } from "../lambda-errors.ts";
import { layerUseChecks, resolveLayers } from "../layers/layer-reference.ts";
import { keepArchiveIf, receiveArchive } from "../packages/receive-archive.ts";
import { functionCheck, passRoleCheck, requestTags } from "../permission-checks.ts";
import type { FunctionRecord, VersionRecord } from "../state/records.ts";
import { checkTags } from "../tags/tag-rules.ts";
import { publish } from "../versions/publish.ts";
import {
  applyConfiguration,
  CONFIGURATION_CHECKS,
  checkArchitecture,
  checkRole,
  checkRuntime,
  DEFAULT_SETTINGS,
  REFUSED_SETTINGS,
} from "./configuration.ts";
import { configurationView } from "./function-view.ts";
import { sealVariables } from "./variables.ts";

export const createFunction: LambdaOperation<CreateFunctionRequest, FunctionConfiguration> = {
  name: "CreateFunction",
  permits: (input, call) => [
    functionCheck(call, "CreateFunction", ownReference(input.FunctionName, call), {
      ...requestTags(input.Tags),
      "lambda:Layer": input.Layers,
    }),
    passRoleCheck(input.Role),
    ...layerUseChecks(input.Layers, call),
  ],
  audit: { ...WRITE, redact: ["Code", "Environment"] },
  refuses: [
    ...REFUSED_SETTINGS,
    { member: "PackageType", accepts: ["Zip"] },
    { member: "Code.ImageUri" },
    { member: "Code.SourceKMSKeyArn" },
    { member: "Code.S3ObjectStorageMode" },
    { member: "CodeSigningConfigArn" },
    { member: "PublishTo" },
    { member: "TenancyConfig" },
  ],
  checks: [
    ...CONFIGURATION_CHECKS,
    { member: "Handler", apply: requireRuntimeAndHandler },
    {
      member: "Architectures",
      apply: ({ Architectures, Runtime }) => checkArchitecture(Architectures, Runtime ?? ""),
    },
    { member: "Tags", apply: ({ Tags }) => checkTags(Tags ?? {}) },
  ],
  handle: async (input, call) => {
    const reference = ownReference(input.FunctionName, call);
    const arn = referenceArn(reference, call.partition);
    checkRole(input.Role, arn, reference.accountId, call);
    if (call.deps.records.find(reference, "function", reference.name)) throw alreadyExists(reference.name);
    const layers = resolveLayers(input.Layers ?? [], input.Runtime!, call);
    const archive = await receiveArchive(input.Code, call);
    const record = await keepArchiveIf(archive, call, async () => {
      await call.deps.packages.ensure({ archive, layers });
      return storeNew(newFunction(input, reference, { archive, layers }, call), call);
    });
    const version = input.Publish ? await publish(call, reference, {}) : record.latest;
    return configurationView(call, record, version, input.Publish ? version.version : undefined);
  },
};

function requireRuntimeAndHandler({ Runtime, Handler }: Validated<CreateFunctionRequest>): void {
  if (Runtime && Handler) return;
  throw invalidParameter(
    "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
  );
}

const storeNew = (record: FunctionRecord, call: LambdaCall): Promise<FunctionRecord> =>
  call.deps.records.change(record, () => {
    if (call.deps.records.find(record, "function", record.name)) throw alreadyExists(record.name);
    return { edits: [{ type: "function", id: record.name, record }], result: record };
  });

type Parts = Pick<VersionRecord, "archive" | "layers">;

/** Functions are made in the caller's own account, and without a qualifier. */
function ownReference(name: string, call: LambdaCall): FunctionReference {
  const reference = parseFunctionReference(name, call);
  if (reference.accountId !== call.accountId || reference.qualifier !== undefined) {
    throw invalidParameter(`Invalid function name: ${name}`);
  }
  return reference;
}

const alreadyExists = (name: string) => conflict(`Function already exist: ${name}`);

function newFunction(
  input: CreateFunctionRequest,
  { accountId, region, name }: FunctionReference,
  parts: Parts,
  call: LambdaCall,
): FunctionRecord {
  const { random, vault } = call.deps;
  const owner = { accountId, region, incarnation: uuid(random) };
  const runtime = checkRuntime(input.Runtime!, call);
  const defaults = {
    ...DEFAULT_SETTINGS,
    runtime,
    handler: input.Handler!,
    roleArn: input.Role!,
    logGroupName: `/aws/lambda/${name}`,
  };
  const sealedVariables = sealVariables(input.Environment?.Variables ?? {}, owner, vault);
  const latest: VersionRecord = {
    version: "$LATEST",
    ...applyConfiguration(input, defaults, call),
    ...parts,
    architecture: checkArchitecture(input.Architectures, runtime),
    ...(sealedVariables === undefined ? {} : { sealedVariables }),
    modifiedAtMs: call.nowMs,
    revisionId: uuid(random),
  };
  return {
    ...owner,
    name,
    latest,
    nextVersion: 1,
    aliases: {},
    policies: {},
    tags: input.Tags ?? {},
    eventConfigs: {},
  };
}
