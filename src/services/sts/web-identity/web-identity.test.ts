import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { RequestListener } from "node:http";
import { describe, it, type TestContext } from "node:test";
import type { AssumeRoleWithWebIdentityResponse } from "@aws-sdk/client-sts";
import { exportJWK, exportSPKI } from "jose";
import { evaluate } from "../../../policy/evaluate.ts";
import { anonymousPrincipal } from "../../../policy/principal.ts";
import { requestContext } from "../../../policy/request-context.ts";
import { ACCOUNT, document, iamWorld, OTHER_ACCOUNT, signedInAs, trusting } from "../../iam/iam.fixture.ts";
import { identityProvider, type ProviderKey, providerKey, signToken } from "./identity-provider.fixture.ts";

const AUDIENCE = "sts.amazonaws.com";
const SUBJECT = "repo:acme/orders:ref:refs/heads/main";

const first = await providerKey("first");
const second = await providerKey("second");
const stranger = await providerKey("first");

/** A provider, known to IAM, and a role that trusts the main branch of one of its repositories. */
async function federation(t: TestContext, providerInput: object = {}) {
  const world = await iamWorld(t);
  const provider = await identityProvider(t);
  provider.publish(first.jwk);
  const name = provider.url.slice("http://".length);
  const { OpenIDConnectProviderArn: providerArn } = await world.call<{ OpenIDConnectProviderArn: string }>(
    "CreateOpenIDConnectProvider",
    { Url: provider.url, ClientIDList: [AUDIENCE], ...providerInput },
  );
  const trust = (statement: object = {}): string =>
    document({
      Effect: "Allow",
      Principal: { Federated: providerArn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { [`${name}:aud`]: AUDIENCE },
        StringLike: { [`${name}:sub`]: "repo:acme/orders:*" },
      },
      ...statement,
    });
  await world.call("CreateRole", { RoleName: "Deploy", AssumeRolePolicyDocument: trust() });
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/Deploy`;
  const nowS = (): number => Math.floor(world.clock.nowMs() / 1000);
  const claims = (more: object = {}): Record<string, unknown> => ({
    iss: provider.url,
    aud: AUDIENCE,
    sub: SUBJECT,
    iat: nowS(),
    exp: nowS() + 300,
    ...more,
  });
  const assume = (WebIdentityToken: string, more: object = {}) =>
    world.call<AssumeRoleWithWebIdentityResponse>(
      "AssumeRoleWithWebIdentity",
      { RoleArn: roleArn, RoleSessionName: "deploy", WebIdentityToken, ...more },
      anonymousPrincipal,
    );
  const assumeAs = async (more: object = {}, key: ProviderKey = first, header: object = {}) =>
    assume(await signToken(key, claims(more), header));
  return { ...world, provider, providerArn, name, trust, claims, assume, assumeAs, nowS, roleArn };
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("AssumeRoleWithWebIdentity", () => {
  it("lets a provider's token in where the role trusts it", async (t) => {
    const world = await federation(t);
    const answer = await world.assumeAs();
    assert.equal(answer.SubjectFromWebIdentityToken, SUBJECT);
    assert.equal(answer.Audience, AUDIENCE);
    assert.equal(answer.AssumedRoleUser?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/deploy`);
    const principal = signedInAs(world, answer.Credentials);
    assert.equal(principal.federatedProvider, world.providerArn);
    const facts = {
      nowMs: 0,
      secureTransport: true,
      requestedRegion: "us-east-1",
      resourceAccountId: ACCOUNT,
    };
    const context = requestContext(principal, facts);
    assert.deepEqual(context.get(`${world.name}:sub`), [SUBJECT]);
    assert.deepEqual(context.get("aws:federatedprovider"), [world.providerArn]);
  });

  for (const alg of ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]) {
    it(`takes ${alg}`, async (t) => {
      const world = await federation(t);
      const key = await providerKey(alg, alg);
      world.provider.publish(key.jwk);
      assert.ok((await world.assumeAs({}, key)).Credentials);
    });
  }

  type World = Awaited<ReturnType<typeof federation>>;
  const refused: readonly (readonly [string, string, (world: World) => Promise<unknown>])[] = [
    [
      "no signature (alg none)",
      "InvalidIdentityToken",
      ({ assume, claims }) => assume(`${part({ alg: "none", kid: "first" })}.${part(claims())}.`),
    ],
    [
      "the provider's public key as a shared secret",
      "InvalidIdentityToken",
      async ({ assume, claims }) => {
        const text = `${part({ alg: "HS256", kid: "first" })}.${part(claims())}`;
        const secret = await exportSPKI(first.publicKey);
        return assume(`${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`);
      },
    ],
    [
      "a shared secret that the provider publishes",
      "InvalidIdentityToken",
      ({ assume, claims, provider }) => {
        const secret = Buffer.alloc(32, 1);
        provider.publish(first.jwk, {
          kty: "oct",
          k: secret.toString("base64url"),
          kid: "shared",
          alg: "HS256",
        });
        const text = `${part({ alg: "HS256", kid: "shared" })}.${part(claims())}`;
        return assume(`${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`);
      },
    ],
    ["another's key under a known name", "InvalidIdentityToken", ({ assumeAs }) => assumeAs({}, stranger)],
    [
      "a key that the token brings along",
      "InvalidIdentityToken",
      async ({ assumeAs }) => assumeAs({}, stranger, { jwk: await exportJWK(stranger.publicKey) }),
    ],
    [
      "a key that the token points to",
      "InvalidIdentityToken",
      async ({ assumeAs, provider }) => assumeAs({}, stranger, { jku: `${provider.url}/keys` }),
    ],
    [
      "a name of a key that is a path",
      "InvalidIdentityToken",
      ({ assumeAs }) => assumeAs({}, stranger, { kid: "../../../../dev/null" }),
    ],
    ["an expired token", "ExpiredTokenException", ({ assumeAs, nowS }) => assumeAs({ exp: nowS() })],
    [
      "a token that is not yet valid",
      "InvalidIdentityToken",
      ({ assumeAs, nowS }) => assumeAs({ nbf: nowS() + 60 }),
    ],
    ["a token without end", "InvalidIdentityToken", ({ assumeAs }) => assumeAs({ exp: undefined })],
    ["a token of no time", "InvalidIdentityToken", ({ assumeAs }) => assumeAs({ iat: undefined })],
    ...["PS256", "EdDSA"].map(
      (alg) =>
        [
          `a good signature of an algorithm that IAM does not take: ${alg}`,
          "InvalidIdentityToken",
          async ({ assumeAs, provider }: World) => {
            const key = await providerKey(alg, alg);
            provider.publish(first.jwk, key.jwk);
            return assumeAs({}, key);
          },
        ] as const,
    ),
    ["a token of nobody", "InvalidIdentityToken", ({ assumeAs }) => assumeAs({ sub: undefined })],
    ["another audience", "InvalidIdentityToken", ({ assumeAs }) => assumeAs({ aud: "another" })],
    ["another authorized party", "InvalidIdentityToken", ({ assumeAs }) => assumeAs({ azp: "another" })],
    ["another issuer", "InvalidIdentityToken", ({ assumeAs }) => assumeAs({ iss: "https://example.com" })],
    [
      "an issuer with a slash too many",
      "InvalidIdentityToken",
      ({ assumeAs, provider }) => assumeAs({ iss: `${provider.url}/` }),
    ],
    ["no token", "InvalidIdentityToken", ({ assume }) => assume("a.b.c")],
    [
      "another subject than the role trusts",
      "AccessDenied",
      ({ assumeAs }) => assumeAs({ sub: "repo:evil/orders:ref:refs/heads/main" }),
    ],
    [
      "a claim that differs from the subject in case alone",
      "AccessDenied",
      ({ assumeAs }) => assumeAs({ sub: "repo:evil/orders:x", Sub: SUBJECT }),
    ],
    [
      "a role of another account, which has no such provider",
      "InvalidIdentityToken",
      async ({ assume, claims }) =>
        assume(await signToken(first, claims()), {
          RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/Deploy`,
        }),
    ],
    [
      "a role that does not exist",
      "AccessDenied",
      async ({ assume, claims }) =>
        assume(await signToken(first, claims()), { RoleArn: `arn:aws:iam::${ACCOUNT}:role/Absent` }),
    ],
    [
      "tags that the trust policy does not let in",
      "AccessDenied",
      ({ assumeAs }) => assumeAs({ "https://aws.amazon.com/tags": { principal_tags: { team: ["a"] } } }),
    ],
    [
      "a source identity that the trust policy does not let in",
      "AccessDenied",
      ({ assumeAs }) => assumeAs({ "https://aws.amazon.com/source_identity": "ann" }),
    ],
    [
      "tags of an odd shape",
      "InvalidIdentityToken",
      ({ assumeAs }) => assumeAs({ "https://aws.amazon.com/tags": { principal_tags: { team: [1] } } }),
    ],
    [
      "a longer session than the role has",
      "ValidationError",
      async ({ assume, claims }) => assume(await signToken(first, claims()), { DurationSeconds: 7200 }),
    ],
  ];
  for (const [of, code, attack] of refused) {
    it(`refuses ${of}`, async (t) => {
      const world = await federation(t);
      await assert.rejects(attack(world), { code });
      assert.ok((await world.assumeAs()).Credentials, "the very same without the fault is let in");
    });
  }

  it("does not open a role that trusts only users", async (t) => {
    const world = await federation(t);
    await world.call("UpdateAssumeRolePolicy", {
      RoleName: "Deploy",
      PolicyDocument: trusting({ AWS: "*" }),
    });
    await world.call("UpdateAssumeRolePolicy", {
      RoleName: "Deploy",
      PolicyDocument: trusting({ AWS: ACCOUNT }),
    });
    await assert.rejects(world.assumeAs(), { code: "AccessDenied" });
  });

  it("hands tags and the source identity on, and narrows by session policies", async (t) => {
    const world = await federation(t);
    await world.call("UpdateAssumeRolePolicy", {
      RoleName: "Deploy",
      PolicyDocument: world.trust({
        Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
        Condition: { StringEquals: { "aws:RequestTag/team": "orders" } },
      }),
    });
    await world.call("AttachRolePolicy", {
      RoleName: "Deploy",
      PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    });
    const token = await signToken(
      first,
      world.claims({
        "https://aws.amazon.com/tags": {
          principal_tags: { team: ["orders"] },
          transitive_tag_keys: ["team"],
        },
        "https://aws.amazon.com/source_identity": "ann",
      }),
    );
    const Policy = document({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
    const principal = signedInAs(world, (await world.assume(token, { Policy })).Credentials);
    assert.deepEqual(principal.tags, { team: "orders" });
    assert.deepEqual(principal.transitiveTagKeys, ["team"]);
    assert.equal(principal.sourceIdentity, "ann");
    const policies = world.iam.port.findPolicies(principal)!;
    const request = { principal, policies, resource: "*", resourceAccountId: ACCOUNT, context: new Map() };
    assert.equal(evaluate({ ...request, action: "s3:GetObject" }).effect, "Allow");
    assert.equal(evaluate({ ...request, action: "s3:PutObject" }).effect, "ImplicitDeny");
  });

  it("ends with the provider and the audience", async (t) => {
    const world = await federation(t);
    const provider = { OpenIDConnectProviderArn: world.providerArn };
    await world.call("RemoveClientIDFromOpenIDConnectProvider", { ...provider, ClientID: AUDIENCE });
    await assert.rejects(world.assumeAs(), { message: "Incorrect token audience" });
    await world.call("AddClientIDToOpenIDConnectProvider", { ...provider, ClientID: AUDIENCE });
    assert.ok((await world.assumeAs()).Credentials);
    await world.call("DeleteOpenIDConnectProvider", provider);
    await assert.rejects(world.assumeAs(), { code: "InvalidIdentityToken" });
  });
});

describe("a provider's keys", () => {
  it("are fetched once for many tokens", async (t) => {
    const world = await federation(t);
    await Promise.all(Array.from({ length: 10 }, () => world.assumeAs()));
    await world.assumeAs();
    assert.equal(world.provider.asked(), 1);
  });

  it("follow their rotation at once, and are forgotten soon after", async (t) => {
    const world = await federation(t);
    await world.assumeAs();
    world.provider.publish(second.jwk);
    world.clock.advance(31_000);
    const answers = await Promise.all([1, 2, 3].map(() => world.assumeAs({}, second)));
    assert.ok(
      answers.every(({ Credentials }) => Credentials),
      "none is refused while the provider is asked",
    );
    assert.equal(world.provider.asked(), 2);
    await assert.rejects(world.assumeAs({}, first), { code: "InvalidIdentityToken" });
  });

  it("are not asked for by every made-up name", async (t) => {
    const world = await federation(t);
    for (let n = 0; n < 20; n++) await assert.rejects(world.assumeAs({}, stranger, { kid: `made up ${n}` }));
    assert.equal(world.provider.asked(), 1);
  });

  it("last a day when the provider is gone, and then no longer", async (t) => {
    const world = await federation(t);
    await world.assumeAs();
    world.provider.spoil((_request, response) => response.writeHead(503).end());
    world.clock.advance(86_000_000);
    assert.ok((await world.assumeAs()).Credentials);
    world.clock.advance(1_000_000);
    await assert.rejects(world.assumeAs(), { code: "IDPCommunicationError" });
    world.provider.spoil(undefined);
    world.clock.advance(31_000);
    assert.ok((await world.assumeAs()).Credentials);
  });

  /** Each would give the right keys, but for its fault. */
  const spoilt: readonly (readonly [string, RequestListener])[] = [
    ["huge", answering({ keys: { keys: [first.jwk], padding: "x".repeat(100_000) } })],
    ["too slow", () => {}],
    ["slow to end", (_request, response) => void response.write("{")],
    ["an error's", (request, response) => answering({})(request, response.writeHead(404))],
    ["no JSON", answering({ keys: "<html>" })],
    ["too many", answering({ keys: { keys: [first.jwk, ...Array(200).fill({})] } })],
    ["no set", answering({ keys: { keys: { 0: first.jwk } } })],
    ["of another issuer", answering({ issuer: "https://example.com" })],
    [
      "elsewhere",
      (request, response) => {
        if (request.url === "/.well-known/openid-configuration") {
          response.writeHead(302, { location: "/moved" }).end();
        } else answering({})(request, response);
      },
    ],
  ];
  for (const [of, listener] of spoilt) {
    it(`are not taken when ${of}`, async (t) => {
      const world = await federation(t);
      world.provider.spoil(listener);
      await assert.rejects(world.assumeAs(), { code: "IDPCommunicationError" });
      world.provider.spoil(answering({}));
      world.clock.advance(31_000);
      assert.ok((await world.assumeAs()).Credentials, "the very same without the fault is taken");
    });
  }
});

/** Answers as a provider does, with these parts in place of its own. */
function answering({ issuer, keys = { keys: [first.jwk] } }: { issuer?: string; keys?: unknown }) {
  return ((request, response) => {
    const url = `http://${request.headers.host}`;
    const about = { issuer: issuer ?? url, jwks_uri: `${url}/keys` };
    response.end(JSON.stringify(request.url === "/keys" ? keys : about));
  }) satisfies RequestListener;
}

describe("OpenID Connect providers", () => {
  it("are shown, changed and tagged", async (t) => {
    const { call, providerArn: OpenIDConnectProviderArn, name } = await federation(t);
    const provider = { OpenIDConnectProviderArn };
    await call("UpdateOpenIDConnectProviderThumbprint", { ...provider, ThumbprintList: ["A".repeat(40)] });
    await call("TagOpenIDConnectProvider", { ...provider, Tags: [{ Key: "team", Value: "a" }] });
    const shown = await call<Record<string, unknown>>("GetOpenIDConnectProvider", provider);
    assert.equal(shown["Url"], name);
    assert.deepEqual(shown["ThumbprintList"], ["a".repeat(40)]);
    assert.deepEqual(shown["Tags"], [{ Key: "team", Value: "a" }]);
    const { OpenIDConnectProviderList } = await call("ListOpenIDConnectProviders");
    assert.deepEqual(OpenIDConnectProviderList, [{ Arn: OpenIDConnectProviderArn }]);
    const again = call("CreateOpenIDConnectProvider", { Url: `http://${name}` });
    await assert.rejects(again, { code: "EntityAlreadyExists" });
    const elsewhere = OpenIDConnectProviderArn.replace(ACCOUNT, OTHER_ACCOUNT);
    const foreign = call("UntagOpenIDConnectProvider", {
      OpenIDConnectProviderArn: elsewhere,
      TagKeys: ["team"],
    });
    await assert.rejects(foreign);
  });

  for (const Url of [
    "http://example.com",
    "https://example.com?x=1",
    "https://a:b@example.com",
    "ftp://x",
    "x",
  ]) {
    it(`are not taken at ${Url}`, async (t) => {
      const { call } = await iamWorld(t);
      await assert.rejects(call("CreateOpenIDConnectProvider", { Url }), { code: "InvalidInput" });
    });
  }
});
