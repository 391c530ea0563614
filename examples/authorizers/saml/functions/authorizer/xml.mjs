import { DOMParser } from "@xmldom/xmldom";
import { AssertionRefused } from "./assertion-refused.mjs";

export const SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
export const DSIG = "http://www.w3.org/2000/09/xmldsig#";

/**
 * Parses XML of the plainest kind. Declarations (`<!DOCTYPE`, entities), comments, CDATA and processing instructions are
 * refused: canonicalization drops comments, so `ann<!-- -->@example.com` would carry the signature of another name.
 */
export function parseXml(text) {
  if (/<[!?]/.test(text)) throw new AssertionRefused("holds XML that an assertion does not need");
  const refuse = () => {
    throw new AssertionRefused("not well-formed XML");
  };
  const errorHandler = { warning: refuse, error: refuse, fatalError: refuse };
  const document = new DOMParser({ errorHandler }).parseFromString(text, "text/xml");
  if (!document?.documentElement) refuse();
  return document;
}

/** The child elements of that name, in order. */
export const childrenOf = (element, namespace, name) =>
  Array.from(element.childNodes).filter(
    (node) => node.nodeType === 1 && node.namespaceURI === namespace && node.localName === name,
  );

/** The one child element of that name. Throws {@link AssertionRefused} when there is none or more than one. */
export function onlyChild(element, namespace, name) {
  const found = childrenOf(element, namespace, name);
  if (found.length !== 1)
    throw new AssertionRefused(`has ${found.length} elements ${name} where one belongs`);
  return found[0];
}
