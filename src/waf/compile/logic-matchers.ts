import type { Inspection, Matcher } from "./inspection.ts";

/*
 * Three-valued logic (Kleene's): undefined is "does not apply". A part that decides the whole decides it even where
 * another part does not apply, whatever the order they are written in.
 */

/** Matches where all do. */
export const allOf = (matchers: readonly Matcher[]): Matcher => {
  return keepingDetailsOfMatches((inspection) => {
    let applies = true;
    for (const matcher of matchers) {
      const result = matcher(inspection);
      if (result === false) return false;
      if (result === undefined) applies = false;
    }
    return applies ? true : undefined;
  });
};

/** Matches where any does. */
export const anyOf = (matchers: readonly Matcher[]): Matcher => {
  return (inspection) => {
    let applies = true;
    for (const matcher of matchers) {
      const result = matcher(inspection);
      if (result === true) return true;
      if (result === undefined) applies = false;
    }
    return applies ? false : undefined;
  };
};

/** Matches where the other does not. */
export const negated = (matcher: Matcher): Matcher => {
  return (inspection) => {
    const mark = inspection.details.length;
    const result = matcher(inspection);
    // What was found is a reason against the match.
    inspection.details.length = mark;
    return result === undefined ? undefined : !result;
  };
};

function keepingDetailsOfMatches(matcher: Matcher): Matcher {
  return (inspection: Inspection) => {
    const mark = inspection.details.length;
    const result = matcher(inspection);
    if (result !== true) inspection.details.length = mark;
    return result;
  };
}
