/** Where a back end listens. */
export interface UpstreamOrigin {
  readonly secure: boolean;
  /** A name or an address; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/** One request to a back end. */
export interface UpstreamRequest {
  readonly origin: UpstreamOrigin;
  /** The Host field. Default: the origin's own. */
  readonly host?: string;
  readonly method: string;
  /** Path and query, as they go on the request line. */
  readonly target: string;
  /** Names and values in turn, without Host, Content-Length and connection management: the client writes those. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** A back end's answer, whole. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Why there is no answer. */
export type UpstreamFailure =
  | "unreachable"
  | "address-refused"
  | "saturated"
  | "timed-out"
  | "closed-early"
  | "malformed"
  | "too-large";

/** A request to a back end failed. The message is for the decision record. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly reason: UpstreamFailure;

  constructor(reason: UpstreamFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What the client puts up with from a back end. */
export interface UpstreamLimits {
  /** Connections to one origin at once; further requests wait. Default 256. */
  readonly connectionsPerOriginMax: number;
  /** Requests that may wait for a connection to one origin; further ones fail at once. Default 1,024. */
  readonly waitingPerOriginMax: number;
  /** How long an unused connection is kept, in milliseconds. Default 4,000: less than the back ends' usual 5,000. */
  readonly idleTimeoutMs: number;
  /** Largest response body, in bytes. Source: API Gateway quotas, "Payload size". */
  readonly bodyBytesMax: number;
}

export const defaultUpstreamLimits: UpstreamLimits = {
  connectionsPerOriginMax: 256,
  waitingPerOriginMax: 1_024,
  idleTimeoutMs: 4_000,
  bodyBytesMax: 10 * 1024 * 1024,
};
