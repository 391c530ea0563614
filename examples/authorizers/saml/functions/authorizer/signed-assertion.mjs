import { SignedXml } from "xml-crypto";
import { AssertionRefused } from "./assertion-refused.mjs";
import { childrenOf, DSIG, onlyChild, parseXml, SAML } from "./xml.mjs";

const ASSERTION_BYTES_MAX = 16 * 1024;
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";

/** The XML in a base64url text (RFC 7522, section 2.1). */
export function decodeAssertion(encoded) {
  const bytes = Buffer.from(encoded, "base64url");
  if (bytes.length > ASSERTION_BYTES_MAX) throw new AssertionRefused("too large");
  return bytes.toString("utf8");
}

/**
 * The assertion that one of `keys` (PEM) signed, parsed from the very bytes that the signature covers. What stands
 * elsewhere in the document, as in every signature wrapping attack, is never looked at. Throws {@link AssertionRefused}.
 * Sources: SAML 2.0 Core, section 5; "On Breaking SAML: Be Whoever You Want to Be", USENIX Security 2012.
 */
export function readSignedAssertion(xml, keys) {
  const root = requireAssertion(parseXml(xml));
  const signature = requireOwnSignature(root);
  requireProfile(root, signature);
  const signed = keys.map((key) => verify(xml, signature, key)).find((text) => text !== undefined);
  if (signed === undefined) throw new AssertionRefused("the signature does not verify");
  return requireAssertion(parseXml(signed));
}

function requireAssertion({ documentElement: root }) {
  if (root.namespaceURI === SAML && root.localName === "Assertion") return root;
  throw new AssertionRefused("not an assertion");
}

/** One signature, and it is the assertion's own: not one further down, and not one that something else brought along. */
function requireOwnSignature(root) {
  if (root.getElementsByTagNameNS(DSIG, "Signature").length !== 1) {
    throw new AssertionRefused("does not have exactly one signature");
  }
  if (root.getElementsByTagNameNS(SAML, "Assertion").length !== 0) {
    throw new AssertionRefused("holds another assertion");
  }
  return onlyChild(root, DSIG, "Signature");
}

/**
 * The one form of signature that SAML allows and that we accept: over the assertion itself, by its ID, exclusive
 * canonicalization, RSA with SHA-256. Other transforms could make the signature cover something else.
 */
function requireProfile(root, signature) {
  const info = onlyChild(signature, DSIG, "SignedInfo");
  const reference = onlyChild(info, DSIG, "Reference");
  const transforms = childrenOf(onlyChild(reference, DSIG, "Transforms"), DSIG, "Transform");
  const algorithm = (element) => element.getAttribute("Algorithm");
  const id = root.getAttribute("ID");
  const fits =
    id !== "" &&
    reference.getAttribute("URI") === `#${id}` &&
    algorithm(onlyChild(info, DSIG, "CanonicalizationMethod")) === EXCLUSIVE &&
    algorithm(onlyChild(info, DSIG, "SignatureMethod")) === RSA_SHA256 &&
    algorithm(onlyChild(reference, DSIG, "DigestMethod")) === SHA256 &&
    transforms.map(algorithm).join(" ") === `${ENVELOPED} ${EXCLUSIVE}`;
  if (!fits) throw new AssertionRefused("signed in another form than SAML's");
}

/** The canonical text that the signature covers; undefined when it is not of this key. */
function verify(xml, signature, key) {
  // The key is ours: what the signature's own KeyInfo brings along is never looked at.
  const verifier = new SignedXml({ publicCert: key, getCertFromKeyInfo: () => null });
  try {
    verifier.loadSignature(signature);
    if (!verifier.checkSignature(xml)) return undefined;
    const [signed, ...others] = verifier.getSignedReferences();
    return others.length === 0 ? signed : undefined;
  } catch {
    // It throws for a value that does not verify, and for a document whose IDs are not unique.
    return undefined;
  }
}
