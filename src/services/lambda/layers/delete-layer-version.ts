import type { DeleteLayerVersionRequest } from "@aws-sdk/client-lambda";
import { type LambdaOperation, WRITE } from "../dependencies.ts";
import { archivesInUse } from "../packages/release-archives.ts";
import { named } from "./get-layer-version.ts";
import { findLayerVersion, layerVersionCheck } from "./layer-reference.ts";

/** Functions that use the layer version keep its archive. Deleting what is not there is no error, as in AWS. */
export const deleteLayerVersion: LambdaOperation<DeleteLayerVersionRequest, object> = {
  name: "DeleteLayerVersion",
  permits: (input, call) => [layerVersionCheck(call, "DeleteLayerVersion", named(input, call))],
  audit: WRITE,
  handle: async (input, call) => {
    const name = named(input, call);
    const { records, blobs } = call.deps;
    const gone = await records.change(name, () => {
      const found = findLayerVersion(call, name);
      const edits = found
        ? [{ type: "layer-version", id: `${name.layerName}:${name.version}` } as const]
        : [];
      return { edits, result: found };
    });
    if (gone && !archivesInUse(call.deps).has(gone.archive.blobId)) await blobs.delete(gone.archive.blobId);
    return {};
  },
};
