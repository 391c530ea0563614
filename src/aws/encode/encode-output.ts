import { assertThat } from "../../base/assert.ts";
import type { Protocol } from "../catalogue.ts";
import type { OperationModel, ServiceModel } from "../model.ts";
import { EMPTY_STRUCTURE, subStructure } from "../schema.ts";
import type { WireResponse } from "../wire-request.ts";
import { writeCbor, writeJson, writeXml, xmlContent } from "./documents.ts";
import { encodeEventStream, eventStreamMember, type StreamEvent } from "./event-stream.ts";
import { encodeBucketLocation, encodeRest, XML_DECLARATION } from "./rest-output.ts";

/** What a handler returned, and how the caller wants to read it. */
export interface OutputToEncode {
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly protocol: Protocol;
  /** The operation's output; `undefined` where it has none. */
  readonly output: object | undefined;
  readonly requestId: string;
}

/** Encodes the answer of a call that succeeded. Throws only on an output that does not fit the model: a bug. */
export function encodeOutput(answer: OutputToEncode): WireResponse {
  switch (answer.protocol) {
    case "awsJson1.0":
    case "awsJson1.1":
      return encodeJsonRpc(answer);
    case "rpcv2Cbor":
      return encodeCbor(answer);
    case "awsQuery":
      return encodeQuery(answer);
    case "ec2Query":
      return encodeEc2(answer);
    case "restJson1":
    case "restXml":
      return encodeRestOutput(answer);
  }
}

const outputOf = (answer: OutputToEncode) => (answer.output ?? {}) as Readonly<Record<string, unknown>>;

/** The content type of a JSON RPC protocol. */
export const jsonContentType = (protocol: Protocol): string =>
  protocol === "awsJson1.0" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1";

function encodeJsonRpc(answer: OutputToEncode): WireResponse {
  const { operation, protocol, requestId } = answer;
  const headers = { "content-type": jsonContentType(protocol), "x-amzn-requestid": requestId };
  const value = outputOf(answer);
  const stream = eventStreamMember(operation.output);
  if (stream) {
    const [name, union] = stream;
    const initial = writeJson(
      subStructure(operation.output, (member) => member !== name),
      value,
      "rpc",
    );
    const events = value[name] as AsyncIterable<StreamEvent>;
    const body = encodeEventStream(
      union,
      events,
      (schema, event) => writeJson(schema, event, "rpc"),
      "application/json",
      initial,
    );
    return {
      status: 200,
      headers: { ...headers, "content-type": "application/vnd.amazon.eventstream" },
      body,
    };
  }
  const body = operation.output.isUnitSchema() ? "{}" : writeJson(operation.output, value, "rpc");
  return { status: 200, headers, body };
}

function encodeCbor(answer: OutputToEncode): WireResponse {
  const { output } = answer.operation;
  return {
    status: 200,
    headers: {
      "content-type": "application/cbor",
      "smithy-protocol": "rpc-v2-cbor",
      "x-amzn-requestid": answer.requestId,
    },
    body: writeCbor(output.isUnitSchema() ? EMPTY_STRUCTURE : output, outputOf(answer)),
  };
}

function encodeQuery(answer: OutputToEncode): WireResponse {
  const { name, output } = answer.operation;
  const xmlNamespace = answer.model.entry.xmlNamespace ?? "";
  const result = output.isUnitSchema()
    ? ""
    : writeXml(renamed(answer.operation, `${name}Result`), outputOf(answer), "");
  return {
    status: 200,
    headers: { "content-type": "text/xml", "x-amzn-requestid": answer.requestId },
    body:
      `<${name}Response xmlns="${xmlNamespace}">${result}` +
      `<ResponseMetadata><RequestId>${answer.requestId}</RequestId></ResponseMetadata></${name}Response>`,
  };
}

function encodeEc2(answer: OutputToEncode): WireResponse {
  const { name, output } = answer.operation;
  const content = output.isUnitSchema()
    ? "<return>true</return>"
    : xmlContent(writeXml(renamed(answer.operation, "Response"), outputOf(answer), ""));
  return {
    status: 200,
    headers: { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": answer.requestId },
    body:
      `${XML_DECLARATION}<${name}Response xmlns="${answer.model.entry.xmlNamespace ?? ""}">` +
      `<requestId>${answer.requestId}</requestId>${content}</${name}Response>`,
  };
}

const renames = new WeakMap<OperationModel, ReturnType<typeof subStructure>>();

/** The output's structure under another name, made once. */
function renamed(operation: OperationModel, name: string): ReturnType<typeof subStructure> {
  const known = renames.get(operation);
  if (known) return known;
  const made = subStructure(operation.output, () => true, name);
  renames.set(operation, made);
  return made;
}

function encodeRestOutput(answer: OutputToEncode): WireResponse {
  const { model, operation, protocol, requestId } = answer;
  assertThat(operation.rest, `${operation.name} has no HTTP bindings.`);
  const xmlNamespace = model.entry.xmlNamespace ?? "";
  const value = outputOf(answer);
  const headers = { [protocol === "restXml" ? "x-amz-request-id" : "x-amzn-requestid"]: requestId };
  if (model.entry.id === "s3" && operation.name === "GetBucketLocation") {
    const body = encodeBucketLocation(value["LocationConstraint"], xmlNamespace);
    return { status: 200, headers: { ...headers, "content-type": "application/xml" }, body };
  }
  // S3 answers a range with 206, which its model does not say. Source: RFC 9110, section 15.3.7.
  const partial = model.entry.id === "s3" && value["ContentRange"] !== undefined;
  return encodeRest({
    binding: operation.rest.output,
    value,
    status: partial ? 206 : operation.rest.status,
    style: protocol === "restXml" ? "xml" : "json",
    xmlNamespace,
    headers,
  });
}
