import { Readable } from "node:stream";
import { findAddressee } from "../aws/addressee.ts";
import { AwsError } from "../aws/aws-error.ts";
import { type CatalogueEntry, findService, type Protocol } from "../aws/catalogue.ts";
import { verifyBodyDigests } from "../aws/checksum/body-digests.ts";
import { decodeInput, streamsInput } from "../aws/decode/decode-input.ts";
import { encodeError } from "../aws/encode/encode-error.ts";
import { encodeOutput } from "../aws/encode/encode-output.ts";
import { type IdentifiedCall, identifyCall } from "../aws/identify.ts";
import { type RequestParts, type WireRequest, type WireResponse, wireRequest } from "../aws/wire-request.ts";
import { uuid } from "../base/ids.ts";
import type { CallOrigin } from "../services/operation.ts";
import { type AuditTrail, auditRecord, newAuditTrail } from "./audit.ts";
import {
  type AuthenticatedCall,
  type AuthenticationPorts,
  authenticateCall,
  requireSigner,
} from "./authenticate-call.ts";
import type { CallShare } from "./call-capacity.ts";
import { dispatch } from "./dispatch.ts";
import { type InternalCallerPorts, toAwsError } from "./internal-caller.ts";
import { holdBody, mustHold } from "./read-body.ts";

/** What serving AWS API calls needs of the rest of the program. */
export interface ControlPorts extends InternalCallerPorts, AuthenticationPorts {}

/** A call as it came in: its HTTP parts with the body unread, and where it came from. */
export interface IncomingCall {
  readonly parts: RequestParts & { readonly body: Readable };
  readonly origin: CallOrigin;
  readonly signal: AbortSignal;
  /** What the call may use of what all calls share. Released by whoever opened it. */
  readonly share: CallShare;
}

/** How to answer when nothing is known of the call yet: as S3, which every unknown request might be for. */
const unknownAddressee = { entry: findService("s3")!, protocol: "restXml" } as const;

/** One call under way: what its error answers need. */
interface Addressee {
  entry: CatalogueEntry;
  protocol: Protocol;
}

/**
 * Serves one AWS API call: identify → authenticate → decode → (validate → authorize → handle) → encode. The audit
 * wraps all of it, so that refused and unknown calls are recorded too. Never rejects.
 */
export async function serveCall(incoming: IncomingCall, ports: ControlPorts): Promise<WireResponse> {
  const requestId = uuid(ports.random);
  const start = {
    requestId,
    startedAtMs: ports.clock.nowMs(),
    startedAtUs: performance.now() * 1000,
    origin: incoming.origin,
  };
  const trail = newAuditTrail();
  const addressee: Addressee = { ...unknownAddressee };
  try {
    return await answer(incoming, requestId, addressee, trail, ports);
  } catch (thrown) {
    // A body that was refused ends its stream with the refusal; any other end of it is the caller's leaving.
    const callerLeft = !(thrown instanceof AwsError) && thrown === incoming.parts.body.errored;
    const error = callerLeft ? incompleteBody() : toAwsError(thrown, requestId, ports.logger);
    trail.error = error;
    return encodeError({ ...addressee, error, requestId });
  } finally {
    ports.audit.write(auditRecord(start, trail, performance.now() * 1000));
  }
}

/** The connection ended within the request, which is no failure of ours: nobody reads the answer but the audit. */
const incompleteBody = (): AwsError =>
  new AwsError("IncompleteBody", "The connection ended before the request did.", { status: 400 });

async function answer(
  incoming: IncomingCall,
  requestId: string,
  addressee: Addressee,
  trail: AuditTrail,
  ports: ControlPorts,
): Promise<WireResponse> {
  const head = wireRequest(incoming.parts);
  turnTo(findAddressee(head), addressee, trail);
  const hold = (body: Readable): Promise<Buffer> =>
    holdBody(head, body, incoming.share, () =>
      requireSigner(head, addressee.entry.id, addressee.protocol, ports.credentials),
    );
  const request = mustHold(head) ? { ...head, body: await hold(incoming.parts.body) } : head;
  const identified = identify(request, addressee, trail);
  const { model, operation, protocol } = identified;
  const registered = ports.registry.find(model.entry.id, operation.name);
  const service = { ...model.entry, acceptsUnsigned: registered?.operation.acceptsUnsigned };
  const caller = authenticateCall(request, service, protocol, ports);
  trail.principal = caller.principal;
  trail.region = caller.region;
  const input = await decode(request, caller, identified, hold);
  incoming.share.begin();
  const output = await dispatch(
    {
      serviceId: model.entry.id,
      operationName: operation.name,
      input,
      principal: caller.principal,
      region: caller.region,
      requestId,
      origin: incoming.origin,
      signal: incoming.signal,
      http: { method: request.method, headers: request.headers, rawQuery: request.rawQuery },
    },
    ports,
    trail,
  );
  try {
    return encodeOutput({ model, operation, protocol, output, requestId });
  } catch (error) {
    // A stream that nobody will read holds a file open.
    for (const value of Object.values(output)) if (value instanceof Readable) value.destroy();
    throw error;
  }
}

/** Tells the error answers and the trail which service is called, as far as is known by now. */
function turnTo({ entry, protocol }: Addressee, addressee: Addressee, trail: AuditTrail): void {
  addressee.entry = entry;
  addressee.protocol = protocol;
  trail.serviceId = entry.id;
}

/** What the request calls. Tells the trail and the error answers as much as can be told. */
function identify(request: WireRequest, addressee: Addressee, trail: AuditTrail): IdentifiedCall {
  const identified = identifyCall(request);
  const known = identified.kind === "call";
  const entry = known ? identified.model.entry : identified.entry;
  turnTo({ entry, protocol: identified.protocol }, addressee, trail);
  trail.operation = (known ? identified.operation.name : identified.operationName) ?? "";
  if (identified.kind === "unidentified") {
    trail.serviceId = identified.unknownService ?? entry.id;
    throw identified.error;
  }
  return identified;
}

/** The input, from a body that is known to be what was signed. Only S3's objects stay streams. */
async function decode(
  request: WireRequest,
  caller: AuthenticatedCall,
  call: IdentifiedCall,
  hold: (body: Readable) => Promise<Buffer>,
): Promise<object> {
  const { body } = caller;
  const held = Buffer.isBuffer(body) || streamsInput(call.operation) ? body : await hold(body);
  if (Buffer.isBuffer(held) && carriesDigests(call)) verifyBodyDigests(request.headers, held);
  return decodeInput(call, { ...request, body: held });
}

/** Whether the operation's checksum headers are about its own body, and not about an object made of parts. */
const carriesDigests = ({ model, operation }: IdentifiedCall): boolean =>
  model.entry.id === "s3" &&
  [...operation.input.structIterator()].some(([name]) => name === "ChecksumAlgorithm");
