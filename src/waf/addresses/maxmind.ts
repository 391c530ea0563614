import type { IpAddress } from "./ip-address.ts";
import { MaxmindData, MaxmindFormatError, type MaxmindValue } from "./maxmind-data.ts";

/** Where an address is. */
export interface GeoLocation {
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  /** ISO 3166-2 without the country. Example: `OR`. */
  readonly region?: string;
}

/** Finds the place of an address; undefined where it is not known. */
export interface GeoLookup {
  locate(address: IpAddress): GeoLocation | undefined;
}

/** Finds the autonomous system of an address; undefined where it is not known. */
export interface AsnLookup {
  findAsn(address: IpAddress): number | undefined;
}

/** Stands for an autonomous system that is not known: the number 0 is reserved (RFC 7607). */
export const UNKNOWN_ASN = 0;

const METADATA_MARKER = Buffer.from("abcdef4d61784d696e642e636f6d", "hex");
/** Bytes of zeros between the search tree and the data. */
const SEPARATOR_BYTES = 16;

interface Metadata {
  readonly nodeCount: number;
  readonly recordBits: number;
  readonly ipVersion: number;
}

/**
 * A database file in MaxMind's format, version 2.0, as the operator supplies it: GeoLite2-Country, -City, -ASN, and
 * others with the same members. Read from memory; a lookup walks at most 128 nodes.
 */
export class MaxmindDatabase implements GeoLookup, AsnLookup {
  readonly #bytes: Buffer;
  readonly #metadata: Metadata;
  readonly #data: MaxmindData;
  readonly #ipv4Root: number;

  /** Throws MaxmindFormatError. */
  constructor(file: Uint8Array) {
    this.#bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    this.#metadata = readMetadata(this.#bytes);
    const { nodeCount, recordBits, ipVersion } = this.#metadata;
    const treeBytes = nodeCount * (recordBits / 4);
    if (treeBytes + SEPARATOR_BYTES > this.#bytes.length)
      throw new MaxmindFormatError("The file is cut short");
    this.#data = new MaxmindData(this.#bytes.subarray(treeBytes + SEPARATOR_BYTES));
    // IPv4 addresses are in an IPv6 tree under 96 zero bits.
    this.#ipv4Root = ipVersion === 6 ? this.#walk(0, 0n, 96) : 0;
  }

  locate(address: IpAddress): GeoLocation | undefined {
    const record = this.find(address);
    if (record === undefined) return undefined;
    const country = text(member(member(record, "country"), "iso_code"));
    const registered = text(member(member(record, "registered_country"), "iso_code"));
    const subdivisions = member(record, "subdivisions");
    const region = Array.isArray(subdivisions) ? text(member(subdivisions[0], "iso_code")) : undefined;
    return { country: country ?? registered, region };
  }

  findAsn(address: IpAddress): number | undefined {
    const number = member(this.find(address), "autonomous_system_number");
    return typeof number === "number" ? number : undefined;
  }

  /** The record of an address, or undefined. Throws MaxmindFormatError where the file is damaged. */
  find(address: IpAddress): MaxmindValue | undefined {
    const isVersion4 = address.version === 4;
    if (!isVersion4 && this.#metadata.ipVersion === 4) return undefined;
    const node = this.#walk(isVersion4 ? this.#ipv4Root : 0, address.value, isVersion4 ? 32 : 128);
    const { nodeCount } = this.#metadata;
    return node > nodeCount ? this.#data.read(node - nodeCount - SEPARATOR_BYTES) : undefined;
  }

  /** Follows `bits` bits of `value`, the highest first, until a leaf. */
  #walk(root: number, value: bigint, bits: number): number {
    let node = root;
    for (let bit = bits - 1; bit >= 0 && node < this.#metadata.nodeCount; bit--) {
      node = this.#child(node, Number((value >> BigInt(bit)) & 1n));
    }
    return node;
  }

  #child(node: number, side: number): number {
    const { recordBits } = this.#metadata;
    const start = node * (recordBits / 4);
    if (recordBits !== 28) return this.#bytes.readUIntBE(start + (side * recordBits) / 8, recordBits / 8);
    // 28 bits: the middle byte holds the four high bits of the left record, then those of the right one.
    const middle = this.#bytes[start + 3]!;
    const high = side === 0 ? middle >>> 4 : middle & 15;
    return high * 0x1_00_00_00 + this.#bytes.readUIntBE(start + side * 4, 3);
  }
}

function readMetadata(bytes: Buffer): Metadata {
  const marker = bytes.lastIndexOf(METADATA_MARKER);
  if (marker < 0) throw new MaxmindFormatError("The file is not a MaxMind database");
  const record = new MaxmindData(bytes.subarray(marker + METADATA_MARKER.length)).read(0);
  const metadata = {
    nodeCount: Number(member(record, "node_count")),
    recordBits: Number(member(record, "record_size")),
    ipVersion: Number(member(record, "ip_version")),
  };
  const isKnown =
    Number.isInteger(metadata.nodeCount) &&
    [24, 28, 32].includes(metadata.recordBits) &&
    [4, 6].includes(metadata.ipVersion);
  if (!isKnown) throw new MaxmindFormatError("The database is of a form that is not known");
  return metadata;
}

function member(value: MaxmindValue | undefined, name: string): MaxmindValue | undefined {
  if (typeof value !== "object" || Array.isArray(value) || value instanceof Uint8Array) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, MaxmindValue>>)[name] : undefined;
}

const text = (value: MaxmindValue | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
