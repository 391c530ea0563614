import "reflect-metadata";
import { createHmac, generateKeyPairSync, KeyObject, randomUUID, webcrypto } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";
import { SignedXml } from "xml-crypto";

/** Assertions of a test's own identity provider, sound and unsound. */

export const issuer = "https://idp.example/saml";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

export const provider = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** The public key as the example is given it. */
export const keyOf = (key: KeyObject): string =>
  key.export({ type: "spki", format: "der" }).toString("base64");

/** Somebody else's key, with a certificate that they made for it themselves. */
export async function stranger(): Promise<{ readonly key: KeyObject; readonly certificate: string }> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ])) as webcrypto.CryptoKeyPair;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=stranger",
    keys,
    signingAlgorithm: algorithm,
  });
  return { key: KeyObject.from(keys.privateKey), certificate: certificate.toString("base64") };
}

/** What an assertion says; each an XML fragment where it is not a plain text. */
export interface Says {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly method: string;
  readonly group: string;
  /** Milliseconds from now; undefined leaves the attribute out. */
  readonly confirmedForMs: number | undefined;
  readonly validForMs: number | undefined;
  readonly notBeforeMs: number;
  readonly version: string;
}

const at = (name: string, fromNowMs: number | undefined): string =>
  fromNowMs === undefined ? "" : ` ${name}="${new Date(Date.now() + fromNowMs).toISOString()}"`;

/** An unsigned assertion that vouches for `ann` of the readers, with what `says` changes. */
export function assertion(changes: Partial<Says> = {}): string {
  const says: Says = {
    id: `_${randomUUID()}`,
    issuer,
    subject: "ann",
    audience: "<saml:AudienceRestriction><saml:Audience>orders</saml:Audience></saml:AudienceRestriction>",
    method: BEARER,
    group: "readers",
    confirmedForMs: 300_000,
    validForMs: 300_000,
    notBeforeMs: -1_000,
    version: "2.0",
    ...changes,
  };
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${says.id}" Version="${says.version}">` +
    `<saml:Issuer>${says.issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID>${says.subject}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="${says.method}">` +
    `<saml:SubjectConfirmationData${at("NotOnOrAfter", says.confirmedForMs)}/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions${at("NotBefore", says.notBeforeMs)}${at("NotOnOrAfter", says.validForMs)}>${says.audience}</saml:Conditions>` +
    `<saml:AttributeStatement><saml:Attribute Name="groups"><saml:AttributeValue>${says.group}</saml:AttributeValue>` +
    "</saml:Attribute></saml:AttributeStatement></saml:Assertion>"
  );
}

/** How an assertion is signed. */
export interface Signing {
  readonly key: KeyObject;
  readonly signatureAlgorithm: string;
  readonly digestAlgorithm: string;
  readonly transforms: readonly string[];
  readonly canonicalizationAlgorithm: string;
  readonly xpath: string;
}

/** The assertion with a signature, as SAML prescribes it unless `changes` says otherwise. */
export function signed(xml: string, changes: Partial<Signing> = {}): string {
  const signing: Signing = {
    key: provider.privateKey,
    signatureAlgorithm: RSA_SHA256,
    digestAlgorithm: SHA256,
    transforms: [ENVELOPED, EXCLUSIVE],
    canonicalizationAlgorithm: EXCLUSIVE,
    xpath: "/*",
    ...changes,
  };
  const { key, signatureAlgorithm, canonicalizationAlgorithm, xpath, digestAlgorithm, transforms } = signing;
  const signer = new SignedXml({
    privateKey: key.export({ type: "pkcs8", format: "pem" }),
    signatureAlgorithm,
    canonicalizationAlgorithm,
    idAttribute: "ID",
  });
  signer.addReference({ xpath, digestAlgorithm, transforms: [...transforms] });
  signer.computeSignature(xml);
  return signer.getSignedXml();
}

/** Signed with HMAC, whose secret is the provider's public key: what everyone knows. */
export function signedByPublicKey(xml: string): string {
  const sound = signed(xml);
  const hmac = sound.replace(RSA_SHA256, "http://www.w3.org/2000/09/xmldsig#hmac-sha1");
  const pem = provider.publicKey.export({ type: "spki", format: "pem" });
  const info = /<SignedInfo>.*<\/SignedInfo>/.exec(hmac)![0];
  const canonical = info.replace("<SignedInfo>", '<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#">');
  const value = createHmac("sha1", pem).update(canonical).digest("base64");
  return hmac.replace(/<SignatureValue>.*<\/SignatureValue>/, `<SignatureValue>${value}</SignatureValue>`);
}

/** The signature element of a signed assertion. */
export const signatureOf = (xml: string): string => /<Signature .*<\/Signature>/.exec(xml)![0];
