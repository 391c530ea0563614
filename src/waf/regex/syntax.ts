/** 256 flags: whether a set holds the byte. */
export type ByteSet = Uint8Array;

/** What a position between two bytes must be like. */
export type Assertion =
  | "textStart"
  | "textEnd"
  | "lineStart"
  | "lineEnd"
  | "wordBoundary"
  | "notWordBoundary";

/** A parsed regular expression over bytes. */
export type RegexNode =
  | { readonly kind: "empty" }
  | { readonly kind: "bytes"; readonly set: ByteSet }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly items: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly options: readonly RegexNode[] }
  /** `max` is Infinity where there is no upper bound. */
  | { readonly kind: "repeat"; readonly item: RegexNode; readonly min: number; readonly max: number };

/** Why a regular expression is refused. The message is fit for the caller who wrote it. */
export class RegexSyntaxError extends Error {
  override readonly name = "RegexSyntaxError";
}
