import type { InspectedRequest } from "../request.ts";
import {
  type Detect,
  type DocumentedRule,
  type ExampleRequest,
  findIn,
  type Part,
} from "./documented-rule.ts";
import { findSignature, type Signature } from "./signature.ts";
import { SIGNATURE_SET } from "./signatures.ts";

/** What several rules that look for one thing in several parts share. */
export interface Family {
  /** What comes before the part's suffix in AWS's names. Example: `GenericLFI`. */
  readonly prefix: string;
  readonly attack: string;
  /** A text that the rules stop, in each part. */
  readonly stops: string;
  /** A harmless text that resembles it. */
  readonly allows: string;
  /** Names that AWS does not form from prefix and suffix. */
  readonly name?: string;
}

/** A part with the label of its rule, which does not follow from the rule's name. */
export type LabelledPart = readonly [part: Part, label: string];

/** One rule per part, each looking for the same thing. */
export function rulesFor(
  family: Family,
  parts: readonly LabelledPart[],
  conditionType: string,
  detect: Detect,
  sensitivity?: "LOW" | "HIGH",
): readonly DocumentedRule[] {
  return parts.map(([part, label]) => ({
    name: family.name ?? `${family.prefix}_${part.suffix}`,
    action: "BLOCK",
    labels: [label],
    attack: family.attack,
    stops: part.example(family.stops),
    allows: part.example(family.allows),
    inspect: (request) => findIn(part, request, conditionType, detect, sensitivity),
  }));
}

/** One rule per part, each looking for the same signature. A part is looked at once for the signatures of all rules. */
export function signatureRules(
  family: Family,
  signature: Signature,
  parts: readonly LabelledPart[],
): readonly DocumentedRule[] {
  const bit = SIGNATURE_SET.bitOf(signature);
  const rules = rulesFor(family, parts, "REGEX", (form, _, signatures) =>
    (signatures & bit) === 0 ? undefined : findSignature(signature, form),
  );
  return rules.map((rule, index) => {
    const scan = scanOf(parts[index]![0].values);
    return {
      ...rule,
      inspect: (request) => ((request.derive(scan) & bit) === 0 ? undefined : rule.inspect(request)),
    };
  });
}

type Values = LabelledPart[0]["values"];
const scans = new Map<Values, (request: InspectedRequest) => number>();

/** The signatures that some value of a part may hold, the same function for every rule, so that a request remembers its result. */
function scanOf(values: Values): (request: InspectedRequest) => number {
  const known = scans.get(values);
  if (known) return known;
  const scan = (request: InspectedRequest): number => {
    let bits = 0;
    for (const { signatures } of values(request)) for (const each of signatures) bits |= each;
    return bits;
  };
  scans.set(values, scan);
  return scan;
}

/** A rule that measures a part of the request. */
export function sizeRule(
  name: string,
  label: string,
  bytesMax: number,
  measure: (request: Parameters<DocumentedRule["inspect"]>[0]) => number,
  example: (bytes: number) => ExampleRequest,
): DocumentedRule {
  return {
    name,
    action: "BLOCK",
    labels: [label],
    attack: `Attacks hidden behind padding, and overflows: more than ${bytesMax} bytes.`,
    stops: example(bytesMax + 1),
    allows: example(bytesMax),
    inspect: (request) => {
      const bytes = measure(request);
      if (bytes <= bytesMax) return undefined;
      return {
        conditionType: "SIZE_CONSTRAINT",
        location: LOCATIONS[name] ?? "BODY",
        matchedData: [],
        detail: `${bytes} bytes`,
      };
    },
  };
}

const LOCATIONS: Readonly<Record<string, "URI" | "QUERY_STRING" | "COOKIE">> = {
  SizeRestrictions_URIPATH: "URI",
  SizeRestrictions_QUERYSTRING: "QUERY_STRING",
  SizeRestrictions_Cookie_HEADER: "COOKIE",
};
