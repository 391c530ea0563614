import { type Addressee, findAddressee, isForm } from "./addressee.ts";
import { AwsError } from "./aws-error.ts";
import { plainBody } from "./body.ts";
import type { CatalogueEntry, Protocol } from "./catalogue.ts";
import { WireFault } from "./decode/wire-fault.ts";
import { undecodable } from "./input-errors.ts";
import { loadModel, type OperationModel, type ServiceModel } from "./model.ts";
import { type Parameters, parseParameters } from "./parameters.ts";
import { parseS3Address, type S3Address } from "./s3-address.ts";
import type { WireRequest } from "./wire-request.ts";

/** A call whose service, protocol and operation are known. Says nothing yet of who sent it or what it asks. */
export interface IdentifiedCall {
  readonly kind: "call";
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly protocol: Protocol;
  /** Members that the path holds, decoded; for S3 the bucket as well. */
  readonly labels: Readonly<Record<string, string>>;
  /** The form of a query call, the query string of any other. */
  readonly parameters: Parameters;
}

/** A request that is no call: how to say so, in the most plausible service's protocol. */
export interface UnidentifiedCall {
  readonly kind: "unidentified";
  readonly entry: CatalogueEntry;
  readonly protocol: Protocol;
  /** What the request called the operation, if anything. For the audit. */
  readonly operationName: string | undefined;
  readonly error: AwsError;
}

/** What the server knows of itself that a request alone does not show. */
export interface IdentifyOptions {
  /** Domains, besides `localhost` and `amazonaws.com`, under which S3 buckets have host names. */
  readonly domains?: readonly string[];
}

/**
 * Finds the service, protocol and operation of a request. Nothing here is proof of anything: the signature's scope
 * must still be checked against the service found. Never throws on input.
 */
export function identifyCall(
  request: WireRequest,
  options: IdentifyOptions = {},
): IdentifiedCall | UnidentifiedCall {
  const addressee = findAddressee(request);
  const refuse = (error: AwsError, operationName?: string): UnidentifiedCall => ({
    kind: "unidentified",
    entry: addressee.entry,
    protocol: addressee.protocol,
    operationName,
    error,
  });
  try {
    if (addressee.operationName !== undefined) return identifyRpc(addressee, addressee.operationName, refuse);
    if (addressee.protocol === "awsQuery" || addressee.protocol === "ec2Query") {
      return identifyQuery(addressee, request, refuse);
    }
    return identifyRest(addressee, request, options, refuse);
  } catch (error) {
    if (error instanceof WireFault || error instanceof URIError)
      return refuse(undecodable(addressee, error.message));
    throw error;
  }
}

type Refuse = (error: AwsError, operationName?: string) => UnidentifiedCall;

function identifyRpc(addressee: Addressee, name: string, refuse: Refuse): IdentifiedCall | UnidentifiedCall {
  const model = loadModel(addressee.entry.id);
  const operation = model.operations.get(name);
  if (!operation)
    return refuse(
      new AwsError("UnknownOperationException", "The operation is not known.", { status: 404 }),
      name,
    );
  return { kind: "call", model, operation, protocol: addressee.protocol, labels: {}, parameters: new Map() };
}

function identifyQuery(
  addressee: Addressee,
  request: WireRequest,
  refuse: Refuse,
): IdentifiedCall | UnidentifiedCall {
  if (request.method !== "POST" && request.method !== "GET") {
    return refuse(
      new AwsError("InvalidAction", "The HTTP method is not valid for this endpoint.", { status: 405 }),
    );
  }
  const { entry, protocol } = addressee;
  const parameters = parseParameters(formOf(request) ?? request.rawQuery);
  const name = parameters.get("Action")?.[0];
  if (name === undefined) {
    return refuse(new AwsError("MissingAction", "The request must contain the parameter Action."));
  }
  const version = parameters.get("Version")?.[0] ?? entry.version;
  const model = loadModel(entry.id);
  const operation = version === entry.version ? model.operations.get(name) : undefined;
  if (!operation) {
    const message = `Could not find operation ${name.slice(0, 128)} for version ${version.slice(0, 32)}`;
    return refuse(new AwsError("InvalidAction", message), name);
  }
  return { kind: "call", model, operation, protocol, labels: {}, parameters };
}

/** The form in the body, if there is one. */
function formOf(request: WireRequest): string | undefined {
  if (request.method !== "POST" || !isForm(request) || !Buffer.isBuffer(request.body)) return undefined;
  return plainBody(request.body, request.headers["content-encoding"]).toString("utf8");
}

function identifyRest(
  addressee: Addressee,
  request: WireRequest,
  options: IdentifyOptions,
  refuse: Refuse,
): IdentifiedCall | UnidentifiedCall {
  const { entry, protocol } = addressee;
  const parameters = parseParameters(request.rawQuery);
  const signature2 = refuseSignature2(request, parameters);
  if (signature2) return refuse(signature2);
  const address: S3Address =
    entry.id === "s3"
      ? parseS3Address(request.headers["host"] ?? "", request.path, options.domains ?? [])
      : { bucket: undefined, path: request.path };
  const model = loadModel(entry.id);
  const { method, headers } = request;
  const found = model.router.find({
    method,
    path: address.path,
    query: parameters,
    headers,
    bucket: address.bucket,
  });
  if (!found) return refuse(noRoute(entry));
  const labels = address.bucket === undefined ? found.labels : { ...found.labels, Bucket: address.bucket };
  return { kind: "call", model, operation: found.target.operation, protocol, labels, parameters };
}

/** boto3 presigns S3 URLs with Signature Version 2 by default: refused, and never served as anonymous. */
function refuseSignature2(request: WireRequest, parameters: Parameters): AwsError | undefined {
  const header = request.headers["authorization"]?.startsWith("AWS ") ?? false;
  if (!header && !parameters.has("AWSAccessKeyId")) return undefined;
  const message =
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
  return new AwsError("InvalidRequest", message, { status: 400 });
}

function noRoute(entry: CatalogueEntry): AwsError {
  if (entry.id === "s3") {
    const message = "The specified method is not allowed against this resource.";
    return new AwsError("MethodNotAllowed", message, { status: 405 });
  }
  return new AwsError("UnknownOperationException", "The operation is not known.", { status: 404 });
}
