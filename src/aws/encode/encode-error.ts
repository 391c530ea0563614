import { NormalizedSchema } from "@smithy/core/schema";
import type { AwsError } from "../aws-error.ts";
import type { CatalogueEntry, Protocol } from "../catalogue.ts";
import { type ErrorModel, loadModel, type ServiceModel } from "../model.ts";
import { bindOutput } from "../rest-binding.ts";
import { EMPTY_STRUCTURE, type SchemaRef, structureOf, subStructure } from "../schema.ts";
import type { WireResponse } from "../wire-request.ts";
import { escapeXml, writeCbor, writeJson, writeXml, xmlContent } from "./documents.ts";
import { jsonContentType } from "./encode-output.ts";
import { encodeRest, XML_DECLARATION } from "./rest-output.ts";

/** A refusal to encode, and for whom. */
export interface ErrorToEncode {
  readonly entry: CatalogueEntry;
  readonly protocol: Protocol;
  readonly error: AwsError;
  readonly requestId: string;
}

/** The parts of an error that every protocol spells in its own way. */
interface Facts {
  readonly model: ServiceModel;
  /** The error's shape, where the model has one. */
  readonly shape: ErrorModel | undefined;
  readonly name: string;
  /** The code of query protocols. */
  readonly queryCode: string;
  readonly status: number;
  readonly fault: "client" | "server";
  readonly error: AwsError;
  readonly requestId: string;
  readonly protocol: Protocol;
}

/** Encodes a refusal as the service does in that protocol. An error outside the model has a code and a message only. */
export function encodeError(refusal: ErrorToEncode): WireResponse {
  const { entry, protocol, error, requestId } = refusal;
  const model = loadModel(entry.id);
  const shape = model.errors.get(error.code);
  const fault = shape?.fault ?? error.fault;
  const facts: Facts = {
    model,
    shape,
    name: shape?.name ?? error.code,
    queryCode: shape?.queryCode ?? error.code,
    status: error.status ?? statusOf(shape, fault, refusal),
    fault,
    error,
    requestId,
    protocol,
  };
  switch (protocol) {
    case "awsJson1.0":
    case "awsJson1.1":
    case "rpcv2Cbor":
      return encodeRpcError(facts);
    case "restJson1":
      return encodeRestJsonError(facts);
    case "awsQuery":
      return encodeQueryError(facts);
    case "ec2Query":
      return encodeEc2Error(facts);
    case "restXml":
      return encodeRestXmlError(facts);
  }
}

/**
 * The JSON RPC services answer 400 or 500 whatever status the model has: KMS's NotFoundException, a 404 by its model,
 * was recorded as 400. Where such a service had query calls before, its statuses stayed.
 */
function statusOf(shape: ErrorModel | undefined, fault: "client" | "server", refusal: ErrorToEncode): number {
  const modelled = refusal.entry.queryCompatible || !refusal.protocol.startsWith("awsJson");
  return (modelled ? shape?.status : undefined) ?? (fault === "server" ? 500 : 400);
}

function encodeRpcError(facts: Facts): WireResponse {
  const { model, protocol, name } = facts;
  const cbor = protocol === "rpcv2Cbor";
  const headers: Record<string, string> = {
    "content-type": cbor ? "application/cbor" : jsonContentType(protocol),
    "x-amzn-requestid": facts.requestId,
  };
  if (cbor) headers["smithy-protocol"] = "rpc-v2-cbor";
  if (model.entry.queryCompatible)
    headers["x-amzn-query-error"] = `${facts.queryCode};${senderOrReceiver(facts)}`;
  const type = protocol === "awsJson1.1" ? name : `${facts.shape?.namespace ?? model.namespace}#${name}`;
  const { schema, value } = withMessage(facts, type);
  return {
    status: facts.status,
    headers,
    body: cbor ? writeCbor(schema, value) : writeJson(schema, value, "rpc"),
  };
}

const senderOrReceiver = (facts: Facts): string => (facts.fault === "server" ? "Receiver" : "Sender");

/** Schemas of a string and of a value of any kind, as `@smithy/core` numbers them. */
const STRING = 0;
const ANYTHING = 15;

/** The error's members with its message, spelled as its shape does, and with `__type` where one is given. */
function withMessage(
  facts: Facts,
  type?: string,
): { schema: NormalizedSchema; value: Record<string, unknown> } {
  const [, namespace, , , members, schemas] = structureOf(facts.shape?.schema ?? EMPTY_STRUCTURE);
  const messageName = members.includes("Message") ? "Message" : "message";
  const value: Record<string, unknown> = { ...facts.error.members, [messageName]: facts.error.message };
  if (type !== undefined) value["__type"] = type;
  const added = Object.keys(value).filter((name) => !members.includes(name));
  const addedSchemas = added.map((name) => (name === messageName || name === "__type" ? STRING : ANYTHING));
  const tuple = [3, namespace, facts.name, 0, [...members, ...added], [...schemas, ...addedSchemas]];
  return { schema: NormalizedSchema.of(tuple as unknown as SchemaRef), value };
}

function encodeRestJsonError(facts: Facts): WireResponse {
  const { schema, value } = withMessage(facts);
  return encodeRest({
    binding: bindOutput(schema),
    value,
    status: facts.status,
    style: "json",
    xmlNamespace: "",
    headers: { "x-amzn-requestid": facts.requestId, "x-amzn-errortype": facts.name },
  });
}

/** Members of the shape besides its message, as XML elements. */
function memberElements(facts: Facts): string {
  if (!facts.shape) return plainElements(facts.error.members);
  const members = subStructure(facts.shape.schema, (member) => member.toLowerCase() !== "message", "Error");
  return xmlContent(writeXml(members, facts.error.members, ""));
}

const plainElements = (members: Readonly<Record<string, unknown>>): string =>
  Object.entries(members)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join("");

function encodeQueryError(facts: Facts): WireResponse {
  return {
    status: facts.status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": facts.requestId },
    body:
      `<ErrorResponse xmlns="${facts.model.entry.xmlNamespace ?? ""}"><Error><Type>${senderOrReceiver(facts)}</Type>` +
      `<Code>${escapeXml(facts.queryCode)}</Code><Message>${escapeXml(facts.error.message)}</Message>` +
      `${memberElements(facts)}</Error><RequestId>${facts.requestId}</RequestId></ErrorResponse>`,
  };
}

function encodeEc2Error(facts: Facts): WireResponse {
  return {
    status: facts.status,
    headers: { "content-type": "text/xml;charset=UTF-8" },
    body:
      `${XML_DECLARATION}<Response><Errors><Error><Code>${escapeXml(facts.error.code)}</Code>` +
      `<Message>${escapeXml(facts.error.message)}</Message></Error></Errors>` +
      `<RequestID>${facts.requestId}</RequestID></Response>`,
  };
}

function encodeRestXmlError(facts: Facts): WireResponse {
  return {
    status: facts.status,
    headers: { "content-type": "application/xml", "x-amz-request-id": facts.requestId },
    body:
      `${XML_DECLARATION}<Error><Code>${escapeXml(facts.name)}</Code><Message>${escapeXml(facts.error.message)}</Message>` +
      `${memberElements(facts)}<RequestId>${facts.requestId}</RequestId></Error>`,
  };
}
