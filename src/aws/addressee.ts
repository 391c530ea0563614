import {
  type CatalogueEntry,
  findService,
  findServiceByEndpoint,
  findServiceBySigningName,
  findServiceByTarget,
  findServiceByVersion,
  type Protocol,
} from "./catalogue.ts";
import type { WireRequest } from "./wire-request.ts";

/** Service and protocol of a request, as far as its head shows them. */
export interface Addressee {
  readonly entry: CatalogueEntry;
  readonly protocol: Protocol;
  /** The operation, where the head names it: RPC protocols but the query ones. */
  readonly operationName?: string;
  /** A service of another name, which the request is signed for and Sallyport does not have; `entry` is S3's. */
  readonly unknownService?: string;
}

/** A request whose body may not have been read yet. */
export type RequestHead = Omit<WireRequest, "body"> & { readonly body?: WireRequest["body"] };

const RPC_V2_PATH = /\/service\/([^/]{1,128})\/operation\/([^/]{1,128})$/;
// Every part has a bound: without one, a header full of "Credential=" would take quadratic time.
const SCOPE_SERVICE = /Credential=[^/,\s]{1,128}\/\d{1,8}\/[^/,\s]{1,64}\/([^/,\s]{1,64})\/aws4_request/;
const PRESIGNED_CREDENTIAL = /(?:^|&)X-Amz-Credential=([^&]{1,512})/;

/** `lambda.us-east-1.amazonaws.com`, `lambda.localhost:4566`; not `lambda.s3.localhost`, which is a bucket. */
const SERVICE_HOST = /^([a-z0-9-]+)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.(?:amazonaws\.com|localhost)(?::\d+)?$/;

const S3: Addressee = { entry: findService("s3")!, protocol: "restXml" };

/**
 * The service and protocol that a request points to: by rpcv2 path, `x-amz-target`, the service in the Signature
 * Version 4 scope, the host name, then `Action` and `Version`. S3 when nothing points elsewhere.
 */
export function findAddressee(request: RequestHead): Addressee {
  return (
    byRpcPath(request) ??
    byTarget(request) ??
    byScopeOrHost(request) ??
    byQueryParameters(request) ??
    byUnknownScope(request) ??
    S3
  );
}

function byRpcPath(request: RequestHead): Addressee | undefined {
  if (request.headers["smithy-protocol"] !== "rpc-v2-cbor") return undefined;
  const [, target, operationName] = RPC_V2_PATH.exec(request.path) ?? [];
  const entry = target === undefined ? undefined : findServiceByTarget(target);
  if (!entry?.protocols.includes("rpcv2Cbor") || operationName === undefined) return undefined;
  return { entry, protocol: "rpcv2Cbor", operationName };
}

function byTarget(request: RequestHead): Addressee | undefined {
  const target = request.headers["x-amz-target"];
  if (target === undefined) return undefined;
  const dot = target.lastIndexOf(".");
  const entry = findServiceByTarget(target.slice(0, Math.max(dot, 0)));
  if (!entry) return undefined;
  return { entry, protocol: jsonProtocolOf(entry, request), operationName: target.slice(dot + 1) };
}

/** The JSON protocol that the content type asks for; the service's own when it asks for none. */
function jsonProtocolOf(entry: CatalogueEntry, request: RequestHead): Protocol {
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/x-amz-json-1.0")) return "awsJson1.0";
  if (type.startsWith("application/x-amz-json-1.1")) return "awsJson1.1";
  return entry.protocols.find((protocol) => protocol.startsWith("awsJson")) ?? entry.protocols[0];
}

function byScopeOrHost(request: RequestHead): Addressee | undefined {
  const scope = scopeServiceOf(request);
  const host = SERVICE_HOST.exec(request.headers["host"] ?? "")?.[1] ?? "";
  const entry =
    scope === undefined
      ? findServiceByEndpoint(host, request.path)
      : findServiceBySigningName(scope, request.path);
  return entry && { entry, protocol: queryProtocolOf(entry) ?? entry.protocols[0] };
}

function scopeServiceOf(request: RequestHead): string | undefined {
  const signed = SCOPE_SERVICE.exec(request.headers["authorization"] ?? "");
  if (signed) return signed[1];
  // In a presigned URL the slashes of the scope come percent-encoded.
  return PRESIGNED_CREDENTIAL.exec(request.rawQuery)?.[1]?.replace(/%2F/gi, "/").split("/")[3];
}

/** Calls that anyone may make, such as AssumeRoleWithWebIdentity, have no scope to go by. */
function byQueryParameters(request: RequestHead): Addressee | undefined {
  const text = actionText(request);
  if (!/(?:^|&)Action=/.test(text)) return undefined;
  const version = /(?:^|&)Version=([\d-]{1,20})(?:&|$)/.exec(text)?.[1];
  const entry = version === undefined ? undefined : findServiceByVersion(version);
  const protocol = entry && queryProtocolOf(entry);
  return entry && protocol && { entry, protocol };
}

/** Signing names that are no service of their own: an API's, and that of S3's directory buckets. */
const HANDLED_ELSEWHERE: ReadonlySet<string> = new Set(["execute-api", "s3express"]);

/** A call of a service that is not here is refused by name, in the protocol that its client seems to read. */
function byUnknownScope(request: RequestHead): Addressee | undefined {
  const unknownService = scopeServiceOf(request);
  // Signed for an API that is none: as unknown to S3 as to anyone, and no service that could be missing.
  if (unknownService === undefined || HANDLED_ELSEWHERE.has(unknownService)) return undefined;
  if (!/^[a-z0-9-]+$/.test(unknownService)) return undefined;
  return { entry: S3.entry, protocol: likelyProtocol(request), unknownService };
}

function likelyProtocol(request: RequestHead): Protocol {
  if (request.headers["smithy-protocol"] === "rpc-v2-cbor") return "rpcv2Cbor";
  if (isForm(request)) return "awsQuery";
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/x-amz-json-1.0")) return "awsJson1.0";
  return request.headers["x-amz-target"] === undefined ? "restJson1" : "awsJson1.1";
}

/** The text that holds the parameters of a query call: the form, else the query string. */
export const actionText = (request: RequestHead): string =>
  isForm(request) && Buffer.isBuffer(request.body) ? request.body.toString("latin1") : request.rawQuery;

/** The protocol in which a service takes forms, if it does. */
const queryProtocolOf = (entry: CatalogueEntry): Protocol | undefined =>
  entry.protocols.find((protocol) => protocol === "awsQuery" || protocol === "ec2Query");

/** Whether the body is a form. */
export const isForm = (request: RequestHead): boolean =>
  (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
