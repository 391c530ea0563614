/**
 * What a caller may do, as API Gateway wants it: for the whole API, because the policy is kept and asked about every
 * method. `grants` maps a group to `METHOD/path` patterns.
 */
export function policyFor({ subject, groups, expiresAtMs }, methodArn, grants) {
  // arn:aws:execute-api:us-east-1:123456789012:api/stage/METHOD/path…
  const [api, stage] = methodArn.split("/");
  const opened = groups.flatMap((group) => (Object.hasOwn(grants, group) ? grants[group] : []));
  const statement =
    opened.length > 0
      ? {
          Effect: "Allow",
          Action: "execute-api:Invoke",
          Resource: opened.map((pattern) => `${api}/${stage}/${pattern}`),
          // However long the policy is kept, it ends with the assertion.
          Condition: { DateLessThan: { "aws:CurrentTime": new Date(expiresAtMs).toISOString() } },
        }
      : { Effect: "Deny", Action: "execute-api:Invoke", Resource: `${api}/${stage}/*` };
  return {
    principalId: subject,
    policyDocument: { Version: "2012-10-17", Statement: [statement] },
    context: { groups: groups.join(" ") },
  };
}
