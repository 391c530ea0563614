// A toy identity provider to try the example with. It vouches for anyone: never run it for more than that.
//   node examples/authorizers/saml/identity-provider.mjs [PORT]
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { SignedXml } from "xml-crypto";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const escapeXml = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function assertion(subject, group) {
  const id = `_${randomUUID()}`;
  const now = new Date();
  const end = new Date(now.getTime() + 300_000).toISOString();
  const xml = `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${now.toISOString()}"><saml:Issuer>${issuer}</saml:Issuer><saml:Subject><saml:NameID>${escapeXml(subject)}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${end}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>orders</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AttributeStatement><saml:Attribute Name="groups"><saml:AttributeValue>${escapeXml(group)}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`;
  const signer = new SignedXml({
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }),
    signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    canonicalizationAlgorithm: EXCLUSIVE,
    idAttribute: "ID",
  });
  signer.addReference({
    xpath: "/*",
    digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha256",
    transforms: ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", EXCLUSIVE],
  });
  signer.computeSignature(xml);
  return Buffer.from(signer.getSignedXml()).toString("base64url");
}

const server = createServer((request, response) => {
  const { pathname, searchParams: query } = new URL(request.url, issuer);
  if (pathname === "/key") response.end(publicKey.export({ type: "spki", format: "der" }).toString("base64"));
  else if (pathname === "/assertion") {
    response.end(assertion(query.get("sub") ?? "ann", query.get("group") ?? "readers"));
  } else response.writeHead(404).end();
});
await new Promise((listening) => server.listen(Number(process.argv[2] ?? 4578), "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(`The identity provider is ${issuer}`);
