import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { AssumeRoleWithSAMLResponse } from "@aws-sdk/client-sts";
import { anonymousPrincipal } from "../../../policy/principal.ts";
import { ACCOUNT, document, iamWorld, OTHER_ACCOUNT, signedInAs } from "../../iam/iam.fixture.ts";
import {
  type AssertionParts,
  assertionXml,
  ENTITY_ID,
  metadataOf,
  responseXml,
  type SamlKeys,
  type SigningParts,
  samlKeys,
  signXml,
} from "./saml-provider.fixture.ts";

const keys = await samlKeys("idp");
const stranger = await samlKeys("idp");

const roleArn = `arn:aws:iam::${ACCOUNT}:role/Staff`;
const providerArn = `arn:aws:iam::${ACCOUNT}:saml-provider/Corp`;

/** A provider, known to IAM, and a role for its user ann. */
async function federation(t: TestContext, metadata = metadataOf(keys)) {
  const world = await iamWorld(t);
  await world.call("CreateSAMLProvider", { Name: "Corp", SAMLMetadataDocument: metadata });
  const trust = (statement: object = {}): string =>
    document({
      Effect: "Allow",
      Principal: { Federated: providerArn },
      Action: "sts:AssumeRoleWithSAML",
      Condition: {
        StringEquals: { "saml:aud": "https://signin.aws.amazon.com/saml", "saml:sub": "ann" },
      },
      ...statement,
    });
  await world.call("CreateRole", { RoleName: "Staff", AssumeRolePolicyDocument: trust() });
  const parts = (more: Partial<AssertionParts> = {}): AssertionParts => ({
    nowMs: world.clock.nowMs(),
    attributes: { Role: `${roleArn},${providerArn}`, RoleSessionName: "ann@example.com" },
    ...more,
  });
  const assume = (response: string, more: object = {}) =>
    world.call<AssumeRoleWithSAMLResponse>(
      "AssumeRoleWithSAML",
      {
        RoleArn: roleArn,
        PrincipalArn: providerArn,
        SAMLAssertion: Buffer.from(response).toString("base64"),
        ...more,
      },
      anonymousPrincipal,
    );
  const signed = (more: Partial<AssertionParts> = {}, how: SigningParts = {}, by: SamlKeys = keys): string =>
    signXml(responseXml(assertionXml(parts(more))), by, how);
  return { ...world, trust, parts, assume, signed };
}

const invalid = "InvalidIdentityToken";

type World = Awaited<ReturnType<typeof federation>>;

