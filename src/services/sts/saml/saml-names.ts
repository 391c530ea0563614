/** Namespaces and identifiers of SAML 2.0 and XML Signature that are understood. */

export const PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
export const ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
export const SIGNATURES = "http://www.w3.org/2000/09/xmldsig#";

export const SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
export const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

export const EXCLUSIVE_CANONICALIZATION = "http://www.w3.org/2001/10/xml-exc-c14n#";
export const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/** Where the attributes that AWS itself reads are named. */
export const AWS_ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/";
