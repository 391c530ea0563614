import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { createRequire } from "node:module";
import { PemConverter, X509CertificateGenerator } from "@peculiar/x509";

/** Another's implementation of XML signatures, to hold ours against. Without its types, which bring a browser's along. */
const { SignedXml } = createRequire(import.meta.url)("xml-crypto") as {
  readonly SignedXml: new (
    options: object,
  ) => {
    addReference(reference: object): void;
    computeSignature(xml: string, options: object): void;
    getSignedXml(): string;
  };
};

export const ENTITY_ID = "https://idp.example.com/saml";
const ENDPOINT = "https://signin.aws.amazon.com/saml";
const ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/";

/** The keys of a SAML provider. */
export interface SamlKeys {
  readonly privateKey: string;
  /** In PEM. */
  readonly certificate: string;
}

export async function samlKeys(name: string): Promise<SamlKeys> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.UTC(2026, 0, 1)),
    notAfter: new Date(Date.UTC(2036, 0, 1)),
    signingAlgorithm: algorithm,
    keys,
  });
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { privateKey: PemConverter.encode(der, "PRIVATE KEY"), certificate: certificate.toString("pem") };
}

/** Metadata as providers publish it. */
export function metadataOf({ certificate }: SamlKeys, attributes = ""): string {
  const base64 = certificate.replace(/-----[A-Z ]+-----|\s/g, "");
  return `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY_ID}" ${attributes}>
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>${base64}</ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${ENTITY_ID}/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`;
}

/** What an assertion says; times are offsets from now in seconds. */
export interface AssertionParts {
  readonly nowMs: number;
  readonly issuer?: string;
  /** As XML. */
  readonly subject?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly issuedS?: number;
  readonly notBeforeS?: number;
  readonly endsS?: number;
  readonly sessionEndsS?: number;
  /** Values by the attribute's name; those of AWS's own may leave out its prefix. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

export function assertionXml(parts: AssertionParts, id = "_assertion"): string {
  const at = (offsetS: number): string => new Date(parts.nowMs + offsetS * 1000).toISOString();
  const { endsS = 300 } = parts;
  const sessionEnd =
    parts.sessionEndsS === undefined ? "" : ` SessionNotOnOrAfter="${at(parts.sessionEndsS)}"`;
  const attributes = Object.entries(parts.attributes).map(([name, values]) => {
    const full = /[:.]\w/.test(name) && !name.startsWith("PrincipalTag:") ? name : ATTRIBUTES + name;
    const texts = [values].flat().map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`);
    return `<saml:Attribute Name="${full}">${texts.join("")}</saml:Attribute>`;
  });
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${at(parts.issuedS ?? 0)}">` +
    `<saml:Issuer>${parts.issuer ?? ENTITY_ID}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${parts.subject ?? "ann"}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${at(endsS)}" Recipient="${parts.recipient ?? ENDPOINT}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${at(parts.notBeforeS ?? 0)}" NotOnOrAfter="${at(endsS)}"><saml:AudienceRestriction><saml:Audience>${parts.audience ?? ENDPOINT}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at(0)}"${sessionEnd}/>` +
    `<saml:AttributeStatement>${attributes.join("")}</saml:AttributeStatement>` +
    "</saml:Assertion>"
  );
}

export const responseXml = (content: string): string =>
  '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_response" Version="2.0">' +
  '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>' +
  `${content}</samlp:Response>`;

/** How a signature is made; by default as providers make it. */
export interface SigningParts {
  readonly of?: "_assertion" | "_response";
  readonly signatureAlgorithm?: string;
  readonly digestAlgorithm?: string;
  readonly canonicalizationAlgorithm?: string;
  /** Whether the signature speaks of the document and names no element. */
  readonly isEmptyUri?: boolean;
  /** Prefixes that are part of what is signed wherever they are in force. */
  readonly inclusivePrefixes?: readonly string[];
  /** Further elements that are signed. */
  readonly alsoSigned?: readonly string[];
}

const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";

/** The document with an enveloped signature inside the signed element. */
export function signXml(xml: string, keys: SamlKeys, parts: SigningParts = {}): string {
  const { of = "_assertion", canonicalizationAlgorithm = EXCLUSIVE } = parts;
  const signer = new SignedXml({
    privateKey: keys.privateKey,
    publicCert: keys.certificate,
    idAttribute: "ID",
    signatureAlgorithm: parts.signatureAlgorithm ?? RSA_SHA256,
    canonicalizationAlgorithm,
  });
  for (const id of [of, ...(parts.alsoSigned ?? [])]) {
    signer.addReference({
      xpath: `//*[@ID='${id}']`,
      digestAlgorithm: parts.digestAlgorithm ?? SHA256,
      isEmptyUri: parts.isEmptyUri ?? false,
      inclusiveNamespacesPrefixList: parts.inclusivePrefixes ?? [],
      transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", EXCLUSIVE],
    });
  }
  signer.computeSignature(xml, {
    prefix: "ds",
    location: { reference: `//*[@ID='${of}']`, action: "append" },
  });
  return signer.getSignedXml();
}
