import { NormalizedSchema } from "@smithy/core/schema";
import type { AwsError } from "../aws-error.ts";
import type { CatalogueEntry, Protocol } from "../catalogue.ts";
import { type ErrorModel, loadModel } from "../model.ts";
import { bindOutput } from "../rest-binding.ts";
import { EMPTY_STRUCTURE, type SchemaRef, structureOf } from "../schema.ts";
import type { WireResponse } from "../wire-request.ts";
import { writeCbor, writeJson } from "./documents.ts";
import { jsonContentType } from "./encode-output.ts";
import { type ErrorFacts, senderOrReceiver } from "./error-facts.ts";
import { encodeRest } from "./rest-output.ts";
import { encodeEc2Error, encodeQueryError, encodeRestXmlError } from "./xml-errors.ts";

/** A refusal to encode, and for whom. */
export interface ErrorToEncode {
  readonly entry: CatalogueEntry;
  readonly protocol: Protocol;
  readonly error: AwsError;
  readonly requestId: string;
}

/** Encodes a refusal as the service does in that protocol. An error outside the model has a code and a message only. */
export function encodeError(refusal: ErrorToEncode): WireResponse {
  const { entry, protocol, error, requestId } = refusal;
  const model = loadModel(entry.id);
  const shape = model.errors.get(error.code);
  const fault = shape?.fault ?? error.fault;
  const facts: ErrorFacts = {
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

function encodeRpcError(facts: ErrorFacts): WireResponse {
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

/** Schemas of a string and of a value of any kind, as `@smithy/core` numbers them. */
const STRING = 0;
const ANYTHING = 15;

/** The error's members with its message, spelled as its shape does, and with `__type` where one is given. */
function withMessage(
  facts: ErrorFacts,
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

function encodeRestJsonError(facts: ErrorFacts): WireResponse {
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
