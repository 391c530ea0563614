import { type IpAddress, type IpRange, parseCidr } from "./ip-address.ts";
import { IpSet } from "./ip-set.ts";

/** A list that cannot be taken: which line, and why. */
export class AddressListError extends Error {
  override readonly name = "AddressListError";
}

/** Most ranges of one list. */
const ENTRIES_MAX = 500_000;
/** Most characters of a bad line that an error shows. */
const SHOWN_CHARS_MAX = 64;
/** Lines read between two chances for others to run. */
const LINES_A_SLICE = 2_000;

/** A list of addresses and ranges that the operator supplies. */
export class AddressList {
  readonly entryCount: number;
  readonly #first: IpRange | undefined;
  readonly #set: IpSet;

  constructor(ranges: readonly IpRange[]) {
    this.entryCount = ranges.length;
    this.#first = ranges[0];
    this.#set = new IpSet(ranges);
  }

  has(address: IpAddress): boolean {
    return this.#set.has(address);
  }

  /** An address that is in the list; undefined in an empty one. */
  get example(): IpAddress | undefined {
    return this.#first && { version: this.#first.version, value: this.#first.first };
  }
}

/**
 * Reads a list: an address or a range in CIDR notation a line; empty lines, and what follows `#` or `;`, do not count.
 * Gives the list once it is whole, and undefined before, slice by slice. Throws AddressListError.
 *
 * `192.0.2.0/24 # a test network` is one entry.
 */
export function* readAddressList(text: string): Generator<undefined, AddressList> {
  const ranges: IpRange[] = [];
  let lineNumber = 0;
  for (const line of linesOf(text)) {
    lineNumber++;
    if (lineNumber % LINES_A_SLICE === 0) yield;
    const entry = line.replace(/[#;].*/s, "").trim();
    if (entry === "") continue;
    const range = parseCidr(entry);
    if (!range) {
      const shown = JSON.stringify(entry.slice(0, SHOWN_CHARS_MAX));
      throw new AddressListError(`line ${lineNumber}: ${shown} is neither an address nor a range`);
    }
    if (ranges.length === ENTRIES_MAX)
      throw new AddressListError(`there are more than ${ENTRIES_MAX} entries`);
    ranges.push(range);
  }
  return new AddressList(ranges);
}

/** Lines one at a time: a list of all of them would hold the file twice. */
function* linesOf(text: string): Generator<string> {
  // Some editors begin a file with a byte order mark.
  let start = text.startsWith("\ufeff") ? 1 : 0;
  for (let end = text.indexOf("\n", start); end >= 0; end = text.indexOf("\n", start)) {
    yield text.slice(start, end);
    start = end + 1;
  }
  yield text.slice(start);
}
