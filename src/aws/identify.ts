import { type Addressee, actionText, findAddressee, isForm } from "./addressee.ts";
import { AwsError } from "./aws-error.ts";
import { plainBody } from "./body.ts";
import type { CatalogueEntry, Protocol } from "./catalogue.ts";
import { WireFault } from "./decode/wire-fault.ts";
import { undecodable } from "./input-errors.ts";
import { loadModel, type OperationModel, type ServiceModel } from "./model.ts";
import { type Parameters, parseParameters } from "./parameters.ts";
import { parseS3Address } from "./s3-address.ts";
import { withHoistedHeaders } from "./s3-hoisted-headers.ts";
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
  /** Headers, with those that a presigned S3 URL carries as parameters. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request that is no call: how to say so, in the most plausible service's protocol. */
export interface UnidentifiedCall {
  readonly kind: "unidentified";
  readonly entry: CatalogueEntry;
  readonly protocol: Protocol;
  /** What the request called the operation, if anything. For the audit. */
  readonly operationName: string | undefined;
  readonly error: AwsError;
  /** The service that was meant, where Sallyport does not have it; `entry` is then S3's. */
  readonly unknownService?: string | undefined;
}

/** What the server knows of itself that a request alone does not show. */
export interface IdentifyOptions {
  /** Domains, besides `localhost` and `amazonaws.com`, under which S3 buckets have host names. */
  readonly domains?: readonly string[];
}

/** What the request's own protocol adds to a call. */
type Found = Pick<IdentifiedCall, "operation" | "labels" | "parameters" | "headers">;

/**
 * Finds the service, protocol and operation of a request. Nothing here is proof of anything: the signature's scope
 * must still be checked against the service found. Never throws on input.
 */
export function identifyCall(
  request: WireRequest,
  options: IdentifyOptions = {},
): IdentifiedCall | UnidentifiedCall {
  const addressee = findAddressee(request);
  const { entry, protocol, unknownService } = addressee;
  try {
    if (unknownService !== undefined) throw serviceNotBuilt(unknownService);
    const model = loadModel(entry.id);
    return { kind: "call", model, protocol, ...find(addressee, model, request, options) };
  } catch (thrown) {
    const error = refusalOf(addressee, thrown);
    const operationName = nameOf(addressee, request);
    return { kind: "unidentified", entry, protocol, operationName, error, unknownService };
  }
}

function find(
  { protocol, operationName }: Addressee,
  model: ServiceModel,
  request: WireRequest,
  options: IdentifyOptions,
): Found {
  if (operationName !== undefined) {
    const operation = model.operations.get(operationName);
    if (!operation) throw unknownOperation();
    return { operation, labels: {}, parameters: new Map(), headers: request.headers };
  }
  if (protocol === "awsQuery" || protocol === "ec2Query") return findByAction(model, request);
  return model.entry.id === "s3" ? findInS3(model, request, options) : findByRoute(model, request);
}

function refusalOf(addressee: Addressee, thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  if (thrown instanceof WireFault) return undecodable(addressee, thrown.message, thrown.place);
  if (thrown instanceof URIError) return undecodable(addressee, "The path is not well encoded.", "head");
  throw thrown;
}

const serviceNotBuilt = (name: string): AwsError =>
  new AwsError("NotImplemented", `Sallyport does not implement the service ${name} yet.`, {
    status: 501,
    fault: "server",
  });

const nameOf = (addressee: Addressee, request: WireRequest): string | undefined =>
  addressee.operationName ?? /(?:^|&)Action=(\w{1,128})(?:&|$)/.exec(actionText(request))?.[1];

function findByAction(model: ServiceModel, request: WireRequest): Found {
  if (request.method !== "POST" && request.method !== "GET") {
    throw new AwsError("InvalidAction", "The HTTP method is not valid for this endpoint.", { status: 405 });
  }
  const parameters = parseParameters(formOf(request) ?? request.rawQuery);
  const name = parameters.get("Action")?.[0];
  if (name === undefined)
    throw new AwsError("MissingAction", "The request must contain the parameter Action.");
  const version = parameters.get("Version")?.[0] ?? model.entry.version;
  const operation = version === model.entry.version ? model.operations.get(name) : undefined;
  if (!operation) {
    const shown = `${name.slice(0, 128)} for version ${version.slice(0, 32)}`;
    throw new AwsError("InvalidAction", `Could not find operation ${shown}`);
  }
  return { operation, labels: {}, parameters, headers: request.headers };
}

/** The form in the body, if there is one. */
function formOf(request: WireRequest): string | undefined {
  if (request.method !== "POST" || !isForm(request) || !Buffer.isBuffer(request.body)) return undefined;
  return plainBody(request.body, request.headers["content-encoding"]).toString("utf8");
}

function findByRoute(model: ServiceModel, request: WireRequest): Found {
  const { method, path, headers } = request;
  const parameters = parseParameters(request.rawQuery);
  const found = model.router.find({ method, path, query: parameters, headers, bucket: undefined });
  if (!found) throw unknownOperation();
  return { operation: found.target.operation, labels: found.labels, parameters, headers };
}

function findInS3(model: ServiceModel, request: WireRequest, options: IdentifyOptions): Found {
  const parameters = parseParameters(request.rawQuery);
  refuseSignature2(request, parameters);
  const { bucket, path } = parseS3Address(request.headers["host"] ?? "", request.path, options.domains ?? []);
  const headers = withHoistedHeaders(request.headers, parameters);
  const found = model.router.find({ method: request.method, path, query: parameters, headers, bucket });
  if (!found) {
    const message = "The specified method is not allowed against this resource.";
    throw new AwsError("MethodNotAllowed", message, { status: 405 });
  }
  const labels = bucket === undefined ? found.labels : { ...found.labels, Bucket: bucket };
  return { operation: found.target.operation, labels, parameters, headers };
}

/** boto3 presigns S3 URLs with Signature Version 2 by default: refused, and never served as anonymous. */
function refuseSignature2(request: WireRequest, parameters: Parameters): void {
  const header = request.headers["authorization"]?.startsWith("AWS ") ?? false;
  if (!header && !parameters.has("AWSAccessKeyId")) return;
  const message =
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
  throw new AwsError("InvalidRequest", message, { status: 400 });
}

const unknownOperation = (): AwsError =>
  new AwsError("UnknownOperationException", "The operation is not known.", { status: 404 });
