import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decision } from "../../policy/authorization.ts";
import { combine } from "./combine.ts";

type Effect = Decision["effect"];

/**
 * Tables A and B of "How API Gateway resource policies affect authorization workflow", and an API without a policy. A
 * resource policy's Deny is refused before the authorizer is asked, and still wins here.
 */
const rows: readonly (readonly [
  authorizer: Effect,
  resource: Effect | undefined,
  sameAccount: Effect,
  crossAccount: Effect,
])[] = [
  ["Allow", undefined, "Allow", "Allow"],
  ["Allow", "Allow", "Allow", "Allow"],
  ["Allow", "ImplicitDeny", "Allow", "ImplicitDeny"],
  ["Allow", "ExplicitDeny", "ExplicitDeny", "ExplicitDeny"],
  ["ImplicitDeny", undefined, "ImplicitDeny", "ImplicitDeny"],
  ["ImplicitDeny", "Allow", "Allow", "ImplicitDeny"],
  ["ImplicitDeny", "ImplicitDeny", "ImplicitDeny", "ImplicitDeny"],
  ["ImplicitDeny", "ExplicitDeny", "ExplicitDeny", "ExplicitDeny"],
  ["ExplicitDeny", undefined, "ExplicitDeny", "ExplicitDeny"],
  ["ExplicitDeny", "Allow", "ExplicitDeny", "ExplicitDeny"],
  ["ExplicitDeny", "ImplicitDeny", "ExplicitDeny", "ExplicitDeny"],
  ["ExplicitDeny", "ExplicitDeny", "ExplicitDeny", "ExplicitDeny"],
];

for (const [authorizer, resource, sameAccount, crossAccount] of rows) {
  test(`authorizer ${authorizer}, resource policy ${resource}: ${sameAccount} within, ${crossAccount} across`, () => {
    const own: Decision = { effect: authorizer, layer: "authorizer" };
    const other: Decision | undefined = resource && { effect: resource, layer: "resource" };
    assert.equal(combine(own, other, true).effect, sameAccount);
    assert.equal(combine(own, other, false).effect, crossAccount);
  });
}
