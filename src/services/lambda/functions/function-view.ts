import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { LambdaCall } from "../dependencies.ts";
import { referenceArn } from "../function-reference.ts";
import type { FunctionRecord, VersionRecord } from "../state/records.ts";
import { openVariables } from "./variables.ts";

/** A version as Lambda shows it. `qualifier` is what the ARN ends in, if anything. */
export function configurationView(
  call: LambdaCall,
  record: FunctionRecord,
  version: VersionRecord,
  qualifier?: string,
): FunctionConfiguration {
  const arn = referenceArn({ ...record, ...(qualifier === undefined ? {} : { qualifier }) }, call.partition);
  return {
    FunctionName: record.name,
    FunctionArn: arn,
    Runtime: version.runtime,
    Role: version.roleArn,
    Handler: version.handler,
    CodeSize: version.archive.sizeBytes,
    Description: version.description,
    Timeout: version.timeoutS,
    MemorySize: version.memoryMb,
    LastModified: new Date(version.modifiedAtMs).toISOString().replace("Z", "+0000"),
    CodeSha256: version.archive.sha256,
    Version: version.version,
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: version.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: [version.architecture],
    EphemeralStorage: { Size: version.ephemeralStorageMb },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: { LogFormat: "Text", LogGroup: version.logGroupName },
    ...environmentView(call, record, version),
    ...layersView(version),
  };
}

function environmentView(
  call: LambdaCall,
  record: FunctionRecord,
  version: VersionRecord,
): Pick<FunctionConfiguration, "Environment"> {
  if (version.sealedVariables === undefined) return {};
  return { Environment: { Variables: openVariables(version, record, call.deps.vault) } };
}

function layersView({ layers }: VersionRecord): Pick<FunctionConfiguration, "Layers"> {
  if (layers.length === 0) return {};
  return { Layers: layers.map(({ arn, archive }) => ({ Arn: arn, CodeSize: archive.sizeBytes })) };
}
