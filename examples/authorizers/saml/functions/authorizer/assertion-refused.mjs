/** An assertion is not accepted. The message is for the operator and holds nothing of the assertion. */
export class AssertionRefused extends Error {
  name = "AssertionRefused";
}
