import { dateFromEpochSeconds } from "./scalars.ts";
import { mismatch, ValueReaders } from "./value-reader.ts";
import { checkDepth, safeKey, WireFault } from "./wire-fault.ts";

/** Readers of rpcv2Cbor. */
export const cborReaders = new ValueReaders({
  memberName: (member) => member,
  blob: (value) => {
    if (!(value instanceof Uint8Array)) throw mismatch(value, "Blob");
    return value;
  },
  timestamp: () => (value) => {
    if (value instanceof Date) return value;
    if (typeof value !== "number") throw mismatch(value, "Timestamp");
    return dateFromEpochSeconds(value);
  },
});

/**
 * Parses a CBOR document (RFC 8949): integers, floats, strings, arrays, maps with text keys, `false`, `true`, `null`,
 * and tag 1, a time. Other tags and simple values are refused. An empty body is an empty structure.
 */
export function parseCbor(body: Buffer): unknown {
  if (body.length === 0) return {};
  const parser = new CborParser(body);
  const value = parser.value(0);
  if (!parser.atEnd) throw new WireFault("Bytes follow the CBOR document.");
  return value;
}

/** Most values in one document: an empty array takes one byte here, and many more in memory. */
const VALUES_MAX = 500_000;

/** Marks the end of an array, map or string of indefinite length. */
const BREAK = Symbol("break");

class CborParser {
  readonly #bytes: Buffer;
  #at = 0;
  #values = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): unknown {
    const value = this.#item(depth);
    if (value === BREAK) throw new WireFault("Unexpected end of a CBOR collection.");
    return value;
  }

  #item(depth: number): unknown {
    checkDepth(depth);
    if (++this.#values > VALUES_MAX) throw new WireFault("The CBOR document has too many values.");
    const head = this.#take(1)[0]!;
    const major = head >> 5;
    const minor = head & 0x1f;
    if (major === 7) return this.#simple(minor);
    if (minor === 31) return this.#indefinite(major, depth);
    const argument = this.#argument(minor);
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1 - argument;
      case 2:
        return this.#take(argument);
      case 3:
        return this.#take(argument).toString("utf8");
      case 4:
        return this.#array(argument, depth);
      case 5:
        return this.#map(argument, depth);
      default:
        return this.#tagged(argument, depth);
    }
  }

  #array(count: number, depth: number): unknown[] {
    const items: unknown[] = [];
    for (let i = 0; i < count; i++) items.push(this.value(depth + 1));
    return items;
  }

  #map(count: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = Object.create(null);
    for (let i = 0; i < count; i++) {
      const key = this.value(depth + 1);
      this.#enter(map, key, depth);
    }
    return map;
  }

  #enter(map: Record<string, unknown>, key: unknown, depth: number): void {
    if (typeof key !== "string") throw new WireFault("A CBOR map has a key that is not text.");
    map[safeKey(key)] = this.value(depth + 1);
  }

  #indefinite(major: number, depth: number): unknown {
    const items: unknown[] = [];
    const map: Record<string, unknown> = Object.create(null);
    if (major < 2 || major > 5) throw new WireFault("Malformed CBOR.");
    for (let item = this.#item(depth + 1); item !== BREAK; item = this.#item(depth + 1)) {
      if (major === 5) this.#enter(map, item, depth);
      else items.push(item);
    }
    if (major === 5) return map;
    return major === 4 ? items : joinChunks(items, major);
  }

  #tagged(tag: number, depth: number): Date {
    const value = this.value(depth + 1);
    if (tag !== 1 || typeof value !== "number") throw new WireFault("A CBOR tag is not accepted here.");
    return dateFromEpochSeconds(value);
  }

  #simple(minor: number): unknown {
    switch (minor) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfFloat(this.#take(2).readUInt16BE());
      case 26:
        return this.#take(4).readFloatBE();
      case 27:
        return this.#take(8).readDoubleBE();
      case 31:
        return BREAK;
      default:
        throw new WireFault("A CBOR simple value is not accepted here.");
    }
  }

  #argument(minor: number): number {
    if (minor < 24) return minor;
    if (minor === 24) return this.#take(1)[0]!;
    if (minor === 25) return this.#take(2).readUInt16BE();
    if (minor === 26) return this.#take(4).readUInt32BE();
    if (minor === 27) return Number(this.#take(8).readBigUInt64BE());
    throw new WireFault("Malformed CBOR.");
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new WireFault("The CBOR document ends too early.");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

function joinChunks(chunks: readonly unknown[], major: number): string | Buffer {
  if (major === 3 && chunks.every((chunk) => typeof chunk === "string")) return chunks.join("");
  if (major === 2 && chunks.every((chunk) => Buffer.isBuffer(chunk))) return Buffer.concat(chunks);
  throw new WireFault("Malformed CBOR.");
}

/** IEEE 754 half precision. Source: RFC 8949, appendix D. */
function halfFloat(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (fraction + 1024) * 2 ** (exponent - 25);
}
