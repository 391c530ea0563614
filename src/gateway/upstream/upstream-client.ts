import type { Clock } from "../../base/clock.ts";
import { type ConnectionOptions, defaultRefusesAddress, type ExchangeEnd } from "./connection.ts";
import { type Job, OriginPool } from "./origin-pool.ts";
import {
  defaultUpstreamLimits,
  UpstreamError,
  type UpstreamLimits,
  type UpstreamRequest,
  type UpstreamResponse,
} from "./upstream-message.ts";

/** How the client is set up. */
export interface UpstreamClientOptions {
  readonly clock: Clock;
  readonly limits?: Partial<UpstreamLimits>;
  /** Certificate authorities in PEM, instead of node's own. */
  readonly certificateAuthorities?: readonly string[];
  /** Whether an address must not be called. Default: link-local ones, where cloud machines keep credentials. */
  readonly refusesAddress?: (address: string) => boolean;
}

/** Origins whose pools are kept; the one unused longest is closed first. */
const ORIGINS_MAX = 1_000;

/** Methods that may be sent again when the connection failed before any answer (RFC 9110, section 9.2.2). */
const idempotent = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"]);

/** A lean HTTP/1.1 client for back ends: keep-alive, last in first out, bounded, strict about what it reads. */
export class UpstreamClient {
  readonly #pools = new Map<string, OriginPool>();
  readonly #clock: Clock;
  readonly #limits: UpstreamLimits;
  readonly #connection: ConnectionOptions;
  #closed = false;

  constructor(options: UpstreamClientOptions) {
    this.#clock = options.clock;
    this.#limits = { ...defaultUpstreamLimits, ...options.limits };
    this.#connection = {
      bodyBytesMax: this.#limits.bodyBytesMax,
      refusesAddress: options.refusesAddress ?? defaultRefusesAddress,
      ...(options.certificateAuthorities && { certificateAuthorities: options.certificateAuthorities }),
    };
  }

  /** The back end's answer. Rejects with {@link UpstreamError}; after `timeoutMs` milliseconds with `timed-out`. */
  send(request: UpstreamRequest, timeoutMs: number): Promise<UpstreamResponse> {
    return new Promise((resolve, reject) => {
      const pool = this.#pool(request);
      let job: Job | undefined;
      let finished = false;
      const finish = (settle: () => void): void => {
        if (finished) return;
        finished = true;
        timer.cancel();
        settle();
      };
      const attempt = (retriesLeft: number): void => {
        job = pool.send(request, (end, reused) => {
          if (end.kind === "answered") finish(() => resolve(end.response));
          else if (!finished && retriesLeft > 0 && reused && mayRetry(request, end)) attempt(retriesLeft - 1);
          else finish(() => reject(end.error));
        });
      };
      const timer = this.#clock.schedule(timeoutMs, () =>
        finish(() => {
          reject(new UpstreamError("timed-out", `no answer in ${timeoutMs} ms`));
          if (job) pool.cancel(job);
        }),
      );
      attempt(1);
    });
  }

  /** Closes every connection; requests under way fail. */
  close(): void {
    this.#closed = true;
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
  }

  #pool({ origin }: UpstreamRequest): OriginPool {
    if (this.#closed) throw new UpstreamError("closed-early", "the gateway is stopping");
    const key = `${origin.secure ? "https" : "http"}://${origin.hostname}:${origin.port}`;
    const pool = this.#pools.get(key) ?? new OriginPool(origin, this.#limits, this.#connection, this.#clock);
    // Re-inserted so that iteration order is order of use.
    this.#pools.delete(key);
    this.#pools.set(key, pool);
    if (this.#pools.size > ORIGINS_MAX) {
      const [oldest, unused] = this.#pools.entries().next().value!;
      this.#pools.delete(oldest);
      unused.close();
    }
    return pool;
  }
}

/** A kept connection may have been closed by the back end while the request was on its way. */
function mayRetry(request: UpstreamRequest, end: ExchangeEnd): boolean {
  if (end.kind !== "failed" || end.begun || !idempotent.has(request.method)) return false;
  return end.error.reason === "closed-early" || end.error.reason === "unreachable";
}
