/** A filter pattern that is none. The message goes to the caller. */
export class FilterPatternError extends Error {
  override readonly name = "FilterPatternError";
}
