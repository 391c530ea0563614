import { asciiLower, fromBytes, toByteString } from "./byte-string.ts";
import { type Pair, parseCookies, parseQueryString } from "./pairs.ts";

/** What statements see of headers, and of cookies: the first 8,192 bytes or 200 entries. Source: AWS WAF, oversize components. */
export const HEADER_BYTES_MAX = 8192;
export const HEADERS_MAX = 200;

/** Body inspection limits in bytes. Source: AssociationConfig, `DefaultSizeInspectionLimit`. */
export const BODY_BYTES_DEFAULT = 16_384;
export const BODY_BYTES_MAX = 65_536;

/** A request as it arrived, before any decoding. */
export interface RequestInput {
  readonly method: string;
  /** The path as sent, percent-encoding kept. Example: `/a%20b`. */
  readonly uriPath: string;
  /** What follows the `?` as sent; empty if there is none. */
  readonly queryString: string;
  /** What follows the `#`, if a client sends one. */
  readonly uriFragment?: string;
  /** Name and value of each header line, in the order and case received. */
  readonly headers: readonly Pair[];
  /** The body, or at least as much of its beginning as the inspection limit covers. */
  readonly body: Uint8Array;
  /** The size of the whole body in bytes, which may be more than `body` holds. */
  readonly bodySizeBytes: number;
  /** The address of the connection's other end: `192.0.2.1` or `2001:db8::1`. */
  readonly clientIp: string;
  /** Example: `HTTP/1.1`. */
  readonly httpVersion: string;
  /** 32 hexadecimal characters of the TLS ClientHello's JA3, where the listener read one. */
  readonly ja3Fingerprint?: string;
  /** The TLS ClientHello's JA4, where the listener read one. */
  readonly ja4Fingerprint?: string;
}

/** Pairs within the inspection limit, and whether some were left out. */
export interface LimitedPairs {
  readonly pairs: readonly Pair[];
  readonly oversize: boolean;
}

/** One request under inspection. Each decoded form is computed on first use and shared by every rule. */
export class InspectedRequest {
  readonly method: string;
  readonly uriPath: string;
  readonly queryString: string;
  readonly input: RequestInput;
  readonly #bodyBytesMax: number;
  readonly #derived = new Map<unknown, unknown>();
  #headersByName: Map<string, string[]> | undefined;

  /** @param bodyBytesMax How much of the body is inspected, in bytes; at most 65,536. Default 16,384. */
  constructor(input: RequestInput, bodyBytesMax: number = BODY_BYTES_DEFAULT) {
    this.input = input;
    this.method = toByteString(input.method);
    this.uriPath = toByteString(input.uriPath);
    this.queryString = toByteString(input.queryString);
    this.#bodyBytesMax = Math.min(bodyBytesMax, BODY_BYTES_MAX);
  }

  /**
   * What `compute` makes of this request, computed once: `compute` itself is the key, so it must be a function that
   * lives as long as the module or the compiled web ACL.
   */
  derive<T>(compute: (request: InspectedRequest) => T): T {
    const known = this.#derived.get(compute);
    if (known !== undefined || this.#derived.has(compute)) return known as T;
    const made = compute(this);
    this.#derived.set(compute, made);
    return made;
  }

  /** The values of a header, by its lower-case name, in order; empty if it was not sent. */
  header(lowerCaseName: string): readonly string[] {
    this.#headersByName ??= indexHeaders(this.input.headers);
    return this.#headersByName.get(lowerCaseName) ?? [];
  }

  /** Query arguments in order, undecoded. */
  get queryArguments(): readonly Pair[] {
    return this.derive(readQueryArguments);
  }

  /** Every header that the listener let in, names in lower case. */
  get everyHeader(): readonly Pair[] {
    return this.derive(readEveryHeader);
  }

  /** Every cookie that the listener let in. */
  get everyCookie(): readonly Pair[] {
    return this.derive(readEveryCookie);
  }

  /** Headers within the inspection limit, names in lower case. */
  get headers(): LimitedPairs {
    return this.derive(readHeaders);
  }

  /** Cookies within the inspection limit. */
  get cookies(): LimitedPairs {
    return this.derive(readCookies);
  }

  /** The body within the inspection limit, as a byte string. */
  get bodyText(): string {
    return this.derive(readBody);
  }

  /** The bytes of the body that rules may see. */
  get bodyInspected(): Uint8Array {
    return this.input.body.subarray(0, this.#bodyBytesMax);
  }

  /** Whether the body is larger than what rules may see. */
  get bodyOversize(): boolean {
    return Math.max(this.input.bodySizeBytes, this.input.body.length) > this.#bodyBytesMax;
  }
}

const readQueryArguments = (request: InspectedRequest): readonly Pair[] =>
  parseQueryString(request.queryString);

const readBody = (request: InspectedRequest): string => fromBytes(request.bodyInspected);

const readEveryHeader = (request: InspectedRequest): readonly Pair[] =>
  request.input.headers.map(([name, value]) => [asciiLower(toByteString(name)), toByteString(value)]);

const readEveryCookie = (request: InspectedRequest): readonly Pair[] =>
  request.header("cookie").flatMap((line) => parseCookies(line, Number.POSITIVE_INFINITY));

const readHeaders = (request: InspectedRequest): LimitedPairs => limitPairs(request.everyHeader, false);

function readCookies(request: InspectedRequest): LimitedPairs {
  const lines = request.header("cookie");
  const cut = lines.join("; ").length > HEADER_BYTES_MAX;
  return limitPairs(
    lines.flatMap((line) => parseCookies(line)),
    cut,
  );
}

/** The pairs that fit 8,192 bytes and 200 entries; the one that crosses the limit is cut, not dropped. */
function limitPairs(pairs: readonly Pair[], cut: boolean): LimitedPairs {
  const kept: Pair[] = [];
  let bytesLeft = HEADER_BYTES_MAX;
  for (const [name, value] of pairs) {
    if (kept.length === HEADERS_MAX || bytesLeft <= 0) return { pairs: kept, oversize: true };
    kept.push([name.slice(0, bytesLeft), value.slice(0, Math.max(0, bytesLeft - name.length))]);
    bytesLeft -= name.length + value.length;
  }
  return { pairs: kept, oversize: cut || bytesLeft < 0 };
}

function indexHeaders(headers: readonly Pair[]): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = asciiLower(name);
    const values = byName.get(key);
    if (values) values.push(toByteString(value));
    else byName.set(key, [toByteString(value)]);
  }
  return byName;
}
