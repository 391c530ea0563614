import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ACCOUNT, roleSession, root, user } from "./policy.fixture.ts";
import { anonymousPrincipal, type Principal, servicePrincipal } from "./principal.ts";
import { type RequestFacts, requestContext } from "./request-context.ts";

const facts: RequestFacts = {
  nowMs: Date.UTC(2026, 0, 1, 12),
  sourceIp: "203.0.113.7",
  secureTransport: true,
  userAgent: "curl/8",
  requestedRegion: "eu-west-1",
  resourceAccountId: ACCOUNT,
};

const lambda = servicePrincipal("lambda.amazonaws.com");
const mfaSession: Principal = {
  ...user,
  tokenIssuedAtMs: facts.nowMs,
  mfaAuthenticatedAtMs: facts.nowMs - 90_500,
};

describe("global condition keys of principals", () => {
  const rows: readonly (readonly [
    string,
    readonly (readonly [Principal, readonly string[] | undefined])[],
  ])[] = [
    [
      "aws:principalarn",
      [
        [root, [root.arn]],
        [user, [user.arn]],
        [roleSession, [roleSession.roleArn!]],
        [lambda, undefined],
        [anonymousPrincipal, undefined],
      ],
    ],
    [
      "aws:principalaccount",
      [
        [user, [ACCOUNT]],
        [anonymousPrincipal, ["anonymous"]],
        [lambda, undefined],
      ],
    ],
    [
      "aws:principaltype",
      [
        [root, ["Account"]],
        [user, ["User"]],
        [roleSession, ["AssumedRole"]],
        [anonymousPrincipal, ["Anonymous"]],
      ],
    ],
    [
      "aws:userid",
      [
        [root, [ACCOUNT]],
        [user, [user.userId]],
        [roleSession, [roleSession.userId]],
        [anonymousPrincipal, ["anonymous"]],
      ],
    ],
    [
      "aws:username",
      [
        [user, ["ann"]],
        [roleSession, undefined],
        [root, undefined],
      ],
    ],
    [
      "aws:principaltag/team",
      [
        [user, ["blue"]],
        [roleSession, undefined],
      ],
    ],
    ["aws:principaltag/constructor", [[user, undefined]]],
    [
      "aws:principalisawsservice",
      [
        [lambda, ["true"]],
        [user, ["false"]],
        [anonymousPrincipal, undefined],
      ],
    ],
    [
      "aws:principalservicename",
      [
        [lambda, ["lambda.amazonaws.com"]],
        [user, undefined],
      ],
    ],
    [
      "aws:tokenissuetime",
      [
        [roleSession, ["2026-01-01T00:00:00.000Z"]],
        [user, undefined],
      ],
    ],
    [
      "aws:multifactorauthpresent",
      [
        [user, undefined],
        [roleSession, ["false"]],
        [mfaSession, ["true"]],
      ],
    ],
    [
      "aws:multifactorauthage",
      [
        [roleSession, undefined],
        [mfaSession, ["90"]],
      ],
    ],
    [
      "aws:sourceidentity",
      [
        [{ ...roleSession, sourceIdentity: "ann" }, ["ann"]],
        [roleSession, undefined],
      ],
    ],
    [
      "aws:principalorgid",
      [
        [{ ...user, organizationId: "o-1" }, ["o-1"]],
        [user, undefined],
      ],
    ],
    [
      "aws:principalorgpaths",
      [
        [{ ...user, organizationPaths: ["o-1/r-1/"] }, ["o-1/r-1/"]],
        [user, undefined],
      ],
    ],
    [
      "aws:federatedprovider",
      [
        [{ ...roleSession, federatedProvider: "idp" }, ["idp"]],
        [roleSession, undefined],
      ],
    ],
  ];
  for (const [key, cases] of rows) {
    for (const [principal, expected] of cases) {
      it(`${key} of ${principal.type} is ${expected ?? "absent"}`, () => {
        assert.deepEqual(requestContext(principal, facts).get(key), expected);
      });
    }
  }
});

describe("global condition keys of calls", () => {
  const inside = { ...facts, vpcEndpoint: { endpointId: "vpce-1", vpcId: "vpc-1" } };
  const onBehalf = { ...facts, calledVia: ["cloudformation.amazonaws.com", "dynamodb.amazonaws.com"] };
  const { userAgent: _, sourceIp: __, ...bare } = facts;
  const rows: readonly (readonly [string, RequestFacts, readonly string[] | undefined])[] = [
    ["aws:currenttime", facts, ["2026-01-01T12:00:00.000Z"]],
    ["aws:epochtime", facts, ["1767268800"]],
    ["aws:securetransport", facts, ["true"]],
    ["aws:securetransport", { ...facts, secureTransport: false }, ["false"]],
    ["aws:sourceip", facts, ["203.0.113.7"]],
    ["aws:sourceip", { ...facts, sourceIp: "::ffff:203.0.113.7" }, ["203.0.113.7"]],
    ["aws:sourceip", { ...facts, sourceIp: "2001:db8::1" }, ["2001:db8::1"]],
    ["aws:sourceip", bare, undefined],
    ["aws:sourceip", inside, undefined],
    ["aws:vpcsourceip", inside, ["203.0.113.7"]],
    ["aws:vpcsourceip", facts, undefined],
    ["aws:sourcevpce", inside, ["vpce-1"]],
    ["aws:sourcevpc", inside, ["vpc-1"]],
    ["aws:useragent", facts, ["curl/8"]],
    ["aws:useragent", bare, undefined],
    ["aws:referer", { ...facts, referer: "https://example.com/" }, ["https://example.com/"]],
    ["aws:requestedregion", facts, ["eu-west-1"]],
    ["aws:resourceaccount", facts, [ACCOUNT]],
    ["aws:sourcearn", { ...facts, sourceArn: "arn:aws:s3:::b" }, ["arn:aws:s3:::b"]],
    ["aws:sourceaccount", { ...facts, sourceAccountId: ACCOUNT }, [ACCOUNT]],
    ["aws:viaawsservice", facts, ["false"]],
    ["aws:viaawsservice", onBehalf, ["true"]],
    ["aws:calledvia", onBehalf, onBehalf.calledVia],
    ["aws:calledviafirst", onBehalf, ["cloudformation.amazonaws.com"]],
    ["aws:calledvialast", onBehalf, ["dynamodb.amazonaws.com"]],
    ["aws:calledvialast", facts, undefined],
  ];
  for (const [key, given, expected] of rows) {
    it(`${key} is ${expected ?? "absent"}`, () => {
      assert.deepEqual(requestContext(user, given).get(key), expected);
    });
  }
});

describe("a service's own condition keys", () => {
  const own = new Map([
    ["s3:prefix", ["home/"]],
    ["aws:requesttag/team", ["red"]],
    ["aws:username", ["root"]],
    ["aws:sourceip", ["10.0.0.1"]],
    ["aws:principaltag/role", ["admin"]],
  ]);

  it("are seen", () => {
    const context = requestContext(user, facts, own);
    assert.deepEqual(context.get("s3:prefix"), ["home/"]);
    assert.deepEqual(context.get("aws:requesttag/team"), ["red"]);
  });

  it("cannot stand in for a global key, present or absent", () => {
    const context = requestContext(roleSession, facts, own);
    assert.deepEqual(context.get("aws:sourceip"), ["203.0.113.7"]);
    assert.equal(context.get("aws:username"), undefined);
    assert.equal(context.get("aws:principaltag/role"), undefined);
  });
});
