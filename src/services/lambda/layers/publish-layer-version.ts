import type { PublishLayerVersionRequest, PublishLayerVersionResponse } from "@aws-sdk/client-lambda";
import { type LambdaCall, type LambdaOperation, WRITE } from "../dependencies.ts";
import { invalidParameter } from "../lambda-errors.ts";
import { keepArchiveIf, receiveArchive } from "../packages/receive-archive.ts";
import type { ArchiveRecord, LayerVersionRecord } from "../state/records.ts";
import { layerArn, parseLayerName } from "./layer-reference.ts";
import { layerVersionView } from "./layer-view.ts";

export const publishLayerVersion: LambdaOperation<PublishLayerVersionRequest, PublishLayerVersionResponse> = {
  name: "PublishLayerVersion",
  permits: (input, call) => {
    const name = parseLayerName(input.LayerName, call);
    return [
      {
        action: "lambda:PublishLayerVersion",
        resource: layerArn(name, call.partition),
        resourceAccountId: name.accountId,
      },
    ];
  },
  audit: { ...WRITE, redact: ["Content"] },
  refuses: [{ member: "Content.S3ObjectStorageMode" }],
  handle: async (input, call) => {
    const name = parseLayerName(input.LayerName, call);
    if (name.accountId !== call.accountId) throw invalidParameter(`Invalid Layer name: ${input.LayerName}`);
    const archive = await receiveArchive(input.Content, call);
    return keepArchiveIf(archive, call, async () => {
      await call.deps.packages.check(archive);
      return layerVersionView(call, await store(call, input, name, archive));
    });
  },
};

function store(
  call: LambdaCall,
  input: PublishLayerVersionRequest,
  name: ReturnType<typeof parseLayerName>,
  archive: ArchiveRecord,
): Promise<LayerVersionRecord> {
  const { records } = call.deps;
  return records.change(name, () => {
    const version = records.find(name, "layer", name.layerName)?.nextVersion ?? 1;
    const record: LayerVersionRecord = {
      ...name,
      version,
      description: input.Description ?? "",
      ...(input.LicenseInfo === undefined ? {} : { licenseInfo: input.LicenseInfo }),
      runtimes: input.CompatibleRuntimes ?? [],
      architectures: input.CompatibleArchitectures ?? [],
      archive,
      createdAtMs: call.nowMs,
    };
    const edits = [
      { type: "layer", id: name.layerName, record: { nextVersion: version + 1 } },
      { type: "layer-version", id: `${name.layerName}:${version}`, record },
    ] as const;
    return { edits, result: record };
  });
}
