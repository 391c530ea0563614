import { assertThat } from "../../base/assert.ts";
import type { IdentifiedCall } from "../identify.ts";
import { undecodable } from "../input-errors.ts";
import type { OperationModel } from "../model.ts";
import type { WireRequest } from "../wire-request.ts";
import { cborReaders, parseCbor } from "./cbor.ts";
import { ec2Readers, formTree, queryReaders } from "./form.ts";
import { jsonRpcReaders, parseJson } from "./json.ts";
import { type RestDecoder, restDecoder } from "./rest.ts";
import { WireFault } from "./wire-fault.ts";

/** An operation's input as the SDK's types have it; not yet checked against the model's constraints. */
export type DecodedInput = Record<string, unknown>;

/**
 * Decodes the input of a call: known members only, types checked. The body must be whole, except for operations that
 * {@link streamsInput}. Throws `AwsError` in the words of the call's protocol, and nothing else on any input.
 */
export function decodeInput(call: IdentifiedCall, request: WireRequest): DecodedInput {
  try {
    return decode(call, request);
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    throw undecodable({ entry: call.model.entry, protocol: call.protocol }, error.message, error.place);
  }
}

function decode(call: IdentifiedCall, request: WireRequest): DecodedInput {
  const { input } = call.operation;
  if (input.isUnitSchema()) return {};
  switch (call.protocol) {
    case "awsJson1.0":
    case "awsJson1.1":
      return jsonRpcReaders.of(input)(parseJson(wholeBody(request)), 0) as DecodedInput;
    case "rpcv2Cbor":
      return cborReaders.of(input)(parseCbor(wholeBody(request)), 0) as DecodedInput;
    case "awsQuery":
      return queryReaders.of(input)(formTree(call.parameters), 0) as DecodedInput;
    case "ec2Query":
      return ec2Readers.of(input)(formTree(call.parameters), 0) as DecodedInput;
    case "restJson1":
    case "restXml":
      return decodeRest(call, request);
  }
}

const restDecoders = new WeakMap<OperationModel, RestDecoder>();

function decodeRest(call: IdentifiedCall, request: WireRequest): DecodedInput {
  let decoder = restDecoders.get(call.operation);
  if (!decoder) {
    decoder = restDecoder(call.operation, call.protocol === "restXml" ? "xml" : "json");
    restDecoders.set(call.operation, decoder);
  }
  const source = { request, labels: call.labels, query: call.parameters };
  return { ...atHead(() => decoder.head(source)), ...decoder.body(source) };
}

/** Marks faults of the path, the query and headers: S3 answers them unlike those of the body. */
function atHead(read: () => DecodedInput): DecodedInput {
  try {
    return read();
  } catch (error) {
    throw error instanceof WireFault ? new WireFault(error.message, "head") : error;
  }
}

/** Whether the operation takes its body as a stream: S3's objects. Every other body has to be read whole first. */
export const streamsInput = (operation: OperationModel): boolean =>
  operation.rest?.input.bound.some(
    ({ location, schema }) => location.in === "payload" && schema.isStreaming(),
  ) ?? false;

function wholeBody(request: WireRequest): Buffer {
  assertThat(Buffer.isBuffer(request.body), "The body must be read before it is decoded.");
  return request.body;
}