describe("AssumeRoleWithSAML", () => {
  for (const signedId of ["_assertion", "_response"] as const) {
    it(`lets a user in whose provider signed the ${signedId.slice(1)}`, async (t) => {
      const world = await federation(t);
      const answer = await world.assume(world.signed({}, { of: signedId }));
      assert.equal(answer.Subject, "ann");
      assert.equal(answer.SubjectType, "persistent");
      assert.equal(answer.Issuer, ENTITY_ID);
      const principal = signedInAs(world, answer.Credentials);
      assert.equal(principal.arn, `arn:aws:sts::${ACCOUNT}:assumed-role/Staff/ann@example.com`);
      assert.equal(principal.federatedProvider, providerArn);
      assert.deepEqual(principal.federatedKeys?.["saml:sub"], ["ann"]);
    });
  }

  it("takes typed values, whose prefixes are signed with them", async (t) => {
    const world = await federation(t);
    const xml = responseXml(assertionXml(world.parts()))
      .replace("<samlp:Response", '<samlp:Response xmlns:xs="http://www.w3.org/2001/XMLSchema"')
      .replaceAll(
        "<saml:AttributeValue>",
        '<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">',
      );
    const response = signXml(xml, keys, { inclusivePrefixes: ["xs"] });
    assert.ok((await world.assume(response)).Credentials);
    const rebound = response.replace('http://www.w3.org/2001/XMLSchema"', 'http://evil.example.com"');
    await assert.rejects(async () => world.assume(rebound), { code: invalid });
  });

  it("takes a response that is signed twice, inside and outside", async (t) => {
    const world = await federation(t);
    assert.ok((await world.assume(signXml(world.signed(), keys, { of: "_response" }))).Credentials);
  });

  /** A forged assertion for eve, who wants ann's role. */
  const forged = (world: World, id = "_forged"): string =>
    assertionXml(
      world.parts({ attributes: { Role: `${roleArn},${providerArn}`, RoleSessionName: "eve" } }),
      id,
    );
  const assertionOf = (response: string): string => /<saml:Assertion.*<\/saml:Assertion>/s.exec(response)![0];
  const signatureOf = (response: string): string => /<ds:Signature.*<\/ds:Signature>/s.exec(response)![0];
  /** An assertion that the provider itself signs with a change. */
  const edited = ({ parts }: World, found: string | RegExp, put: string): string =>
    signXml(responseXml(assertionXml(parts()).replace(found, put)), keys);
  const past = new Date(0).toISOString();
  const refused: readonly (readonly [string, string, (world: World) => string])[] = [
    ["no signature", invalid, (world) => responseXml(assertionXml(world.parts()))],
    [
      "a stranger's signature with the stranger's certificate",
      invalid,
      ({ signed }) => signed({}, {}, stranger),
    ],
    ["a changed attribute", invalid, ({ signed }) => signed().replace("ann@example.com", "eve@example.com")],
    [
      "a forged assertion beside the signed one",
      invalid,
      (world) => {
        const good = world.signed();
        return good.replace("<saml:Assertion", `${forged(world)}<saml:Assertion`);
      },
    ],
    [
      "a forged assertion around the signed one",
      invalid,
      (world) => {
        const good = world.signed();
        const evil = forged(world).replace("</saml:Assertion>", `${assertionOf(good)}</saml:Assertion>`);
        return responseXml(evil);
      },
    ],
    [
      "the signed assertion inside the forged one's signature",
      invalid,
      (world) => {
        const good = world.signed();
        const original = assertionOf(good).replace(signatureOf(good), "");
        const signature = signatureOf(good).replace(
          "</ds:Signature>",
          `<ds:Object>${original}</ds:Object></ds:Signature>`,
        );
        return responseXml(forged(world).replace("</saml:Assertion>", `${signature}</saml:Assertion>`));
      },
    ],
    [
      "a forged assertion after the signed one",
      invalid,
      (world) => world.signed().replace("</samlp:Response>", `${forged(world)}</samlp:Response>`),
    ],
    [
      "a signature in another place",
      invalid,
      (world) => {
        const good = world.signed();
        const extensions = `<samlp:Extensions>${signatureOf(good)}</samlp:Extensions>`;
        return good.replace("<samlp:Status>", `${extensions}<samlp:Status>`);
      },
    ],
    [
      "a signature that names no element",
      invalid,
      ({ signed }) => signed({}, { of: "_response", isEmptyUri: true }),
    ],
    [
      "two elements of the signed id",
      invalid,
      (world) => {
        const good = world.signed();
        return good.replace("<samlp:Status>", `<samlp:Extensions ID="_assertion"/><samlp:Status>`);
      },
    ],
    [
      "a signed part that is not the assertion",
      invalid,
      (world) => {
        const harmless = '<samlp:Extensions ID="_harmless">x</samlp:Extensions>';
        const good = signXml(responseXml(harmless + assertionXml(world.parts())), keys, {
          of: "_harmless" as "_assertion",
        });
        const signature = signatureOf(good);
        return good.replace(signature, "").replace("</samlp:Response>", `${signature}</samlp:Response>`);
      },
    ],
    [
      "the signed assertion in another place",
      invalid,
      ({ signed }) =>
        signed()
          .replace("<saml:Assertion", "<samlp:Extensions><saml:Assertion")
          .replace("</saml:Assertion>", "</saml:Assertion></samlp:Extensions>"),
    ],
    [
      "a stranger's signature inside the provider's",
      invalid,
      ({ signed }) => signXml(signed({}, {}, stranger), keys, { of: "_response" }),
    ],
    [
      "more than one signed element",
      invalid,
      ({ signed }) => signed({}, { of: "_response", alsoSigned: ["_assertion"] }),
    ],
    [
      "SHA-1 in the signature",
      invalid,
      ({ signed }) => signed({}, { signatureAlgorithm: "http://www.w3.org/2000/09/xmldsig#rsa-sha1" }),
    ],
    [
      "SHA-1 in the digest",
      invalid,
      ({ signed }) => signed({}, { digestAlgorithm: "http://www.w3.org/2000/09/xmldsig#sha1" }),
    ],
    [
      "a canonical form that keeps comments",
      invalid,
      ({ signed }) =>
        signed({}, { canonicalizationAlgorithm: "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" }),
    ],
    ["a document type", invalid, ({ signed }) => `<!DOCTYPE Response [<!ENTITY x "ann">]>${signed()}`],
    ["no XML", invalid, () => "<a"],
    ["another document", invalid, () => "<a/>"],
    ["a failed sign-in", invalid, ({ signed }) => signed().replace("status:Success", "status:Responder")],
    [
      "an encrypted assertion beside the signed one",
      invalid,
      ({ signed }) =>
        signed().replace(
          "</samlp:Response>",
          '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/></samlp:Response>',
        ),
    ],
    [
      "an encrypted attribute, which might have said less",
      invalid,
      (world) => edited(world, "</saml:AttributeStatement>", "<saml:EncryptedAttribute/>$&"),
    ],
    [
      "a condition that nobody here understands",
      invalid,
      (world) => edited(world, "</saml:Conditions>", '<x:Sober xmlns:x="urn:x"/>$&'),
    ],
    [
      "an assertion for one use, which is not counted here",
      invalid,
      (world) => edited(world, "</saml:Conditions>", "<saml:OneTimeUse/>$&"),
    ],
    ["another issuer", invalid, ({ signed }) => signed({ issuer: "https://evil.example.com" })],
    ["another audience", invalid, ({ signed }) => signed({ audience: "https://example.com" })],
    ["another recipient", invalid, ({ signed }) => signed({ recipient: "https://example.com/saml" })],
    [
      "a recipient that only ends like AWS's",
      invalid,
      ({ signed }) => signed({ recipient: "https://evilsignin.aws.amazon.com/saml" }),
    ],
    ["another version of SAML", invalid, (world) => edited(world, 'Version="2.0"', 'Version="1.1"')],
    ["no audience", invalid, (world) => edited(world, /<saml:AudienceRestriction>.*Restriction>/, "")],
    [
      "a confirmation that needs another proof",
      invalid,
      (world) => edited(world, "cm:bearer", "cm:holder-of-key"),
    ],
    [
      "conditions that have ended",
      "ExpiredTokenException",
      (world) => edited(world, /(<saml:Conditions [^>]*NotOnOrAfter=")[^"]*/, `$1${past}`),
    ],
    [
      "a confirmation that has ended",
      "ExpiredTokenException",
      (world) => edited(world, /(ConfirmationData NotOnOrAfter=")[^"]*/, `$1${past}`),
    ],
    ["an assertion of two minutes hence", "ExpiredTokenException", ({ signed }) => signed({ issuedS: 120 })],
    ["an assertion that has ended", "ExpiredTokenException", ({ signed }) => signed({ endsS: 0 })],
    ["an assertion of six minutes ago", "ExpiredTokenException", ({ signed }) => signed({ issuedS: -360 })],
    ["a session that has ended", "ExpiredTokenException", ({ signed }) => signed({ sessionEndsS: 0 })],
    ["an assertion of tomorrow", invalid, ({ signed }) => signed({ notBeforeS: 86_400, endsS: 90_000 })],
    [
      "a role that the provider does not offer",
      "AccessDenied",
      ({ signed }) => signed({ attributes: { Role: `${roleArn}2,${providerArn}`, RoleSessionName: "ann" } }),
    ],
    [
      "a role that the provider offers by another provider",
      "AccessDenied",
      ({ signed }) => signed({ attributes: { Role: `${roleArn},${providerArn}2`, RoleSessionName: "ann" } }),
    ],
    ["no role at all", "AccessDenied", ({ signed }) => signed({ attributes: { RoleSessionName: "ann" } })],
    [
      "no session name",
      invalid,
      ({ signed }) => signed({ attributes: { Role: `${roleArn},${providerArn}` } }),
    ],
    [
      "two attributes of one name",
      invalid,
      (world) => {
        const name = "https://aws.amazon.com/SAML/Attributes/RoleSessionName";
        const second = `<saml:Attribute Name="${name}"><saml:AttributeValue>eve</saml:AttributeValue></saml:Attribute>`;
        return edited(world, "</saml:AttributeStatement>", `${second}$&`);
      },
    ],
    ["a user whom the role does not trust", "AccessDenied", ({ signed }) => signed({ subject: "eve" })],
    [
      "a user whose name a comment cuts short",
      "AccessDenied",
      ({ signed }) => signed({ subject: "ann<!-- -->.eve" }),
    ],
    [
      "tags that the trust policy does not let in",
      "AccessDenied",
      ({ signed, parts }) => signed({ attributes: { ...parts().attributes, "PrincipalTag:team": "a" } }),
    ],
  ];
  for (const [of, code, attack] of refused) {
    it(`refuses ${of}`, async (t) => {
      const world = await federation(t);
      await assert.rejects(async () => world.assume(attack(world)), { code });
      assert.ok(
        (await world.assume(world.signed())).Credentials,
        "the very same without the fault is let in",
      );
    });
  }

  it("names what is encrypted, and what would be needed instead", async (t) => {
    const { assume } = await federation(t);
    const encrypted = '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>';
    await assert.rejects(assume(responseXml(encrypted)), {
      code: invalid,
      message: "EncryptedAssertion is not supported: have the provider sign and not encrypt",
    });
  });

  it("reads what is signed, whatever a comment says", async (t) => {
    const world = await federation(t);
    const response = world.signed().replace(">ann<", "><!-- eve -->ann<");
    assert.equal((await world.assume(response)).Subject, "ann");
  });

  it("hands tags and attributes on", async (t) => {
    const world = await federation(t);
    await world.call("UpdateAssumeRolePolicy", {
      RoleName: "Staff",
      PolicyDocument: world.trust({
        Action: ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"],
        Condition: {
          "ForAnyValue:StringEquals": { "saml:edupersonaffiliation": "staff" },
          StringEquals: { "aws:RequestTag/team": "orders", "saml:doc": `${ACCOUNT}/Corp` },
        },
      }),
    });
    const attributes = {
      ...world.parts().attributes,
      "PrincipalTag:team": "orders",
      TransitiveTagKeys: "team",
      SourceIdentity: "ann",
      SessionDuration: "900",
      "urn:oid:1.3.6.1.4.1.5923.1.1.1.1": ["member", "staff"],
    };
    const { Credentials } = await world.assume(world.signed({ attributes }));
    const principal = signedInAs(world, Credentials);
    assert.deepEqual(principal.tags, { team: "orders" });
    assert.deepEqual(principal.transitiveTagKeys, ["team"]);
    assert.equal(principal.sourceIdentity, "ann");
    assert.equal(Credentials?.Expiration?.getTime(), world.clock.nowMs() + 900_000);
  });

  it("serves the provider's own account only, while its metadata lasts", async (t) => {
    const world = await federation(t, metadataOf(keys, 'validUntil="2026-01-02T00:00:00Z"'));
    const foreign = { RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/Staff` };
    await assert.rejects(async () => world.assume(world.signed(), foreign), { code: invalid });
    assert.ok((await world.assume(world.signed())).Credentials);
    world.clock.advance(86_400_000);
    await assert.rejects(async () => world.assume(world.signed()), { code: invalid });
  });

  it("follows the provider's keys", async (t) => {
    const world = await federation(t);
    const SAMLProviderArn = providerArn;
    await world.call("UpdateSAMLProvider", { SAMLProviderArn, SAMLMetadataDocument: metadataOf(stranger) });
    await assert.rejects(async () => world.assume(world.signed()), { code: invalid });
    assert.ok((await world.assume(world.signed({}, {}, stranger))).Credentials);
    await world.call("DeleteSAMLProvider", { SAMLProviderArn });
    await assert.rejects(async () => world.assume(world.signed({}, {}, stranger)), { code: invalid });
  });
});
