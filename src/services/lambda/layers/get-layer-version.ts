import type {
  GetLayerVersionByArnRequest,
  GetLayerVersionRequest,
  GetLayerVersionResponse,
} from "@aws-sdk/client-lambda";
import { type LambdaCall, type LambdaOperation, READ } from "../dependencies.ts";
import { notFound } from "../lambda-errors.ts";
import {
  type LayerVersionName,
  layerVersionCheck,
  parseLayerName,
  parseLayerVersionArn,
  requireLayerVersion,
} from "./layer-reference.ts";
import { layerVersionView } from "./layer-view.ts";

export const getLayerVersion: LambdaOperation<GetLayerVersionRequest, GetLayerVersionResponse> = {
  name: "GetLayerVersion",
  permits: (input, call) => [layerVersionCheck(call, "GetLayerVersion", named(input, call))],
  audit: READ,
  handle: (input, call) => layerVersionView(call, requireLayerVersion(call, named(input, call))),
};

export const getLayerVersionByArn: LambdaOperation<GetLayerVersionByArnRequest, GetLayerVersionResponse> = {
  name: "GetLayerVersionByArn",
  permits: (input, call) => [layerVersionCheck(call, "GetLayerVersion", parseLayerVersionArn(input.Arn))],
  audit: READ,
  handle: (input, call) => {
    const name = parseLayerVersionArn(input.Arn);
    if (name.region !== call.region) throw notFound(`Layer version ${input.Arn} does not exist.`);
    return layerVersionView(call, requireLayerVersion(call, name));
  },
};

/** `LayerName` and `VersionNumber` of an input. */
export const named = (
  input: { readonly LayerName: string; readonly VersionNumber: number },
  call: LambdaCall,
): LayerVersionName => ({ ...parseLayerName(input.LayerName, call), version: input.VersionNumber });
