import { parseArn } from "../../../aws/arn.ts";
import type { IamCheck } from "../../operation.ts";
import type { LambdaCall } from "../dependencies.ts";
import { invalidParameter, notFound } from "../lambda-errors.ts";
import { layerPolicy } from "../permissions/compiled-policies.ts";
import type { LayerReference, LayerVersionRecord } from "../state/records.ts";

/** Which layer version is meant. */
export interface LayerVersionName {
  readonly accountId: string;
  readonly region: string;
  readonly layerName: string;
  readonly version: number;
}

/** Most layers of a function. Source: Lambda quotas page. */
const LAYERS_MAX = 5;

/** Reads `arn:aws:lambda:us-east-1:123456789012:layer:tools:3`. Throws InvalidParameterValueException. */
export function parseLayerVersionArn(text: string): LayerVersionName {
  const arn = parseArn(text);
  const match = arn?.service === "lambda" ? /^layer:([a-zA-Z0-9-_]+):(\d{1,9})$/.exec(arn.resource) : null;
  if (!arn || !match) throw invalidParameter(`${text} is not the ARN of a layer version.`);
  return { accountId: arn.accountId, region: arn.region, layerName: match[1]!, version: Number(match[2]) };
}

/** Reads a layer's name or ARN, as `LayerName` may hold either. */
export function parseLayerName(text: string, call: LambdaCall): Omit<LayerVersionName, "version"> {
  const arn = parseArn(text);
  const layerName = arn
    ? /^layer:([a-zA-Z0-9-_]+)$/.exec(arn.resource)?.[1]
    : /^[a-zA-Z0-9-_]{1,140}$/.exec(text)?.[0];
  if (layerName === undefined || (arn && (arn.service !== "lambda" || arn.region !== call.region))) {
    throw invalidParameter(`Invalid Layer name: ${text}`);
  }
  return { accountId: arn?.accountId ?? call.accountId, region: call.region, layerName };
}

export const layerArn = (name: Omit<LayerVersionName, "version">, partition: string): string =>
  `arn:${partition}:lambda:${name.region}:${name.accountId}:layer:${name.layerName}`;

export const layerVersionArn = (name: LayerVersionName, partition: string): string =>
  `${layerArn(name, partition)}:${name.version}`;

export const findLayerVersion = (call: LambdaCall, name: LayerVersionName): LayerVersionRecord | undefined =>
  call.deps.records.find(name, "layer-version", `${name.layerName}:${name.version}`);

/** Throws ResourceNotFoundException. */
export function requireLayerVersion(call: LambdaCall, name: LayerVersionName): LayerVersionRecord {
  const found = findLayerVersion(call, name);
  if (!found) throw notFound(`Layer version ${layerVersionArn(name, call.partition)} does not exist.`);
  return found;
}

/** A permission on a layer version, to which its own policy speaks too. */
export function layerVersionCheck(call: LambdaCall, action: string, name: LayerVersionName): IamCheck {
  const found = findLayerVersion(call, name);
  const resourcePolicy = found && layerPolicy(found);
  return {
    action: `lambda:${action}`,
    resource: layerVersionArn(name, call.partition),
    resourceAccountId: name.accountId,
    ...(resourcePolicy ? { resourcePolicy } : {}),
  };
}

/** The permissions to use these layers in a function. */
export const layerUseChecks = (arns: readonly string[] | undefined, call: LambdaCall): IamCheck[] =>
  (arns ?? []).map((arn) => layerVersionCheck(call, "GetLayerVersion", parseLayerVersionArn(arn)));

/** The layers that a function's ARNs name, in order. Throws InvalidParameterValueException. */
export function resolveLayers(arns: readonly string[], runtime: string, call: LambdaCall): LayerReference[] {
  if (arns.length > LAYERS_MAX) throw invalidParameter(`Cannot reference more than ${LAYERS_MAX} layers.`);
  const names = arns.map(parseLayerVersionArn);
  const layers = new Set(names.map((name) => layerArn(name, call.partition)));
  if (layers.size < names.length)
    throw invalidParameter(
      "Two different versions of the same layer are not allowed to be referenced in the same function.",
    );
  return names.map((name) => resolve(name, runtime, call));
}

function resolve(name: LayerVersionName, runtime: string, call: LambdaCall): LayerReference {
  const arn = layerVersionArn(name, call.partition);
  const found = name.region === call.region ? findLayerVersion(call, name) : undefined;
  if (!found) throw invalidParameter(`Layer version ${arn} does not exist.`);
  if (found.runtimes.length > 0 && !found.runtimes.includes(runtime)) {
    throw invalidParameter(`The layer ${arn} is not compatible with the runtime ${runtime}.`);
  }
  return { arn, archive: found.archive };
}
