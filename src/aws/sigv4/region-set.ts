import { refuse, type SignatureMechanism, type SignatureRefusal } from "./refusal.ts";

/** Most characters of a region set: more than every region's name. */
const CHARACTERS_MAX = 2_048;
/** A region, the beginning of regions' names, or all: `us-east-1`, `us-*`, `*`. */
const ENTRY = /^(?:[a-z0-9-]{1,64}\*?|\*)$/;

/** The regions that a Signature Version 4A is for: names, and beginnings of names that end in `*`. */
export type RegionSet = readonly string[];

/**
 * Reads X-Amz-Region-Set: `us-east-1,eu-*` gives `["us-east-1", "eu-*"]`.
 * Source: IAM User Guide, "AWS Signature Version 4 for API requests", "Signature Version 4A".
 */
export function parseRegionSet(
  text: string | undefined,
  mechanism: SignatureMechanism,
): RegionSet | SignatureRefusal {
  if (!text) {
    return refuse("authorization_incomplete", "Signature Version 4A requires 'X-Amz-Region-Set'.", mechanism);
  }
  const entries = text.length > CHARACTERS_MAX ? [] : text.split(",").map((entry) => entry.trim());
  if (entries.length > 0 && entries.every((entry) => ENTRY.test(entry))) return entries;
  const detail = "X-Amz-Region-Set must be regions joined by commas, each of which may end in '*'.";
  return refuse("authorization_malformed", detail, mechanism);
}

/** Whether a request signed for these regions is one for this region. */
export const coversRegion = (regionSet: RegionSet, region: string): boolean =>
  regionSet.some((entry) => (entry.endsWith("*") ? region.startsWith(entry.slice(0, -1)) : entry === region));
