/** A value of a database record. Integers past 2^53 are bigints. */
export type MaxmindValue =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly MaxmindValue[]
  | { readonly [name: string]: MaxmindValue };

/** A file that is not a MaxMind database, or a damaged one. */
export class MaxmindFormatError extends Error {
  override readonly name = "MaxmindFormatError";
}

const POINTER = 1;
const DEPTH_MAX = 32;
/** Most values decoded for one record; those of published databases have under 100. */
const VALUES_MAX = 4096;
/** Most bytes of text and binary decoded for one record: pointers let a small file repeat a long text without end. */
const BYTES_MAX = 64 * 1024;
/** Added to a pointer's value by the size of the pointer. Source: MaxMind DB format, "pointer". */
const POINTER_BASES = [0, 2048, 526_336, 0];

/** Decodes the data section of a MaxMind DB file (format version 2.0). Bounded in depth, values and bytes per record. */
export class MaxmindData {
  readonly #bytes: Buffer;
  #valuesLeft = 0;
  #bytesLeft = 0;
  #position = 0;

  constructor(section: Buffer) {
    this.#bytes = section;
  }

  /** Whether the section goes on to an offset. */
  has(offset: number): boolean {
    return offset >= 0 && offset < this.#bytes.length;
  }

  /** The value at an offset of the section. Throws MaxmindFormatError. */
  read(offset: number): MaxmindValue {
    this.#position = offset;
    this.#valuesLeft = VALUES_MAX;
    this.#bytesLeft = BYTES_MAX;
    return this.#value(0);
  }

  #value(depth: number): MaxmindValue {
    if (depth > DEPTH_MAX || this.#valuesLeft-- <= 0) throw new MaxmindFormatError("A record is too large");
    const control = this.#unsigned(1);
    const type = control >>> 5 || this.#unsigned(1) + 7;
    if (type === POINTER) return this.#pointer(control, depth);
    return this.#payload(type, this.#size(control & 31), depth);
  }

  #pointer(control: number, depth: number): MaxmindValue {
    const size = (control >>> 3) & 3;
    const high = size === 3 ? 0 : control & 7;
    const target = high * 256 ** (size + 1) + this.#unsigned(size + 1) + POINTER_BASES[size]!;
    const after = this.#position;
    this.#position = target;
    const value = this.#value(depth + 1);
    this.#position = after;
    return value;
  }

  #size(bits: number): number {
    if (bits < 29) return bits;
    if (bits === 29) return 29 + this.#unsigned(1);
    return bits === 30 ? 285 + this.#unsigned(2) : 65_821 + this.#unsigned(3);
  }

  #payload(type: number, size: number, depth: number): MaxmindValue {
    switch (type) {
      case 2:
        return this.#take(size).toString("utf8");
      case 3:
        return this.#take(8).readDoubleBE(0);
      case 4:
        return this.#take(size);
      case 5:
      case 6:
        return this.#unsigned(Math.min(size, 4));
      case 7:
        return this.#map(size, depth);
      case 8:
        return this.#unsigned(Math.min(size, 4)) | 0;
      case 9:
      case 10:
        return BigInt(`0x${this.#take(Math.min(size, 16)).toString("hex") || "0"}`);
      case 11:
        return Array.from({ length: Math.min(size, VALUES_MAX) }, () => this.#value(depth + 1));
      case 14:
        return size !== 0;
      case 15:
        return this.#take(4).readFloatBE(0);
      default:
        throw new MaxmindFormatError(`A record holds the unknown type ${type}`);
    }
  }

  #map(size: number, depth: number): MaxmindValue {
    const entries: [string, MaxmindValue][] = [];
    for (let i = 0; i < size; i++) {
      const name = this.#value(depth + 1);
      if (typeof name !== "string") throw new MaxmindFormatError("A map's key is not a string");
      entries.push([name, this.#value(depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  #unsigned(length: number): number {
    return length === 0 ? 0 : this.#take(length).readUIntBE(0, length);
  }

  #take(length: number): Buffer {
    this.#bytesLeft -= length;
    if (this.#bytesLeft < 0) throw new MaxmindFormatError("A record is too large");
    const bytes = this.#bytes.subarray(this.#position, this.#position + length);
    if (bytes.length < length) throw new MaxmindFormatError("A record ends beyond the file");
    this.#position += length;
    return bytes;
  }
}
