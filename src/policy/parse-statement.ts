import type { Condition, Effect, Negatable, Statement } from "./document.ts";
import { type Fields, readEntries, readFields, readOptionalString, readStrings } from "./fields.ts";
import { parsePrincipals } from "./parse-principals.ts";
import { PolicyDocumentError } from "./policy-document-error.ts";
import type { PolicyGrammar } from "./policy-kind.ts";

const STATEMENT_ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
] as const;

type StatementFields = Fields<(typeof STATEMENT_ELEMENTS)[number]>;

/** Reads one statement. Throws {@link PolicyDocumentError}. */
export function parseStatement(value: unknown, place: string, grammar: PolicyGrammar): Statement {
  const fields = readFields(value, place, STATEMENT_ELEMENTS);
  const effect = parseEffect(fields.Effect, place);
  const principals = parsePrincipals(fields.Principal, fields.NotPrincipal, place, effect, grammar);
  const resources = parseResources(fields, place, grammar);
  return {
    label: parseSid(fields.Sid, place, grammar) ?? place,
    place,
    effect,
    actions: parseActions(fields, place, grammar),
    conditions: parseConditions(fields.Condition, `${place}.Condition`),
    ...(principals && { principals }),
    ...(resources && { resources }),
  };
}

/** A Sid; an empty one counts as none. */
function parseSid(value: unknown, place: string, grammar: PolicyGrammar): string | undefined {
  const sid = readOptionalString(value, `${place}.Sid`);
  if (sid && grammar.strictSids && !/^[0-9A-Za-z]*$/.test(sid)) {
    throw new PolicyDocumentError(
      `${place}.Sid`,
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  }
  return sid || undefined;
}

function parseEffect(value: unknown, place: string): Effect {
  if (value === "Allow" || value === "Deny") return value;
  if (value === undefined) throw new PolicyDocumentError(place, "Missing required field Effect");
  throw new PolicyDocumentError(`${place}.Effect`, 'Effect must be "Allow" or "Deny".');
}

/** `*`, or a service's prefix, a colon and a name; wildcards in both. */
const ACTION = /^(?:\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+)$/;

function parseActions(
  fields: StatementFields,
  place: string,
  grammar: PolicyGrammar,
): Negatable<readonly string[]> {
  const element = chooseElement(fields, "Action", "NotAction", place);
  if (!element) throw new PolicyDocumentError(place, "Policy statement must contain actions.");
  for (const action of element.value) {
    if (!ACTION.test(action)) {
      throw new PolicyDocumentError(
        element.place,
        `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. Not understood: ${show(action)}.`,
      );
    }
    if (grammar.onlyService && !action.toLowerCase().startsWith(`${grammar.onlyService}:`)) {
      throw new PolicyDocumentError(
        element.place,
        "AssumeRole policy may only specify STS AssumeRole actions.",
      );
    }
  }
  if (grammar.onlyService && element.negated) {
    throw new PolicyDocumentError(element.place, "Has prohibited field NotAction");
  }
  return element;
}

function parseResources(
  fields: StatementFields,
  place: string,
  grammar: PolicyGrammar,
): Negatable<readonly string[]> | undefined {
  const element = chooseElement(fields, "Resource", "NotResource", place);
  if (element && !grammar.namesResources) {
    throw new PolicyDocumentError(element.place, "Has prohibited field Resource");
  }
  if (!element && grammar.namesResources) {
    throw new PolicyDocumentError(place, "Policy statement must contain resources.");
  }
  return element;
}

/** The plain element or its negation, whichever the statement has. Refuses both at once. */
function chooseElement(
  fields: StatementFields,
  plain: "Action" | "Resource",
  negation: "NotAction" | "NotResource",
  place: string,
): (Negatable<readonly string[]> & { readonly place: string }) | undefined {
  if (fields[plain] !== undefined && fields[negation] !== undefined) {
    throw new PolicyDocumentError(place, `A statement has ${plain} or ${negation}, not both.`);
  }
  const negated = fields[negation] !== undefined;
  const name = negated ? negation : plain;
  if (fields[name] === undefined) return undefined;
  const elementPlace = `${place}.${name}`;
  return { negated, value: readStrings(fields[name], elementPlace), place: elementPlace };
}

function parseConditions(value: unknown, place: string): readonly Condition[] {
  if (value === undefined) return [];
  return readEntries(value, place).flatMap(([operator, keys]) =>
    readEntries(keys, `${place}.${operator}`).map(([key, values]) => {
      const keyPlace = `${place}.${operator}.${key}`;
      return { operator, key, values: readConditionValues(values, keyPlace), place: keyPlace };
    }),
  );
}

/** Condition values may be written as JSON numbers and booleans: `"aws:SecureTransport": false`. */
function readConditionValues(value: unknown, place: string): readonly string[] {
  const asText = (item: unknown) =>
    typeof item === "number" || typeof item === "boolean" ? String(item) : item;
  return readStrings(Array.isArray(value) ? value.map(asText) : asText(value), place);
}

const show = (text: string): string => JSON.stringify(text.slice(0, 128));
