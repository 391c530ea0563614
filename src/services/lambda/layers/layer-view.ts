import type { LayerVersionsListItem, PublishLayerVersionResponse } from "@aws-sdk/client-lambda";
import type { LambdaCall } from "../dependencies.ts";
import type { LayerVersionRecord } from "../state/records.ts";
import { layerArn, layerVersionArn } from "./layer-reference.ts";

/** A layer version in a list. */
export function layerVersionItem(call: LambdaCall, layer: LayerVersionRecord): LayerVersionsListItem {
  return {
    LayerVersionArn: layerVersionArn(layer, call.partition),
    Version: layer.version,
    Description: layer.description,
    CreatedDate: new Date(layer.createdAtMs).toISOString().replace("Z", "+0000"),
    ...(layer.runtimes.length > 0 ? { CompatibleRuntimes: layer.runtimes as never } : {}),
    ...(layer.architectures.length > 0 ? { CompatibleArchitectures: layer.architectures as never } : {}),
    ...(layer.licenseInfo === undefined ? {} : { LicenseInfo: layer.licenseInfo }),
  };
}

/** A layer version by itself. Without `Content.Location`: code is given out by no address. */
export function layerVersionView(call: LambdaCall, layer: LayerVersionRecord): PublishLayerVersionResponse {
  return {
    ...layerVersionItem(call, layer),
    LayerArn: layerArn(layer, call.partition),
    Content: { CodeSha256: layer.archive.sha256, CodeSize: layer.archive.sizeBytes },
  };
}
