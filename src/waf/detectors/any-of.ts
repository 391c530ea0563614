/** A pattern that ignores case and matches where any of the given ones does. */
export const anyOf = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join("|"), "i");
