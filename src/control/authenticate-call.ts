import type { Readable } from "node:stream";
import type { CatalogueEntry, Protocol } from "../aws/catalogue.ts";
import { authenticationError } from "../aws/sigv4/authentication-errors.ts";
import { parseAuthorization } from "../aws/sigv4/parse-authorization.ts";
import type { SignatureRefusal } from "../aws/sigv4/refusal.ts";
import type { SignableRequest } from "../aws/sigv4/signable-request.ts";
import type { SignedRequest } from "../aws/sigv4/signed-request.ts";
import { verifiedPayload } from "../aws/sigv4/verified-payload.ts";
import { verifySignature } from "../aws/sigv4/verify-signature.ts";
import type { WireRequest } from "../aws/wire-request.ts";
import type { Credential, CredentialDirectory } from "../policy/identity-directory.ts";
import { anonymousPrincipal, type Principal } from "../policy/principal.ts";

/** A caller whose signature was verified, or who sent none where that is allowed. */
export interface AuthenticatedCall {
  readonly principal: Principal;
  /** The region that the call was signed for. */
  readonly region: string;
  /** The body, and for a streamed one its contents, which fail on the way if they are not what was signed. */
  readonly body: Buffer | Readable;
}

/** What verifying needs of the rest of the program. */
export interface AuthenticationPorts {
  readonly credentials: CredentialDirectory;
  /** Milliseconds since the epoch, by the wall clock that clients sign with. */
  readonly nowMs: () => number;
  /** Where a call without a region of its own goes. */
  readonly defaultRegion: string;
}

/** What a request is signed for: a service of the catalogue, or one of Sallyport's own. */
export interface SignedService extends Pick<CatalogueEntry, "id" | "signingName" | "global"> {
  /** Whether the operation that is called accepts calls without signature. Default false. */
  readonly acceptsUnsigned?: boolean | undefined;
}

/** The region of a global service's calls, whatever region they were signed for. */
const globalRegion = "us-east-1";

/**
 * Verifies who sent a request. Throws the error that the service answers. No key, header, port or mode skips this: an
 * unsigned request is anonymous where S3's policies or the operation itself may let it in, and refused elsewhere.
 */
export function authenticateCall(
  request: WireRequest,
  service: SignedService,
  protocol: Protocol,
  ports: AuthenticationPorts,
): AuthenticatedCall {
  const parsed = parseAuthorization(request);
  const mayBeAnonymous = service.id === "s3" || service.acceptsUnsigned === true;
  if (mayBeAnonymous && parsed.kind === "refused" && parsed.code === "credentials_missing") {
    return { principal: anonymousPrincipal, region: ports.defaultRegion, body: request.body };
  }
  const { signed, credential } = signerOf(parsed, service.id, protocol, ports.credentials);
  const body = Buffer.isBuffer(request.body) ? request.body : "streamed";
  const verified = verifySignature(
    signed,
    body,
    credential.secret,
    // A call that is signed for several regions is one to the default region, which must be among them.
    { service: service.signingName, ...(signed.regionSet && { region: ports.defaultRegion }) },
    ports.nowMs(),
  );
  if (verified.kind === "refused") throw authenticationError(verified, protocol, service.id);
  return {
    principal: credential.principal,
    region: service.global ? globalRegion : signed.scope.region || ports.defaultRegion,
    body: Buffer.isBuffer(request.body) ? request.body : verifiedPayload(verified, request.body),
  };
}

/** Who a request says it is from. Proves nothing yet. */
interface Signer {
  readonly signed: SignedRequest;
  readonly credential: Credential;
}

/** Throws the service's error unless the request is signed, rightly or not, with an access key that exists. */
export function requireSigner(
  request: SignableRequest,
  serviceId: string,
  protocol: Protocol,
  credentials: CredentialDirectory,
): void {
  signerOf(parseAuthorization(request), serviceId, protocol, credentials);
}

function signerOf(
  signed: SignedRequest | SignatureRefusal,
  serviceId: string,
  protocol: Protocol,
  credentials: CredentialDirectory,
): Signer {
  if (signed.kind === "refused") throw authenticationError(signed, protocol, serviceId);
  const credential = credentials.findCredential(signed.accessKeyId, signed.sessionToken);
  if (typeof credential === "string") {
    throw authenticationError({ kind: "refused", code: credential }, protocol, serviceId);
  }
  return { signed, credential };
}
