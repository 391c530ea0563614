/**
 * A policy document that is not accepted. `place` names the spot as a path from the document's root, such as
 * `Statement[1].Condition.StringLike`; it is empty for the document as a whole. The message says what is wrong, in
 * IAM's own words where they are known, and what is allowed instead. Services wrap it in their own error code
 * (`MalformedPolicyDocument`, `BadRequestException`, …).
 */
export class PolicyDocumentError extends Error {
  override readonly name = "PolicyDocumentError";
  readonly place: string;

  constructor(place: string, problem: string) {
    super(place ? `${problem} (at ${place})` : problem);
    this.place = place;
  }
}
