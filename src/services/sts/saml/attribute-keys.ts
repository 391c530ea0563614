const EDU = "urn:oid:1.3.6.1.4.1.5923.1.";
const CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

/**
 * The condition key of each attribute that has one, lower-case, without `saml:`. Source: IAM User Guide, "Configuring
 * SAML assertions for the authentication response", "Mapping SAML attributes to AWS trust policy context keys".
 */
export const attributeKeys: ReadonlyMap<string, string> = new Map([
  [`${EDU}1.1.1`, "edupersonaffiliation"],
  [`${EDU}1.1.2`, "edupersonnickname"],
  [`${EDU}1.1.3`, "edupersonorgdn"],
  [`${EDU}1.1.4`, "edupersonorgunitdn"],
  [`${EDU}1.1.5`, "edupersonprimaryaffiliation"],
  [`${EDU}1.1.6`, "edupersonprincipalname"],
  [`${EDU}1.1.7`, "edupersonentitlement"],
  [`${EDU}1.1.8`, "edupersonprimaryorgunitdn"],
  [`${EDU}1.1.9`, "edupersonscopedaffiliation"],
  [`${EDU}1.1.10`, "edupersontargetedid"],
  [`${EDU}1.1.11`, "edupersonassurance"],
  [`${EDU}2.1.2`, "eduorghomepageuri"],
  [`${EDU}2.1.3`, "eduorgidentityauthnpolicyuri"],
  [`${EDU}2.1.4`, "eduorglegalname"],
  [`${EDU}2.1.5`, "eduorgsuperioruri"],
  [`${EDU}2.1.6`, "eduorgwhitepagesuri"],
  ["urn:oid:2.5.4.3", "cn"],
  [`${CLAIMS}name`, "name"],
  ["http://schemas.xmlsoap.org/claims/CommonName", "commonname"],
  [`${CLAIMS}givenname`, "givenname"],
  [`${CLAIMS}surname`, "surname"],
  [`${CLAIMS}emailaddress`, "mail"],
  ["http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid", "uid"],
  ["2.5.4.3", "commonname"],
  ["2.5.4.4", "surname"],
  ["2.4.5.42", "givenname"],
  ["2.5.4.45", "x500uniqueidentifier"],
  ["0.9.2342.19200300100.1.1", "uid"],
  ["0.9.2342.19200300100.1.3", "mail"],
  ["0.9.2342.19200300.100.1.45", "organizationstatus"],
]);
