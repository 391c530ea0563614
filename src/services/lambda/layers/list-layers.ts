import type {
  LayerVersionsListItem,
  ListLayersRequest,
  ListLayersResponse,
  ListLayerVersionsRequest,
  ListLayerVersionsResponse,
} from "@aws-sdk/client-lambda";
import { type LambdaCall, type LambdaOperation, READ } from "../dependencies.ts";
import { pageOf } from "../page.ts";
import { accountCheck } from "../permission-checks.ts";
import type { LayerVersionRecord } from "../state/records.ts";
import { layerArn, parseLayerName } from "./layer-reference.ts";
import { layerVersionItem } from "./layer-view.ts";

/** What a list is narrowed down to. */
interface Compatible {
  readonly CompatibleRuntime?: string | undefined;
  readonly CompatibleArchitecture?: string | undefined;
}

export const listLayers: LambdaOperation<ListLayersRequest, ListLayersResponse> = {
  name: "ListLayers",
  permits: () => [accountCheck("ListLayers")],
  audit: READ,
  handle: (input, call) => {
    const newest = new Map<string, LayerVersionRecord>();
    for (const layer of newestFirst(call, "", input))
      if (!newest.has(layer.layerName)) newest.set(layer.layerName, layer);
    const layers = [...newest.values()].sort((a, b) => (a.layerName < b.layerName ? -1 : 1));
    const { items, ...rest } = pageOf(layers, input, ({ layerName }) => layerName);
    return {
      Layers: items.map((layer) => ({
        LayerName: layer.layerName,
        LayerArn: layerArn(layer, call.partition),
        LatestMatchingVersion: layerVersionItem(call, layer),
      })),
      ...rest,
    };
  },
};

export const listLayerVersions: LambdaOperation<ListLayerVersionsRequest, ListLayerVersionsResponse> = {
  name: "ListLayerVersions",
  permits: () => [accountCheck("ListLayerVersions")],
  audit: READ,
  handle: (input, call) => {
    const { layerName, accountId } = parseLayerName(input.LayerName, call);
    const layers = accountId === call.accountId ? newestFirst(call, `${layerName}:`, input) : [];
    const { items, ...rest } = pageOf(layers, input, ({ version }) => String(version));
    return {
      LayerVersions: items.map((layer): LayerVersionsListItem => layerVersionItem(call, layer)),
      ...rest,
    };
  },
};

function newestFirst(call: LambdaCall, idPrefix: string, wanted: Compatible): LayerVersionRecord[] {
  const { CompatibleRuntime: runtime, CompatibleArchitecture: architecture } = wanted;
  return call.deps.records
    .list(call, "layer-version", idPrefix)
    .filter((layer) => runtime === undefined || layer.runtimes.includes(runtime))
    .filter((layer) => architecture === undefined || layer.architectures.includes(architecture))
    .sort((a, b) => b.version - a.version);
}
