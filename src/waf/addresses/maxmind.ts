import { BoundedCache } from "../../base/bounded-cache.ts";
import type { IpAddress } from "./ip-address.ts";
import { MaxmindData, MaxmindFormatError, type MaxmindValue } from "./maxmind-data.ts";
import { MaxmindTree, type TreeLayout } from "./maxmind-tree.ts";

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
/** Nodes looked at between two chances for others to run. */
const NODES_A_SLICE = 50_000;
/** Records decoded between two chances for others to run. */
const RECORDS_A_SLICE = 500;
/** Most records decoded by a check. */
const RECORDS_CHECKED_MAX = 5_000;
/** Most locations that stay decoded. */
const LOCATIONS_MAX = 4_096;

/** The last moment that a Date can hold. Source: ECMA-262, "Time Values and Time Range". */
const DATE_MAX_EPOCH_S = 8.64e12;

interface Metadata extends TreeLayout {
  readonly type: string;
  readonly builtAtEpochS: number;
}

/**
 * A database file in MaxMind's format, version 2.0, as the operator supplies it: GeoLite2-Country, -City, -ASN, and
 * others with the same members. Read from memory; a lookup walks at most 128 nodes.
 */
export class MaxmindDatabase implements GeoLookup, AsnLookup {
  /** What the file says it is. Example: `GeoLite2-City`. */
  readonly type: string;
  /** When it was made, in seconds since the epoch. */
  readonly builtAtEpochS: number;
  readonly #tree: MaxmindTree;
  readonly #data: MaxmindData;
  /** By the tree's record: a city's record has a hundred values, of which two are wanted. */
  readonly #locations = new BoundedCache<number, GeoLocation>(LOCATIONS_MAX);

  /** Throws MaxmindFormatError. */
  constructor(file: Uint8Array) {
    const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    const metadata = readMetadata(bytes);
    const treeBytes = MaxmindTree.sizeBytes(metadata);
    if (treeBytes + SEPARATOR_BYTES > bytes.length) throw new MaxmindFormatError("The file is cut short");
    this.type = metadata.type;
    this.builtAtEpochS = metadata.builtAtEpochS;
    this.#tree = new MaxmindTree(bytes, metadata);
    this.#data = new MaxmindData(bytes.subarray(treeBytes + SEPARATOR_BYTES));
  }

  get nodeCount(): number {
    return this.#tree.nodeCount;
  }

  locate(address: IpAddress): GeoLocation | undefined {
    const record = this.#recordOf(address);
    if (record === undefined) return undefined;
    const known = this.#locations.get(record);
    if (known) return known;
    const location = locationOf(this.#read(record));
    this.#locations.set(record, location);
    return location;
  }

  findAsn(address: IpAddress): number | undefined {
    return asnOf(this.find(address));
  }

  /** The record of an address, or undefined. Throws MaxmindFormatError where the file is damaged. */
  find(address: IpAddress): MaxmindValue | undefined {
    const record = this.#recordOf(address);
    return record === undefined ? undefined : this.#read(record);
  }

  /**
   * Looks at the whole tree, and decodes the data of the first few thousand records, slice by slice. In the end it tells
   * whether any of them says what is wanted: a database of another kind would never match. Throws MaxmindFormatError.
   */
  *check(wanted: "country" | "asn"): Generator<undefined, boolean> {
    const seen = new Set<number>();
    let isFound = false;
    for (let node = 0; node < this.nodeCount; node++) {
      for (const side of [0, 1]) {
        const record = this.#tree.record(node, side);
        if (record <= this.nodeCount) continue;
        if (!this.#data.has(record - this.nodeCount - SEPARATOR_BYTES)) {
          throw new MaxmindFormatError("The search tree points beyond the data");
        }
        if (seen.has(record) || seen.size === RECORDS_CHECKED_MAX) continue;
        seen.add(record);
        const value = this.#read(record);
        isFound ||= (wanted === "asn" ? asnOf(value) : locationOf(value).country) !== undefined;
        if (seen.size % RECORDS_A_SLICE === 0) yield;
      }
      if (node % NODES_A_SLICE === 0) yield;
    }
    return isFound;
  }

  /** The tree's record of an address that has data. */
  #recordOf(address: IpAddress): number | undefined {
    const record = this.#tree.find(address);
    return record !== undefined && record > this.nodeCount ? record : undefined;
  }

  #read(record: number): MaxmindValue {
    return this.#data.read(record - this.nodeCount - SEPARATOR_BYTES);
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
    type: text(member(record, "database_type")) ?? "",
    builtAtEpochS: Math.min(Number(member(record, "build_epoch") ?? 0) || 0, DATE_MAX_EPOCH_S),
  };
  const isKnown =
    Number.isInteger(metadata.nodeCount) &&
    [24, 28, 32].includes(metadata.recordBits) &&
    [4, 6].includes(metadata.ipVersion);
  if (!isKnown) throw new MaxmindFormatError("The database is of a form that is not known");
  return metadata;
}

/** Codes become part of labels, so nothing but a code is taken. */
function locationOf(record: MaxmindValue): GeoLocation {
  const codeOf = (value: MaxmindValue | undefined, form: RegExp): string | undefined => {
    const code = text(member(value, "iso_code"));
    return code !== undefined && form.test(code) ? code : undefined;
  };
  const subdivisions = member(record, "subdivisions");
  const country =
    codeOf(member(record, "country"), /^[A-Z]{2}$/) ??
    codeOf(member(record, "registered_country"), /^[A-Z]{2}$/);
  const region = Array.isArray(subdivisions) ? codeOf(subdivisions[0], /^[0-9A-Z]{1,3}$/) : undefined;
  return { country, region };
}

function asnOf(record: MaxmindValue | undefined): number | undefined {
  const number = member(record, "autonomous_system_number");
  return typeof number === "number" ? number : undefined;
}

function member(value: MaxmindValue | undefined, name: string): MaxmindValue | undefined {
  if (typeof value !== "object" || Array.isArray(value) || value instanceof Uint8Array) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, MaxmindValue>>)[name] : undefined;
}

const text = (value: MaxmindValue | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
