import type { IpAddress, IpRange } from "./ip-address.ts";

/** Ranges of one version, sorted and without overlap: numbers for version 4, which are smaller and faster. */
interface SortedRanges<T> {
  readonly firsts: ArrayLike<T>;
  readonly lasts: ArrayLike<T>;
}

/** A set of address ranges that answers in the logarithm of its size. */
export class IpSet {
  readonly #version4: SortedRanges<number>;
  readonly #version6: SortedRanges<bigint>;

  constructor(ranges: readonly IpRange[]) {
    this.#version4 = sortVersion4(ranges.filter(({ version }) => version === 4));
    this.#version6 = sortVersion6(ranges.filter(({ version }) => version === 6));
  }

  has({ version, value }: IpAddress): boolean {
    return version === 4 ? holds(this.#version4, Number(value)) : holds(this.#version6, value);
  }
}

function holds<T extends number | bigint>({ firsts, lasts }: SortedRanges<T>, value: T): boolean {
  let low = 0;
  let high = firsts.length;
  // The last range that begins at or before the address is the only one that can hold it.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (firsts[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value <= lasts[low - 1]!;
}

function sortVersion4(ranges: readonly IpRange[]): SortedRanges<number> {
  // First and last in one number of 64 bits: such arrays sort natively, and a list may have half a million ranges.
  const sorted = BigUint64Array.from(ranges, ({ first, last }) => (first << 32n) | last).sort();
  const { firsts, lasts } = joinRanges(
    sorted.length,
    (index) => Number(sorted[index]! >> 32n),
    (index) => Number(sorted[index]! & 0xffff_ffffn),
  );
  return { firsts: Uint32Array.from(firsts), lasts: Uint32Array.from(lasts) };
}

function sortVersion6(ranges: readonly IpRange[]): SortedRanges<bigint> {
  const sorted = ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1));
  return joinRanges(
    sorted.length,
    (index) => sorted[index]!.first,
    (index) => sorted[index]!.last,
  );
}

/** Joins sorted ranges that overlap. */
function joinRanges<T extends number | bigint>(
  count: number,
  firstOf: (index: number) => T,
  lastOf: (index: number) => T,
): { readonly firsts: T[]; readonly lasts: T[] } {
  const firsts: T[] = [];
  const lasts: T[] = [];
  for (let index = 0; index < count; index++) {
    const first = firstOf(index);
    const last = lastOf(index);
    const end = lasts.at(-1);
    if (end === undefined || first > end) {
      firsts.push(first);
      lasts.push(last);
    } else if (last > end) lasts[lasts.length - 1] = last;
  }
  return { firsts, lasts };
}
