/**
 * Condition keys and their values, as strings. Keys are lower-case (`aws:sourceip`): IAM compares them without case.
 * A key without a value here is absent from the request. A `Map` is one; `requestContext` makes one that computes a
 * value only when a policy asks for it.
 */
export interface ConditionContext {
  get(key: string): readonly string[] | undefined;
}
