/**
 * What a caller may do, as API Gateway wants it. The policy is kept and asked about every method, so it speaks of the
 * whole API and not of the method that happened to be called first. `grants` maps a scope to `METHOD/path` patterns.
 */
export function policyFor({ sub, scope, exp, client_id: clientId }, methodArn, grants) {
  // arn:aws:execute-api:us-east-1:123456789012:api/stage/METHOD/path…
  const [api, stage] = methodArn.split("/");
  const scopes = typeof scope === "string" ? scope.split(" ") : [];
  const opened = scopes.flatMap((name) => (Object.hasOwn(grants, name) ? grants[name] : []));
  const statement =
    opened.length > 0
      ? {
          Effect: "Allow",
          Action: "execute-api:Invoke",
          Resource: opened.map((pattern) => `${api}/${stage}/${pattern}`),
          // However long the policy is kept, it ends with the token.
          Condition: { DateLessThan: { "aws:CurrentTime": endOf(exp) } },
        }
      : { Effect: "Deny", Action: "execute-api:Invoke", Resource: `${api}/${stage}/*` };
  return {
    principalId: sub,
    policyDocument: { Version: "2012-10-17", Statement: [statement] },
    context: { scope: scopes.join(" "), ...(typeof clientId === "string" && { clientId }) },
  };
}

/** The last second of the year 9999, which is as far as policies can tell time. */
const END_S = 253_402_300_799;
const endOf = (exp) => new Date(Math.min(exp, END_S) * 1000).toISOString();
