/**
 * A policy as a sentence names it: `identity policy desk`. What is no policy of IAM's, whose names have no spaces, says
 * itself what it is: `resource policy of API a1b2`.
 * @param kind `identity policy`
 */
export const policyTitle = (kind: string, policy: string): string =>
  policy.includes(" ") ? policy : `${kind} ${policy}`;
