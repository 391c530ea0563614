import { requireItems, textOf, wholeNumberOf } from "./arguments.ts";
import type { IntrinsicFunction } from "./intrinsic-function.ts";

const ZONE_LETTERS = ["a", "b", "c"];

/** Functions on networks. Source: CloudFormation User Guide, "Fn::Cidr", "Fn::GetAZs". */
export const networkFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  "Fn::Cidr": (call) => {
    const items = requireItems(call, 2, 3, "an address block, a count and, if wanted, a number of bits");
    const block = textOf(call, items[0]!, 0);
    const count = wholeNumberOf(call, items[1]!, 1, 256, 1);
    const bits = items[2] === undefined ? 8 : wholeNumberOf(call, items[2], 1, 128, 2);
    const blocks = subnets(block, count, bits);
    if (!blocks)
      throw call.fail(`Fn::Cidr cannot cut ${count} blocks with ${bits} subnet bits from ${block}`);
    return blocks;
  },

  "Fn::GetAZs": (call) => {
    const region = textOf(call, call.argument) || call.scope.place.region;
    return ZONE_LETTERS.map((letter) => region + letter);
  },
};

/** The first `count` blocks with `bits` host bits: `10.0.0.0/16`, 2, 8 gives `10.0.0.0/24`, `10.0.1.0/24`. */
function subnets(block: string, count: number, bits: number): string[] | undefined {
  const [address, prefix] = block.split("/") as [string, string | undefined];
  const isV6 = address.includes(":");
  const width = isV6 ? 128 : 32;
  const prefixLength = Number(prefix);
  const start = isV6 ? parseIpv6(address) : parseIpv4(address);
  if (start === undefined || !Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > width)
    return undefined;
  const size = 1n << BigInt(bits);
  const available = 1n << BigInt(width - prefixLength);
  if (bits > width - prefixLength || size * BigInt(count) > available) return undefined;
  const base = start - (start % available);
  const format = isV6 ? formatIpv6 : formatIpv4;
  return Array.from({ length: count }, (_, i) => `${format(base + size * BigInt(i))}/${width - bits}`);
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

const formatIpv4 = (value: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join(".");

function parseIpv6(text: string): bigint | undefined {
  const [head = "", tail] = text.split("::");
  const left = head ? head.split(":") : [];
  const right = tail ? tail.split(":") : [];
  const missing = 8 - left.length - right.length;
  if (text.split("::").length > 2 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill("0"), ...right];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

/** The canonical form of RFC 5952: the longest run of zero groups is shortened. */
function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  const runs = groups.join(":").match(/\b0(:0)+\b/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
  return longest ? groups.join(":").replace(longest, "::").replace(/:{3,}/g, "::") : groups.join(":");
}
