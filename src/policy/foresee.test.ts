import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AuthorizationRequest } from "./authorization.ts";
import { evaluate } from "./evaluate.ts";
import { type Foresight, foresee } from "./foresee.ts";
import { ACCOUNT, OTHER_ACCOUNT, policyOf, request, root, statement, user } from "./policy.fixture.ts";

/** The caller's tags are known beforehand, the address of the request is not. */
const isKnown = (key: string): boolean => key.startsWith("aws:principaltag/");
const context = new Map([["aws:principaltag/team", ["blue"]]]);

const address = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
const blue = { StringEquals: { "aws:PrincipalTag/team": "blue" } };
const red = { StringEquals: { "aws:PrincipalTag/team": "red" } };
const identity = (...statements: object[]) => ({ identityPolicies: [policyOf("identity", ...statements)] });
const allow = (Sid: string, Condition?: object) =>
  statement("Allow", { Sid, ...(Condition && { Condition }) });
const deny = (Sid: string, Condition?: object) => statement("Deny", { Sid, ...(Condition && { Condition }) });
const to = (accountId: string) => ({ Principal: { AWS: accountId } });

/** `Allow by A; if B, unless C`: what was decided, through which statement, and the statements of the provisos. */
function told({ decision, provisos }: Foresight): string {
  const by = decision.statement ? ` by ${decision.statement.statement}` : "";
  const also = provisos.map(({ kind, statement: { statement } }) => `${kind} ${statement}`).join(", ");
  return `${decision.effect}${by}${also && `; ${also}`}`;
}

const cases: readonly [what: string, parts: Partial<AuthorizationRequest>, expected: string][] = [
  ["nothing allows", {}, "ImplicitDeny"],
  ["an Allow without conditions", { policies: identity(allow("A")) }, "Allow by A"],
  ["an open condition", { policies: identity(allow("A", address)) }, "Allow by A; if A"],
  ["a known condition that holds", { policies: identity(allow("A", blue)) }, "Allow by A"],
  [
    "a known condition that fails",
    { policies: identity(allow("A", { ...red, ...address })) },
    "ImplicitDeny",
  ],
  [
    "a certain Allow behind an open one",
    { policies: identity(allow("A", address), allow("B")) },
    "Allow by B",
  ],
  ["a certain Deny", { policies: identity(allow("A"), deny("D", blue)) }, "ExplicitDeny by D"],
  [
    "a Deny that cannot apply",
    { policies: identity(allow("A"), deny("D", { ...red, ...address })) },
    "Allow by A",
  ],
  ["an open Deny", { policies: identity(allow("A"), deny("D", address)) }, "Allow by A; unless D"],
  [
    "an open boundary",
    { policies: { ...identity(allow("A")), permissionsBoundary: policyOf("identity", allow("B", address)) } },
    "Allow by A; if B",
  ],
  [
    "an open service control policy",
    {
      policies: {
        ...identity(allow("A")),
        serviceControlPolicies: [[policyOf("identity", allow("S", address), deny("T", address))]],
      },
    },
    "Allow by A; if S, unless T",
  ],
  ["root", { principal: root }, "Allow"],
  [
    "one account: the resource's open Allow is not needed",
    {
      policies: identity(allow("A", address)),
      resourcePolicy: policyOf("resource", statement("Allow", { Sid: "R", ...to(OTHER_ACCOUNT) })),
    },
    "Allow by A; if A",
  ],
  [
    "across accounts both sides are",
    {
      principal: { ...user, accountId: OTHER_ACCOUNT },
      policies: identity(allow("A", address)),
      resourcePolicy: policyOf(
        "resource",
        statement("Allow", { Sid: "R", ...to(OTHER_ACCOUNT), Condition: address }),
      ),
    },
    "Allow by A; if R, if A",
  ],
  [
    "another account that the resource does not name",
    { principal: { ...user, accountId: OTHER_ACCOUNT }, policies: identity(allow("A")) },
    "ImplicitDeny",
  ],
];

for (const [what, parts, expected] of cases) {
  test(`foreseen: ${what}`, () => {
    assert.equal(
      told(foresee(request({ context, resourceAccountId: ACCOUNT, ...parts }), isKnown)),
      expected,
    );
  });
}

test("a proviso says what the request must have", () => {
  const { provisos } = foresee(
    request({ context, policies: identity(allow("A", { ...blue, ...address })) }),
    isKnown,
  );
  assert.deepEqual(provisos, [
    {
      kind: "if",
      statement: { layer: "identity", policy: "identity", statement: "A", effect: "Allow" },
      conditions: [{ operator: "IpAddress", key: "aws:SourceIp", wanted: ["10.0.0.0/8"] }],
    },
  ]);
});

/** Policies whose conditions are about keys that are open, and contexts that settle them. */
const keys = ["ctx:a", "ctx:b"] as const;
const conditions = fc.dictionary(fc.constantFrom(...keys), fc.subarray(["1", "2"], { minLength: 1 }), {
  maxKeys: 2,
});
const anyStatement = (more: object = {}) =>
  fc.tuple(fc.constantFrom("Allow", "Allow", "Deny"), conditions).map(([effect, wanted]) =>
    statement(effect as "Allow" | "Deny", {
      ...more,
      ...(Object.keys(wanted).length > 0 && { Condition: { StringEquals: wanted } }),
    }),
  );
const anyPolicy = (kind: "identity" | "resource", more: object = {}) =>
  fc
    .array(anyStatement(more), { minLength: 1, maxLength: 3 })
    .map((statements) => policyOf(kind, ...statements));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyPrincipalNamed = fc.constantFrom("*", user.arn, ACCOUNT);
const anyContext = fc.record({
  "ctx:a": fc.constantFrom("1", "2", "3"),
  "ctx:b": fc.constantFrom("1", "2", "3"),
});

const anyRequest = fc
  .record({
    identity: fc.array(anyPolicy("identity"), { maxLength: 2 }),
    boundary: maybe(anyPolicy("identity")),
    control: maybe(anyPolicy("identity")),
    resource: maybe(anyPrincipalNamed.chain((AWS) => anyPolicy("resource", { Principal: { AWS } }))),
    resourceAccountId: fc.constantFrom(ACCOUNT, OTHER_ACCOUNT),
  })
  .map(({ identity: identityPolicies, boundary, control, resource, resourceAccountId }) =>
    request({
      resourceAccountId,
      policies: {
        identityPolicies,
        ...(boundary && { permissionsBoundary: boundary }),
        ...(control && { serviceControlPolicies: [[control]] }),
      },
      ...(resource && { resourcePolicy: resource }),
    }),
  );

test("law: who is not foreseen is never let in, and who fulfils every proviso always is", () => {
  fc.assert(
    fc.property(anyRequest, anyContext, (asked, values) => {
      const { decision, provisos } = foresee(asked, () => false);
      const context = new Map(Object.entries(values).map(([key, value]) => [key, [value]]));
      const { effect } = evaluate({ ...asked, context });
      if (decision.effect !== "Allow") assert.notEqual(effect, "Allow");
      const fulfilled = provisos.every(({ kind, conditions: wants }) => {
        const holds = wants.every(({ key, wanted }) => wanted.includes(values[key as (typeof keys)[number]]));
        return holds === (kind === "if");
      });
      if (decision.effect === "Allow" && fulfilled) assert.equal(effect, "Allow");
    }),
    { numRuns: 2_000 },
  );
});
