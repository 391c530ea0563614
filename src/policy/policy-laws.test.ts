import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { AuthorizationRequest, Decision } from "./authorization.ts";
import { compilePolicy } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { type Explanation, explain, type LayerExplanation } from "./explain.ts";
import { ACCOUNT, OTHER_ACCOUNT, roleSession, root, user } from "./policy.fixture.ts";
import type { PolicyKind } from "./policy-kind.ts";
import { anonymousPrincipal, type Principal, servicePrincipal } from "./principal.ts";

/** The statements of each layer, as JSON; an absent layer is a policy that the request does not have. */
interface Layers {
  readonly identity: readonly object[];
  readonly boundary?: readonly object[];
  readonly session?: readonly object[];
  readonly scp?: readonly object[];
  readonly resource?: readonly object[];
  readonly endpoint?: readonly object[];
}

type Question = Pick<
  AuthorizationRequest,
  "principal" | "action" | "resource" | "resourceAccountId" | "resourcePolicyRequired" | "context"
>;

const principals: readonly Principal[] = [
  user,
  roleSession,
  root,
  { ...user, type: "FederatedUser", arn: `arn:aws:sts::${ACCOUNT}:federated-user/ann` },
  servicePrincipal("lambda.amazonaws.com"),
  anonymousPrincipal,
];

const question: fc.Arbitrary<Question> = fc.record({
  principal: fc.constantFrom(...principals),
  action: fc.constantFrom("s3:GetObject", "s3:PutObject"),
  resource: fc.constantFrom("arn:aws:s3:::orders/1", "arn:aws:s3:::home/ann", "*"),
  resourceAccountId: fc.constantFrom(ACCOUNT, ACCOUNT, OTHER_ACCOUNT),
  resourcePolicyRequired: fc.boolean(),
  context: fc.constantFrom(
    new Map(),
    new Map([
      ["aws:username", ["ann"]],
      ["aws:sourceip", ["10.0.0.1"]],
    ]),
  ),
});

const condition = fc.constantFrom(
  {},
  { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
  { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
  { StringEqualsIfExists: { "aws:username": "bob" } },
);

const plainStatement = fc.record({
  Effect: fc.constantFrom("Allow", "Allow", "Deny"),
  Action: fc.constantFrom("*", "s3:Get*", "s3:PutObject"),
  Resource: fc.constantFrom("*", "arn:aws:s3:::orders/*", "arn:aws:s3:::home/${aws:username}"),
  Condition: condition,
});

const principalElement = fc.constantFrom<unknown>(
  "*",
  { AWS: ACCOUNT },
  { AWS: user.arn },
  { AWS: roleSession.roleArn },
  { AWS: roleSession.arn },
  { Service: "lambda.amazonaws.com" },
);

const namingStatement = fc
  .tuple(plainStatement, principalElement)
  .map(([statement, Principal]): object => ({ ...statement, Principal }));

const some = (statement: fc.Arbitrary<object>) => fc.array(statement, { minLength: 1, maxLength: 3 });
const perhaps = (statement: fc.Arbitrary<object>) => fc.option(some(statement), { nil: undefined, freq: 1 });

const layers: fc.Arbitrary<Layers> = fc.record(
  {
    identity: some(plainStatement),
    boundary: perhaps(plainStatement),
    session: perhaps(plainStatement),
    scp: perhaps(plainStatement),
    resource: perhaps(namingStatement),
    endpoint: perhaps(namingStatement),
  },
  { requiredKeys: ["identity"] },
) as fc.Arbitrary<Layers>;

function ask(given: Layers, about: Question): AuthorizationRequest {
  const compile = (kind: PolicyKind, statements: readonly object[]) =>
    compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), { name: kind, kind });
  return {
    ...about,
    policies: {
      identityPolicies: [compile("identity", given.identity)],
      ...(given.boundary && { permissionsBoundary: compile("boundary", given.boundary) }),
      ...(given.session && { sessionPolicies: [compile("session", given.session)] }),
      ...(given.scp && { serviceControlPolicies: [[compile("scp", given.scp)]] }),
    },
    ...(given.resource && { resourcePolicy: compile("resource", given.resource) }),
    ...(given.endpoint && { vpcEndpointPolicy: compile("resource", given.endpoint) }),
  };
}

