import type { MatchDetail, MatchLocation } from "../decision.ts";
import type { DetectorMatch } from "../detector.ts";
import { evidenceOf } from "../detectors/evidence.ts";
import { detectSqli } from "../detectors/sqli.ts";
import { detectXss } from "../detectors/xss.ts";
import type { Field } from "../fields/field.ts";
import type { FieldValue } from "../fields/read-field.ts";
import type { LinearRegex } from "../regex/linear-regex.ts";
import { WorkExceededError } from "../regex/work-meter.ts";
import type { Comparison, Position, Sensitivity } from "../rules/model.ts";
import type { Inspection, Matcher } from "./inspection.ts";
import type { ValueSource } from "./value-source.ts";

/** Longest piece of a request kept as a match's evidence, in bytes. */
const EVIDENCE_BYTES_MAX = 100;

/** What one value showed, or undefined. */
type Look = (
  value: FieldValue,
) => Pick<MatchDetail, "matchedData" | "sensitivityLevel" | "detail"> | undefined;

const LOCATIONS: Readonly<Record<Field["kind"], MatchLocation>> = {
  singleHeader: "HEADER",
  headers: "HEADER",
  cookies: "COOKIE",
  uriPath: "URI",
  queryString: "QUERY_STRING",
  allQueryArguments: "ALL_QUERY_ARGS",
  singleQueryArgument: "SINGLE_QUERY_ARG",
  body: "BODY",
  jsonBody: "JSON_BODY",
  method: "METHOD",
  headerOrder: "HEADER_ORDER",
  ja3Fingerprint: "FINGERPRINT",
  ja4Fingerprint: "FINGERPRINT",
  uriFragment: "FRAGMENT",
};

export function byteMatcher(source: ValueSource, searchString: string, position: Position): Matcher {
  const find = FINDERS[position];
  const evidence = { matchedData: [searchString.slice(0, EVIDENCE_BYTES_MAX)] };
  // The other positions are cheaper to look at than the gate.
  const mayContain = position.startsWith("CONTAINS") ? source.gate(searchString) : undefined;
  return anyValue(
    source,
    "BYTE_MATCH",
    ({ text }) => (find(text, searchString) ? evidence : undefined),
    mayContain,
  );
}

const FINDERS: Readonly<Record<Position, (text: string, search: string) => boolean>> = {
  EXACTLY: (text, search) => text === search,
  STARTS_WITH: (text, search) => text.startsWith(search),
  ENDS_WITH: (text, search) => text.endsWith(search),
  CONTAINS: (text, search) => text.includes(search),
  CONTAINS_WORD: containsWord,
};

function containsWord(text: string, word: string): boolean {
  let start = text.indexOf(word);
  while (start >= 0) {
    const end = start + word.length;
    if (!isWordAt(text, start - 1) && !isWordAt(text, end)) return true;
    start = text.indexOf(word, start + 1);
  }
  return false;
}

const isWordAt = (text: string, index: number): boolean =>
  index >= 0 && index < text.length && /\w/.test(text[index]!);

export function sizeMatcher(source: ValueSource, comparison: Comparison, sizeBytes: number): Matcher {
  const holds = COMPARISONS[comparison];
  return anyValue(source, "SIZE_CONSTRAINT", ({ text }) =>
    holds(text.length, sizeBytes) ? { matchedData: [`${text.length} bytes`] } : undefined,
  );
}

const COMPARISONS: Readonly<Record<Comparison, (size: number, limit: number) => boolean>> = {
  EQ: (size, limit) => size === limit,
  NE: (size, limit) => size !== limit,
  LE: (size, limit) => size <= limit,
  LT: (size, limit) => size < limit,
  GE: (size, limit) => size >= limit,
  GT: (size, limit) => size > limit,
};

/** Matches where any of the expressions does. Throws WorkExceededError where they take the request too far. */
export function regexMatcher(source: ValueSource, regexes: readonly LinearRegex[]): Matcher {
  const gated = regexes.map((regex) => {
    const gates = regex.requiredLiterals?.map((literal) => source.gate(literal));
    const mayMatch = (inspection: Inspection) => !gates || gates.some((mayContain) => mayContain(inspection));
    return { regex, mayMatch };
  });
  return (inspection) => {
    const candidates = gated.filter(({ mayMatch }) => mayMatch(inspection));
    const { regexWork, details } = inspection;
    try {
      return look(inspection, source, "REGEX", ({ text }) =>
        candidates.some(({ regex }) => regex.test(text, regexWork))
          ? { matchedData: [text.slice(0, EVIDENCE_BYTES_MAX)] }
          : undefined,
      );
    } catch (error) {
      // Whoever catches it stops the request: what is told here is why.
      if (error instanceof WorkExceededError) {
        const location = LOCATIONS[source.input.field.kind];
        details.push({ conditionType: "REGEX", location, matchedData: [], detail: error.message });
      }
      throw error;
    }
  };
}

export function sqliMatcher(source: ValueSource, sensitivity: Sensitivity): Matcher {
  return anyValue(source, "SQL_INJECTION", (value) => {
    const match = detectSqli(value.text, sensitivity, evidenceIn(value));
    return match && { ...shown(match), sensitivityLevel: sensitivity };
  });
}

export function xssMatcher(source: ValueSource): Matcher {
  return anyValue(source, "XSS", (value) => {
    const match = detectXss(value.text, evidenceIn(value));
    return match && shown(match);
  });
}

const evidenceIn = (value: FieldValue): number => {
  value.evidence ??= evidenceOf(value.text);
  return value.evidence;
};

const shown = ({ matchedData, detail }: DetectorMatch) => ({ matchedData, detail });

function anyValue(
  source: ValueSource,
  conditionType: string,
  lookAt: Look,
  mayMatch: (inspection: Inspection) => boolean = () => true,
): Matcher {
  return (inspection) => look(inspection, source, conditionType, lookAt, mayMatch);
}

/** Looks at each value of a source until one matches, and keeps what it showed. */
function look(
  inspection: Inspection,
  source: ValueSource,
  conditionType: string,
  lookAt: Look,
  mayMatch: (inspection: Inspection) => boolean = () => true,
): boolean {
  const { values, verdict } = source.read(inspection);
  const location = LOCATIONS[source.input.field.kind];
  if (verdict !== undefined) {
    const detail = "The component is too large, missing or unreadable; the rule says what that means.";
    if (verdict) inspection.details.push({ conditionType, location, matchedData: [], detail });
    return verdict;
  }
  if (!mayMatch(inspection)) return false;
  for (const value of values) {
    const found = lookAt(value);
    if (!found) continue;
    inspection.details.push({ conditionType, location, fieldName: value.name, ...found });
    return true;
  }
  return false;
}
