import { createHash, verify } from "node:crypto";
import { childrenNamed, type NamespacedElement } from "../../../aws/decode/xml-namespaces.ts";
import { canonicalXml } from "./canonical-xml.ts";
import { ENVELOPED, EXCLUSIVE_CANONICALIZATION, SIGNATURES } from "./saml-names.ts";

/** Algorithms that are known to be sound, by their identifiers: the name of the hash in node. */
const SIGNATURE_HASHES: ReadonlyMap<string, string> = new Map([
  ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "sha256"],
  ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "sha384"],
  ["http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "sha512"],
]);
const DIGEST_HASHES: ReadonlyMap<string, string> = new Map([
  ["http://www.w3.org/2001/04/xmlenc#sha256", "sha256"],
  ["http://www.w3.org/2001/04/xmldsig-more#sha384", "sha384"],
  ["http://www.w3.org/2001/04/xmlenc#sha512", "sha512"],
]);

/**
 * Whether one of these certificates' keys signed the element by the signature that lies right inside it. The signature
 * has the one form that SAML asks for: a single reference to that element, its own place cut out, in exclusive canonical
 * form. What it says of its key (`KeyInfo`) is not looked at.
 * Sources: SAML 2.0 Core, section 5.4; XML Signature Syntax and Processing (W3C, 2008), section 3.2.
 */
export function isSignedBy(
  element: NamespacedElement,
  signature: NamespacedElement,
  certificates: readonly string[],
): boolean {
  const info = only(signature, "SignedInfo");
  const value = only(signature, "SignatureValue");
  const canonicalization = info && only(info, "CanonicalizationMethod");
  const hash = SIGNATURE_HASHES.get(algorithmOf(info && only(info, "SignatureMethod")));
  if (!info || !value || !hash || algorithmOf(canonicalization) !== EXCLUSIVE_CANONICALIZATION) return false;
  if (!digestMatches(element, signature, info)) return false;
  const signed = Buffer.from(canonicalXml(info, { inclusivePrefixes: prefixesOf(canonicalization!) }));
  const bytes = Buffer.from(value.text, "base64");
  return certificates.some((certificate) => verify(hash, signed, certificate, bytes));
}

function digestMatches(
  element: NamespacedElement,
  signature: NamespacedElement,
  info: NamespacedElement,
): boolean {
  const reference = only(info, "Reference");
  const id = element.attributes.get("ID");
  if (!reference || !id || reference.attributes.get("URI") !== `#${id}`) return false;
  const transforms = only(reference, "Transforms");
  const [enveloped, canonicalization, ...more] = transforms?.children ?? [];
  const isSamlForm =
    algorithmOf(enveloped) === ENVELOPED &&
    algorithmOf(canonicalization) === EXCLUSIVE_CANONICALIZATION &&
    more.length === 0;
  const hash = DIGEST_HASHES.get(algorithmOf(only(reference, "DigestMethod")));
  const stated = only(reference, "DigestValue");
  if (!isSamlForm || !hash || !stated) return false;
  const inclusivePrefixes = prefixesOf(canonicalization!);
  const canonical = canonicalXml(element, { inclusivePrefixes, without: signature.source });
  const digest = createHash(hash).update(canonical).digest();
  return digest.equals(Buffer.from(stated.text, "base64"));
}

/** The child of a name, if there is exactly one. */
function only(parent: NamespacedElement, name: string): NamespacedElement | undefined {
  const [child, ...more] = childrenNamed(parent, SIGNATURES, name);
  return more.length === 0 ? child : undefined;
}

const algorithmOf = (element: NamespacedElement | undefined): string =>
  element?.attributes.get("Algorithm") ?? "";

/** `<ec:InclusiveNamespaces PrefixList="xs xsi"/>` gives `xs` and `xsi`. */
function prefixesOf(method: NamespacedElement): readonly string[] {
  const [inclusive] = childrenNamed(method, EXCLUSIVE_CANONICALIZATION, "InclusiveNamespaces");
  return inclusive?.attributes.get("PrefixList")?.split(/\s+/).filter(Boolean) ?? [];
}
