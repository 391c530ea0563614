import { WireFault } from "../../../aws/decode/wire-fault.ts";
import {
  childrenNamed,
  descendants,
  type NamespacedElement,
  parseNamespacedXml,
} from "../../../aws/decode/xml-namespaces.ts";
import { invalidIdentityToken } from "../errors.ts";
import { ASSERTION, PROTOCOL, SIGNATURES, SUCCESS } from "./saml-names.ts";
import { isSignedBy } from "./verify-signature.ts";

/**
 * The one assertion of a SAML response, signed by a provider: itself, or with the response that holds it. Whatever does
 * not have the shape that providers send is refused, and with it the ways to make a signature speak for something else:
 * a second assertion, a second element of the signed id, a signature that lies anywhere but right inside what it signs.
 * What is returned is the very tree whose canonical form was verified; nothing is parsed twice.
 * Throws `InvalidIdentityToken`.
 * Sources: SAML 2.0 Core, section 5.4; "On Breaking SAML: Be Whoever You Want to Be" (USENIX Security 2012).
 */
export function readSignedAssertion(response: string, certificates: readonly string[]): NamespacedElement {
  const root = parse(response);
  const everything = [...descendants(root)];
  refuseEncrypted(everything);
  const [assertion, ...more] = named(everything, ASSERTION, "Assertion");
  const isResponse = named([root], PROTOCOL, "Response").length === 1;
  if (!isResponse || !assertion || more.length > 0 || !root.children.includes(assertion)) throw malformed();
  requireSuccess(root);
  requireDistinctIds(everything);
  const own = childrenNamed(assertion, SIGNATURES, "Signature");
  const outer = childrenNamed(root, SIGNATURES, "Signature");
  const count = named(everything, SIGNATURES, "Signature").length;
  if (own.length > 1 || outer.length > 1 || count !== own.length + outer.length) throw malformed();
  const signed: readonly (readonly [NamespacedElement, NamespacedElement])[] = [
    ...own.map((signature) => [assertion, signature] as const),
    ...outer.map((signature) => [root, signature] as const),
  ];
  const hold = signed.every(([element, signature]) => isSignedBy(element, signature, certificates));
  if (signed.length === 0 || !hold) throw invalidIdentityToken("Response signature invalid");
  return assertion;
}

const ENCRYPTED = ["EncryptedAssertion", "EncryptedID", "EncryptedAttribute"];

/** What is encrypted cannot be read here, and must not be passed over as if it said nothing. */
function refuseEncrypted(elements: readonly NamespacedElement[]): void {
  for (const name of ENCRYPTED) {
    if (named(elements, ASSERTION, name).length === 0) continue;
    throw invalidIdentityToken(`${name} is not supported: have the provider sign and not encrypt`);
  }
}

const malformed = () => invalidIdentityToken("The SAML assertion is not the response of a provider");

function parse(response: string): NamespacedElement {
  try {
    // Line ends are one character to whoever signed. Source: XML 1.0, section 2.11.
    return parseNamespacedXml(response.replace(/\r\n?/g, "\n"));
  } catch (error) {
    if (error instanceof WireFault) throw malformed();
    throw error;
  }
}

const named = (
  elements: readonly NamespacedElement[],
  namespace: string,
  name: string,
): readonly NamespacedElement[] =>
  elements.filter((element) => element.namespace === namespace && element.name === name);

function requireSuccess(root: NamespacedElement): void {
  const codes = childrenNamed(root, PROTOCOL, "Status").flatMap((status) =>
    childrenNamed(status, PROTOCOL, "StatusCode"),
  );
  if (codes.length !== 1 || codes[0]!.attributes.get("Value") !== SUCCESS) throw malformed();
}

/** Two elements of one id: a signature of the one would speak for the other. */
function requireDistinctIds(elements: readonly NamespacedElement[]): void {
  const ids = elements.flatMap(({ attributes }) =>
    ["ID", "Id", "id"].flatMap((name) => attributes.get(name) ?? []),
  );
  if (new Set(ids).size < ids.length) throw malformed();
}
