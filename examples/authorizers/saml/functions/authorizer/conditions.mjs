import { AssertionRefused } from "./assertion-refused.mjs";
import { childrenOf, onlyChild, SAML } from "./xml.mjs";

const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
/** How far the identity provider's clock may be off, in milliseconds. */
const LEEWAY_MS = 30_000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/**
 * Checks who issued an assertion, for whom and when, and says whom it is about:
 * `{ subject, groups, expiresAtMs }`. Throws {@link AssertionRefused}. Sources: SAML 2.0 Core, section 2; RFC 7522.
 */
export function checkConditions(assertion, { issuer, audience }, nowMs) {
  if (!issuer || !audience) throw new Error("the issuer and the audience are not configured");
  if (assertion.getAttribute("Version") !== "2.0") throw new AssertionRefused("of another version");
  if (textOf(onlyChild(assertion, SAML, "Issuer")) !== issuer)
    throw new AssertionRefused("of another issuer");
  const conditions = onlyChild(assertion, SAML, "Conditions");
  checkAudience(conditions, audience);
  const subject = onlyChild(assertion, SAML, "Subject");
  const ends = [checkTimes(conditions, nowMs), checkBearer(subject, nowMs)].filter(
    (end) => end !== undefined,
  );
  const name = textOf(onlyChild(subject, SAML, "NameID"));
  if (name === "") throw new AssertionRefused("about nobody");
  return { subject: name, groups: groupsOf(assertion), expiresAtMs: Math.min(...ends) };
}

/** Every restriction must name us; there must be one, or the assertion could be meant for anybody. */
function checkAudience(conditions, audience) {
  const restrictions = childrenOf(conditions, SAML, "AudienceRestriction");
  const names = (restriction) => childrenOf(restriction, SAML, "Audience").map(textOf);
  if (restrictions.length === 0 || !restrictions.every((each) => names(each).includes(audience))) {
    throw new AssertionRefused("for another audience");
  }
}

/** Who bears the assertion may use it, until then. */
function checkBearer(subject, nowMs) {
  const confirmations = childrenOf(subject, SAML, "SubjectConfirmation");
  const bearer = confirmations.find((confirmation) => confirmation.getAttribute("Method") === BEARER);
  if (!bearer) throw new AssertionRefused("not for its bearer");
  const end = checkTimes(onlyChild(bearer, SAML, "SubjectConfirmationData"), nowMs);
  if (end === undefined) throw new AssertionRefused("without an end");
  return end;
}

/** When the element's validity ends, in milliseconds since the epoch; undefined when it does not say. */
function checkTimes(element, nowMs) {
  const start = timeOf(element, "NotBefore");
  const end = timeOf(element, "NotOnOrAfter");
  if (start !== undefined && nowMs < start - LEEWAY_MS) throw new AssertionRefused("not valid yet");
  if (end !== undefined && nowMs >= end + LEEWAY_MS) throw new AssertionRefused("expired");
  return end;
}

function timeOf(element, name) {
  const text = element.getAttribute(name);
  if (text === "") return undefined;
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new AssertionRefused(`${name} is not a time`);
  return time;
}

/** The values of the attribute `groups`. */
const groupsOf = (assertion) =>
  childrenOf(assertion, SAML, "AttributeStatement")
    .flatMap((statement) => childrenOf(statement, SAML, "Attribute"))
    .filter((attribute) => attribute.getAttribute("Name") === "groups")
    .flatMap((attribute) => childrenOf(attribute, SAML, "AttributeValue").map(textOf));

/** The text of an element that holds nothing else: several nodes could be read as several names. */
function textOf(element) {
  const nodes = Array.from(element.childNodes);
  if (nodes.some((node) => node.nodeType !== 3))
    throw new AssertionRefused("holds elements where a text belongs");
  return nodes.map((node) => node.data).join("");
}
