import { assertThat } from "../../base/assert.ts";
import { bodyBytesMax, collectBody, plainBody } from "../body.ts";
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
 * Decodes the input of a call: known members only, types checked, compressed bodies unfolded. A streamed body is read
 * to its end unless the operation takes a stream. Rejects with an `AwsError` in the words of the call's protocol, and
 * with nothing else on any input; the stream's own errors pass through.
 */
export async function decodeInput(call: IdentifiedCall, request: WireRequest): Promise<DecodedInput> {
  const { entry } = call.model;
  const { body } = request;
  const whole =
    Buffer.isBuffer(body) || streamsInput(call.operation)
      ? body
      : await collectBody(body, bodyBytesMax(entry));
  try {
    // To S3 a content encoding is a fact about the object, not about the request.
    const plain =
      Buffer.isBuffer(whole) && entry.id !== "s3"
        ? plainBody(whole, request.headers["content-encoding"])
        : whole;
    return decode(call, { ...request, body: plain });
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    throw undecodable({ entry, protocol: call.protocol }, error.message, error.place);
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
  const { labels, headers, parameters: query } = call;
  const source = { body: request.body, headers, labels, query };
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

/** Whether the operation takes its body as it comes: S3's objects. */
export const streamsInput = (operation: OperationModel): boolean =>
  operation.rest?.input.bound.some(
    ({ location, schema }) => location.in === "payload" && schema.isStreaming(),
  ) ?? false;

function wholeBody(request: WireRequest): Buffer {
  assertThat(Buffer.isBuffer(request.body), "The body must be read before it is decoded.");
  return request.body;
}