/** The layers, with one more statement in each that is there. */
function withStatement(given: Layers, effect: "Allow" | "Deny", chosen: keyof Layers): Layers {
  const more = { Effect: effect, Action: "*", Resource: "*" };
  const naming = chosen === "resource" || chosen === "endpoint";
  const statements = given[chosen];
  return statements
    ? { ...given, [chosen]: [...statements, naming ? { ...more, Principal: "*" } : more] }
    : given;
}

const layerName = fc.constantFrom<keyof Layers>(
  "identity",
  "boundary",
  "session",
  "scp",
  "resource",
  "endpoint",
);
const isAllowed = (given: Layers, about: Question): boolean => evaluate(ask(given, about)).effect === "Allow";

/** The rules as one formula over what the statements say, written apart from the evaluator. */
function decideFromFindings({ layers: found }: Explanation, about: AuthorizationRequest): Decision["effect"] {
  const { principal, resourceAccountId, resourcePolicyRequired } = about;
  const of = (name: string): readonly LayerExplanation[] => found.filter(({ layer }) => layer === name);
  const allows = (name: string): boolean =>
    of(name).every(({ statements }) =>
      statements.some(({ applies, effect }) => applies && effect === "Allow"),
    );
  const ways = of("resource").flatMap(({ statements }) =>
    statements.flatMap(({ applies, effect, namedBy }) =>
      applies && effect === "Allow" && namedBy ? [namedBy] : [],
    ),
  );
  if (found.some(({ outcome }) => outcome === "ExplicitDeny")) return "ExplicitDeny";
  const withinLimits = allows("service-control") && allows("vpc-endpoint");
  const hasAccount = principal.accountId !== "";
  const atHome = principal.accountId === resourceAccountId;
  const direct = ways.includes("direct") && (atHome || !hasAccount);
  const resourceSide = ways.length > 0 || (atHome && !resourcePolicyRequired);
  const ownGrant = allows("identity") || (atHome && ways.includes("role"));
  const ownLimits = allows("permissions-boundary") && allows("session");
  const sessionPassed = principal.type !== "FederatedUser" || of("session").length > 0;
  const ownSide = principal.type === "Root" || (hasAccount && ownGrant && ownLimits && sessionPassed);
  return withinLimits && (direct || (resourceSide && ownSide)) ? "Allow" : "ImplicitDeny";
}

describe("the laws of policies", () => {
  it("a Deny that applies always wins", () => {
    fc.assert(
      fc.property(layers, question, layerName, (given, about, chosen) => {
        const found = explain(ask(withStatement(given, "Deny", chosen), about));
        const listed = found.layers.some(({ outcome }) => outcome === "ExplicitDeny");
        assert.equal(found.decision.effect === "ExplicitDeny", listed);
      }),
      { numRuns: 1000 },
    );
  });

  it("one more Deny never lets anyone in", () => {
    fc.assert(
      fc.property(layers, question, layerName, (given, about, chosen) => {
        if (!isAllowed(given, about))
          assert.equal(isAllowed(withStatement(given, "Deny", chosen), about), false);
      }),
      { numRuns: 1000 },
    );
  });

  it("one more Allow never keeps anyone out", () => {
    fc.assert(
      fc.property(layers, question, layerName, (given, about, chosen) => {
        if (isAllowed(given, about))
          assert.equal(isAllowed(withStatement(given, "Allow", chosen), about), true);
      }),
      { numRuns: 1000 },
    );
  });

  it("an explanation's statements lead to the evaluator's decision", () => {
    fc.assert(
      fc.property(layers, question, (given, about) => {
        const asked = ask(given, about);
        const found = explain(asked);
        assert.deepEqual(found.decision, evaluate(asked));
        assert.equal(decideFromFindings(found, asked), found.decision.effect);
      }),
      { numRuns: 2000 },
    );
  });

  it("the deciding statement is one that applies", () => {
    fc.assert(
      fc.property(layers, question, (given, about) => {
        const { decision, layers: found } = explain(ask(given, about));
        const { statement } = decision;
        if (!statement) return;
        const named = found
          .filter(({ layer }) => layer === statement.layer)
          .flatMap(({ statements }) => statements)
          .filter((one) => one.statement === statement.statement && one.effect === statement.effect);
        assert.deepEqual(
          named.map(({ applies }) => applies),
          [true],
        );
      }),
    );
  });
});
