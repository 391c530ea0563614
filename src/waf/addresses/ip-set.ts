import type { IpAddress, IpRange } from "./ip-address.ts";

/** Ranges of one version, sorted and without overlap. */
interface SortedRanges {
  readonly firsts: readonly bigint[];
  readonly lasts: readonly bigint[];
}

/** A set of address ranges that answers in the logarithm of its size. */
export class IpSet {
  readonly #version4: SortedRanges;
  readonly #version6: SortedRanges;

  constructor(ranges: readonly IpRange[]) {
    this.#version4 = sortRanges(ranges.filter(({ version }) => version === 4));
    this.#version6 = sortRanges(ranges.filter(({ version }) => version === 6));
  }

  has(address: IpAddress): boolean {
    const { firsts, lasts } = address.version === 4 ? this.#version4 : this.#version6;
    let low = 0;
    let high = firsts.length;
    // The last range that begins at or before the address is the only one that can hold it.
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (firsts[middle]! <= address.value) low = middle + 1;
      else high = middle;
    }
    return low > 0 && address.value <= lasts[low - 1]!;
  }
}

/** Sorts ranges and joins those that overlap. */
function sortRanges(ranges: readonly IpRange[]): SortedRanges {
  const firsts: bigint[] = [];
  const lasts: bigint[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const end = lasts.at(-1);
    if (end === undefined || first > end) {
      firsts.push(first);
      lasts.push(last);
    } else if (last > end) lasts[lasts.length - 1] = last;
  }
  return { firsts, lasts };
}
