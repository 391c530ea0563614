import { badRequest } from "../api-errors.ts";

/** Most warnings that an answer holds; the last then tells how many more there are. */
const WARNINGS_MAX = 100;

/** Throws BadRequest where the caller asked to fail on warnings and there are any. */
export function checkWarnings(warnings: readonly string[], failOnWarnings: boolean | undefined): void {
  if (!failOnWarnings || warnings.length === 0) return;
  throw badRequest(`Warnings found during import:\n\t${shownWarnings(warnings)!.join("\n\t")}`);
}

/** The `warnings` of an answer; absent where there are none. */
export function shownWarnings(warnings: readonly string[]): string[] | undefined {
  if (warnings.length === 0) return undefined;
  const rest = warnings.length - WARNINGS_MAX;
  return rest > 0 ? [...warnings.slice(0, WARNINGS_MAX), `${rest} more warnings`] : [...warnings];
}
