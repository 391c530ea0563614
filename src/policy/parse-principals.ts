import type { Effect, Negatable, PrincipalElement } from "./document.ts";
import { readFields, readStrings } from "./fields.ts";
import { PolicyDocumentError } from "./policy-document-error.ts";
import type { PolicyGrammar } from "./policy-kind.ts";

/**
 * Reads `Principal` or `NotPrincipal`; undefined where the kind of policy has neither.
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "…: NotPrincipal".
 */
export function parsePrincipals(
  principal: unknown,
  notPrincipal: unknown,
  place: string,
  effect: Effect,
  grammar: PolicyGrammar,
): Negatable<PrincipalElement> | undefined {
  const negated = notPrincipal !== undefined;
  if (!grammar.namesPrincipals) {
    if (!negated && principal === undefined) return undefined;
    throw new PolicyDocumentError(place, "Policy document should not specify a principal.");
  }
  if (negated) refuseNotPrincipal(principal, place, effect, grammar);
  else if (principal === undefined) throw new PolicyDocumentError(place, "Missing required field Principal");
  const elementPlace = `${place}.${negated ? "NotPrincipal" : "Principal"}`;
  return { negated, value: parsePrincipalElement(negated ? notPrincipal : principal, elementPlace) };
}

function refuseNotPrincipal(principal: unknown, place: string, effect: Effect, grammar: PolicyGrammar): void {
  if (principal !== undefined) {
    throw new PolicyDocumentError(place, "A statement has Principal or NotPrincipal, not both.");
  }
  if (!grammar.mayNegatePrincipals) throw new PolicyDocumentError(place, "Has prohibited field NotPrincipal");
  if (effect === "Allow") {
    // It would let in everyone but the named, anonymous callers included.
    throw new PolicyDocumentError(
      place,
      "Allow with NotPrincipal is not supported. Name the allowed principals.",
    );
  }
}

function parsePrincipalElement(value: unknown, place: string): PrincipalElement {
  if (value === "*") return { aws: ["*"], service: [], federated: [] };
  const fields = readFields(value, place, ["AWS", "Service", "Federated", "CanonicalUser"] as const);
  if (fields.CanonicalUser !== undefined) {
    throw new PolicyDocumentError(
      `${place}.CanonicalUser`,
      "CanonicalUser principals are not supported. Name the account by its id under AWS.",
    );
  }
  const read = (name: "AWS" | "Service" | "Federated", valid: RegExp): readonly string[] => {
    const member = fields[name];
    return member === undefined
      ? []
      : checkAll(readStrings(member, `${place}.${name}`), valid, `${place}.${name}`);
  };
  const element = {
    aws: read("AWS", AWS_PRINCIPAL),
    service: read("Service", SERVICE_PRINCIPAL),
    federated: read("Federated", FEDERATED_PRINCIPAL),
  };
  if (element.aws.length + element.service.length + element.federated.length === 0) {
    throw new PolicyDocumentError(place, "Invalid principal in policy: it names nobody.");
  }
  return element;
}

/**
 * Everyone; an account by id or root ARN; a user, role, role session or federated user by ARN; or a user or role by its
 * unique id. A wildcard within a name is refused: no part of a principal can be matched by pattern.
 */
const AWS_PRINCIPAL =
  /^(?:\*|\d{12}|A(?:ID|RO)A[A-Z0-9]{12,124}|arn:[a-z-]+:(?:iam::\d{12}:(?:root|(?:user|role)\/[^*?\s]+)|sts::\d{12}:(?:assumed-role\/[^*?/\s]+\/[^*?/\s]+|federated-user\/[^*?\s]+)))$/;

/** A service's name: `apigateway.amazonaws.com`, `logs.us-east-1.amazonaws.com`. */
const SERVICE_PRINCIPAL = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** A web identity provider's name or the ARN of an identity provider. */
const FEDERATED_PRINCIPAL = /^[^*?\s]+$/;

function checkAll(values: readonly string[], valid: RegExp, place: string): readonly string[] {
  for (const value of values) {
    if (value.length > 2048 || !valid.test(value)) {
      throw new PolicyDocumentError(
        place,
        `Invalid principal in policy: ${JSON.stringify(value.slice(0, 128))}`,
      );
    }
  }
  return values;
}
