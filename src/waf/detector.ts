/** What a detector looks for, as AWS WAF's logs name it (`conditionType`). */
export type DetectorKind = "SQL_INJECTION" | "XSS" | "SIGNATURE";

/** What a detector recognised in a text. */
export interface DetectorMatch {
  readonly kind: DetectorKind;
  /** The pieces of the text that gave it away, in order. Example: `["1", "UNION", "SELECT"]`. */
  readonly matchedData: readonly string[];
  /** Why, for the decision record. Never shown to a client. Example: `fingerprint 1UE`. */
  readonly detail: string;
}
