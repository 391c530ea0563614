import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PrincipalElement } from "./document.ts";
import { matchPrincipal, sortPrincipals, sparesPrincipal } from "./match-principal.ts";
import { ACCOUNT, OTHER_ACCOUNT, roleSession, root, user } from "./policy.fixture.ts";
import { anonymousPrincipal, type Principal, servicePrincipal } from "./principal.ts";

const lambda = servicePrincipal("lambda.amazonaws.com");
const visitor: Principal = {
  ...anonymousPrincipal,
  type: "WebIdentity",
  federatedProvider: "login.example.com",
};
const callers = { user, roleSession, root, lambda, visitor, anonymous: anonymousPrincipal };
type Caller = keyof typeof callers;

const named = (element: Partial<PrincipalElement>) =>
  sortPrincipals({ aws: [], service: [], federated: [], ...element });

describe("Principal", () => {
  const cases: readonly (readonly [Partial<PrincipalElement>, Partial<Record<Caller, string>>])[] = [
    [
      { aws: ["*"] },
      {
        user: "direct",
        roleSession: "direct",
        root: "direct",
        lambda: "direct",
        visitor: "direct",
        anonymous: "direct",
      },
    ],
    [{ aws: [ACCOUNT] }, { user: "account", roleSession: "account", root: "direct" }],
    [{ aws: [`arn:aws:iam::${ACCOUNT}:root`] }, { user: "account", roleSession: "account", root: "direct" }],
    [{ aws: [OTHER_ACCOUNT] }, {}],
    [{ aws: [user.arn] }, { user: "direct" }],
    [{ aws: [user.arn.toUpperCase()] }, {}],
    [{ aws: [user.userId] }, { user: "direct" }],
    [{ aws: [roleSession.roleArn!] }, { roleSession: "role" }],
    [{ aws: [roleSession.arn] }, { roleSession: "direct" }],
    [{ aws: [`${roleSession.arn}2`] }, {}],
    [{ aws: ["AROACLERKCLERKCLERK12"] }, { roleSession: "role" }],
    [
      { aws: [roleSession.roleArn!, roleSession.arn, ACCOUNT] },
      { user: "account", roleSession: "direct", root: "direct" },
    ],
    [{ service: ["lambda.amazonaws.com"] }, { lambda: "direct" }],
    [{ service: ["apigateway.amazonaws.com"] }, {}],
    [{ federated: ["login.example.com"] }, { visitor: "direct" }],
  ];
  for (const [element, expected] of cases) {
    it(`${JSON.stringify(element)} names ${Object.keys(expected).join(", ") || "nobody"}`, () => {
      const found = Object.entries(callers).flatMap(([name, principal]) => {
        const match = matchPrincipal(named(element), principal);
        return match ? [[name, match]] : [];
      });
      assert.deepEqual(Object.fromEntries(found), expected);
    });
  }
});

describe("NotPrincipal", () => {
  const accountAnd = (...arns: readonly string[]) => ({ aws: [`arn:aws:iam::${ACCOUNT}:root`, ...arns] });
  const cases: readonly (readonly [Partial<PrincipalElement>, readonly Caller[]])[] = [
    [accountAnd(user.arn), ["user", "root"]],
    // Without its account, AWS denies the account and with it the user.
    [{ aws: [user.arn] }, []],
    [accountAnd(roleSession.roleArn!, roleSession.arn), ["roleSession", "root"]],
    [accountAnd(roleSession.arn), ["root"]],
    [accountAnd(roleSession.roleArn!), ["root"]],
    [accountAnd(), ["root"]],
    [{ service: ["lambda.amazonaws.com"] }, ["lambda"]],
  ];
  for (const [element, expected] of cases) {
    it(`${JSON.stringify(element)} spares ${expected.join(", ") || "nobody"}`, () => {
      const spared = Object.entries(callers).filter(([, principal]) =>
        sparesPrincipal(named(element), principal),
      );
      assert.deepEqual(
        spared.map(([name]) => name),
        expected,
      );
    });
  }
});
