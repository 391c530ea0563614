import { AwsError } from "./aws-error.ts";
import type { CatalogueEntry, Protocol } from "./catalogue.ts";

/** Whose call it was, which decides the words of a refusal. */
export interface CallSite {
  readonly entry: CatalogueEntry;
  readonly protocol: Protocol;
}

/** One way in which a member breaks the model. */
export interface Violation {
  /** As AWS spells it: `tags.1.member.key`, list positions from 1. */
  readonly path: string;
  readonly kind: "required" | "length" | "range" | "pattern" | "enum" | "union";
  /** AWS's sentence: `Member must have length less than or equal to 64`. */
  readonly constraint: string;
  /** The value as text; undefined where the model calls it sensitive, and then it is not shown. */
  readonly value: string | undefined;
  /** Whether the member travels in the body, not in the path, the query or a header. */
  readonly inBody: boolean;
}

const MALFORMED_XML =
  "The XML you provided was not well-formed or did not validate against our published schema";

/**
 * The refusal of input that cannot be decoded. `place` tells the body from the rest of the request, which S3 calls
 * by another name.
 */
export function undecodable(site: CallSite, detail: string, place: "head" | "body" = "body"): AwsError {
  switch (site.protocol) {
    case "awsQuery":
      return new AwsError("MalformedInput", detail);
    case "ec2Query":
      return new AwsError("InvalidParameterValue", detail);
    case "restXml":
      return place === "body"
        ? new AwsError("MalformedXML", MALFORMED_XML)
        : new AwsError("InvalidArgument", detail);
    default:
      return new AwsError("SerializationException", detail);
  }
}

/** Services whose constraint errors go by a name of their own. Elsewhere it is the protocol's. */
const CODE_BY_SERVICE: Readonly<Record<string, string | undefined>> = {
  apigateway: "BadRequestException",
  apigatewayv2: "BadRequestException",
  "cognito-idp": "InvalidParameterException",
  directconnect: "DirectConnectClientException",
  logs: "InvalidParameterException",
};

/** The refusal of input that breaks the model. `violations` holds at least one. */
export function invalidInput(site: CallSite, violations: readonly Violation[]): AwsError {
  const first = violations[0]!;
  // DynamoDB's own sentence, without the usual frame.
  if (site.entry.id === "dynamodb" && first.kind === "union")
    return new AwsError("ValidationException", first.constraint);
  if (site.protocol === "ec2Query") return invalidEc2(first);
  if (site.protocol === "restXml") return invalidS3(first);
  if (site.entry.id === "organizations") return invalidOrganizations(first);
  const query = site.protocol === "awsQuery" || site.entry.queryCompatible;
  const code = CODE_BY_SERVICE[site.entry.id] ?? (query ? "ValidationError" : "ValidationException");
  const count = violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
  return new AwsError(code, `${count} detected: ${violations.map(sentence).join("; ")}`);
}

function sentence({ path, kind, constraint, value }: Violation): string {
  if (kind === "required") return `Value null at '${path}' failed to satisfy constraint: ${constraint}`;
  const shown = value === undefined ? "Value" : `Value '${value}'`;
  return `${shown} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** EC2 names parameters as they are sent, so in capitals. */
function invalidEc2({ path, kind, value, constraint }: Violation): AwsError {
  const parameter = path.replace(
    /(^|\.)([a-z])/g,
    (_, dot: string, letter: string) => dot + letter.toUpperCase(),
  );
  if (kind === "required")
    return new AwsError("MissingParameter", `The request must contain the parameter ${parameter}`);
  const shown = value === undefined ? "Value" : `Value (${value})`;
  return new AwsError(
    "InvalidParameterValue",
    `${shown} for parameter ${parameter} is invalid. ${constraint}`,
  );
}

function invalidS3({ path, inBody, constraint, kind, value }: Violation): AwsError {
  if (inBody) return new AwsError("MalformedXML", MALFORMED_XML);
  if (path === "key" && kind === "length" && value !== "")
    return new AwsError("KeyTooLongError", "Your key is too long");
  return new AwsError("InvalidArgument", constraint, {
    members: { ArgumentName: path, ArgumentValue: value ?? "" },
  });
}

/** Reasons and sentences. Source: the Organizations API reference, InvalidInputException. */
const ORGANIZATIONS: Readonly<Record<Violation["kind"], readonly [reason: string, message: string]>> = {
  required: ["INPUT_REQUIRED", "You must include a value for all required parameters."],
  length: ["MAX_LENGTH_EXCEEDED", "You provided a string parameter that is longer than allowed."],
  range: ["MAX_VALUE_EXCEEDED", "You provided a numeric parameter that has a larger value than allowed."],
  pattern: ["INVALID_PATTERN", "You provided a value that does not match the required pattern."],
  enum: ["INVALID_ENUM", "You specified an invalid value."],
  union: ["INVALID_SYNTAX_POLICY", "You specified an invalid value."],
};

function invalidOrganizations(violation: Violation): AwsError {
  const tooSmall = violation.constraint.includes("greater than or equal");
  const [reason, message] = ORGANIZATIONS[violation.kind];
  const shown = tooSmall ? reason.replace("MAX", "MIN").replace("EXCEEDED", "NOT_MET") : reason;
  return new AwsError("InvalidInputException", tooSmall ? violation.constraint : message, {
    members: { Reason: shown },
  });
}
