import type { FunctionConfiguration, UpdateFunctionCodeRequest } from "@aws-sdk/client-lambda";
import { type LambdaOperation, WRITE } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { checkRevision } from "../lambda-errors.ts";
import { keepArchiveIf, receiveArchive } from "../packages/receive-archive.ts";
import { functionCheck } from "../permission-checks.ts";
import { requireFunction } from "../state/find-function.ts";
import { publish } from "../versions/publish.ts";
import { checkArchitecture } from "./configuration.ts";
import { configurationView } from "./function-view.ts";
import { updateLatest } from "./update-latest.ts";

export const updateFunctionCode: LambdaOperation<UpdateFunctionCodeRequest, FunctionConfiguration> = {
  name: "UpdateFunctionCode",
  permits: (input, call) => [
    functionCheck(call, "UpdateFunctionCode", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: { ...WRITE, redact: ["ZipFile"] },
  refuses: [
    { member: "ImageUri" },
    { member: "SourceKMSKeyArn" },
    { member: "S3ObjectStorageMode" },
    { member: "PublishTo" },
  ],
  handle: async (input, call) => {
    const reference = parseFunctionReference(input.FunctionName, call);
    const { latest } = requireFunction(call, reference);
    checkRevision(input.RevisionId, latest.revisionId);
    const architecture = checkArchitecture(input.Architectures, latest.runtime, latest.architecture);
    const archive = await receiveArchive(input, call);
    const record = await keepArchiveIf(archive, call, async () => {
      await call.deps.packages.ensure({ archive, layers: latest.layers });
      const found = requireFunction(call, reference);
      if (input.DryRun) {
        await call.deps.blobs.delete(archive.blobId);
        return { ...found, latest: { ...found.latest, archive, architecture } };
      }
      return updateLatest(call, reference, input.RevisionId, (before) => ({
        ...before,
        archive,
        architecture,
      }));
    });
    const version = input.Publish && !input.DryRun ? await publish(call, reference, {}) : record.latest;
    return configurationView(call, record, version, version === record.latest ? undefined : version.version);
  },
};
