import { childrenNamed, type NamespacedElement } from "../../../aws/decode/xml-namespaces.ts";
import type { SamlProviderView } from "../../iam/port.ts";
import { expiredToken, invalidIdentityToken } from "../errors.ts";
import { ASSERTION, BEARER } from "./saml-names.ts";

/** An assertion is taken this long after it was issued, in milliseconds. Source: STS API Reference, AssumeRoleWithSAML. */
const REDEEMED_WITHIN_MS = 300_000;

/** How far a provider's clock may be ahead, in milliseconds. */
const SKEW_MS = 60_000;

/** AWS's sign-in endpoints: whom an assertion must be for. `https://eu-west-1.signin.aws.amazon.com/saml` */
const ENDPOINT = /^https:\/\/(?:[a-z]{2}(?:-[a-z]+)+-\d\.)?signin\.aws\.amazon\.com\/(?:static\/)?saml$/;
const AUDIENCE = "urn:amazon:webservices";

/** What an assertion says, once it is known to be the provider's own, for AWS, and in force. */
export interface SamlAssertion {
  readonly issuer: string;
  readonly subject: string;
  /** The `Format` of the subject's name: a URI. */
  readonly subjectFormat: string;
  /** The endpoint that it was made for. */
  readonly recipient: string;
  /** When the provider's own session ends, if it says so. */
  readonly sessionEndsAtMs?: number;
  /** Values by the attribute's name. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads a signed assertion and checks that it is for AWS, by this provider and in force. Throws `InvalidIdentityToken`
 * and `ExpiredTokenException`. Source: SAML 2.0 Profiles, section 4.1.4.
 */
export function readAssertion(
  assertion: NamespacedElement,
  provider: SamlProviderView,
  nowMs: number,
): SamlAssertion {
  const issuer = only(assertion, "Issuer").text.trim();
  if (assertion.attributes.get("Version") !== "2.0") throw malformed("Version");
  if (issuer !== provider.entityId) throw invalidIdentityToken("Issuer not present in specified provider");
  const issuedAtMs = timeOf(assertion, "IssueInstant");
  if (issuedAtMs > nowMs + SKEW_MS || issuedAtMs < nowMs - REDEEMED_WITHIN_MS) {
    throw expiredToken("Token must be redeemed within 5 minutes of issuance");
  }
  requireConditions(only(assertion, "Conditions"), nowMs);
  const subject = only(assertion, "Subject");
  const name = only(subject, "NameID");
  const sessionEndsAtMs = sessionEnd(assertion, nowMs);
  return {
    issuer,
    subject: name.text.trim(),
    subjectFormat: name.attributes.get("Format") ?? "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    recipient: requireRecipient(subject, nowMs),
    ...(sessionEndsAtMs !== undefined && { sessionEndsAtMs }),
    attributes: readAttributes(assertion),
  };
}

const malformed = (what: string) => invalidIdentityToken(`The SAML assertion has no valid ${what}`);

const all = (parent: NamespacedElement, name: string): readonly NamespacedElement[] =>
  childrenNamed(parent, ASSERTION, name);

function only(parent: NamespacedElement, name: string): NamespacedElement {
  const [element, ...more] = all(parent, name);
  if (!element || more.length > 0) throw malformed(name);
  return element;
}

function timeOf({ attributes }: NamespacedElement, name: string): number {
  const timeMs = Date.parse(attributes.get(name) ?? "");
  if (Number.isNaN(timeMs)) throw malformed(name);
  return timeMs;
}

/** ProxyRestriction speaks of assertions that are made from this one: none is. */
const CONDITIONS: ReadonlySet<string> = new Set(["AudienceRestriction", "ProxyRestriction"]);

/** "If any condition is not understood, the assertion must not be relied on." Source: SAML 2.0 Core, section 2.5.1.1. */
function refuseUnknownConditions({ children }: NamespacedElement): void {
  for (const { namespace, name } of children) {
    if (namespace === ASSERTION && CONDITIONS.has(name)) continue;
    throw invalidIdentityToken(`The condition ${name} of the SAML assertion is not supported`);
  }
}

const isEndpoint = (text: string): boolean => text === AUDIENCE || ENDPOINT.test(text);

function requireConditions(conditions: NamespacedElement, nowMs: number): void {
  const { attributes } = conditions;
  if (attributes.has("NotBefore") && timeOf(conditions, "NotBefore") > nowMs + SKEW_MS) {
    throw invalidIdentityToken("The SAML assertion is not yet valid");
  }
  if (attributes.has("NotOnOrAfter") && timeOf(conditions, "NotOnOrAfter") <= nowMs) {
    throw expiredToken("The SAML assertion has expired");
  }
  refuseUnknownConditions(conditions);
  const restrictions = all(conditions, "AudienceRestriction");
  const isForAws = restrictions.every((one) =>
    all(one, "Audience").some(({ text }) => isEndpoint(text.trim())),
  );
  if (restrictions.length === 0 || !isForAws)
    throw invalidIdentityToken("Audience of the assertion is not AWS");
}

/** The endpoint of a bearer's confirmation that is in force. */
function requireRecipient(subject: NamespacedElement, nowMs: number): string {
  const data = all(subject, "SubjectConfirmation")
    .filter(({ attributes }) => attributes.get("Method") === BEARER)
    .flatMap((confirmation) => all(confirmation, "SubjectConfirmationData"))
    .find(({ attributes }) => ENDPOINT.test(attributes.get("Recipient") ?? ""));
  if (!data) throw malformed("Recipient");
  if (timeOf(data, "NotOnOrAfter") <= nowMs) throw expiredToken("The SAML assertion has expired");
  return data.attributes.get("Recipient")!;
}

function sessionEnd(assertion: NamespacedElement, nowMs: number): number | undefined {
  const ends = all(assertion, "AuthnStatement")
    .filter(({ attributes }) => attributes.has("SessionNotOnOrAfter"))
    .map((statement) => timeOf(statement, "SessionNotOnOrAfter"));
  if (ends.length === 0) return undefined;
  const earliest = Math.min(...ends);
  if (earliest <= nowMs) throw expiredToken("The SAML assertion has expired");
  return earliest;
}

/** An attribute that is given twice would mean what its reader makes of it: it is refused. */
function readAttributes(assertion: NamespacedElement): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  for (const attribute of all(assertion, "AttributeStatement").flatMap((one) => all(one, "Attribute"))) {
    const name = attribute.attributes.get("Name") ?? "";
    if (attributes.has(name)) throw malformed(name);
    attributes.set(
      name,
      all(attribute, "AttributeValue").map(({ text }) => text.trim()),
    );
  }
  return attributes;
}
