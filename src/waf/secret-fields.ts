import { fromBytes } from "./byte-string.ts";
import type { MatchDetail } from "./decision.ts";
import { bodyValues, type InspectedValue, queryValues } from "./detectors/inputs.ts";
import { BODY_BYTES_MAX, InspectedRequest, type RequestInput } from "./request.ts";
import { urlDecode } from "./transformations/url-decode.ts";

/** Words that names of secrets hold, wherever the word stands: `new_password`, `X-Auth-Token`, `/user/apiKey`. */
const SECRET_WORDS =
  "passw|passphrase|passcode|pwd|secret|token|credential|api[-_.]?key|access[-_.]?key|private[-_.]?key|signature|" +
  "session|authori[sz]ation|jwt|bearer|otp|cvv|cvc|ssn";
/** Names that are too short to look for within others: `pin` is in `shipping`. */
const SECRET_STEPS = "pass|pin|auth|sid|sig|key|code|state|nonce|assertion|samlresponse|saml_response";

const SECRET_NAME = new RegExp(`${SECRET_WORDS}|(?:^|[-_.[/])(?:${SECRET_STEPS})(?:$|[-_.\\]/])`, "i");
/** Text that gives a value to such a name: `password=`, `"apiKey": `, `name="pin"`, `<token>`, `/token/`. */
const SECRET_ASSIGNMENT = new RegExp(
  `(?:${SECRET_WORDS})[\\w.\\]-]{0,64}["']?\\s{0,8}[=:>/\\r\\n]|` +
    `(?:^|[^a-z0-9])(?:${SECRET_STEPS})["']?\\s{0,8}[=:>]|name="?(?:${SECRET_STEPS})"?\\s`,
  "i",
);

/** Headers whose values are secrets, or addresses that may carry one. Others are told by their names. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "x-api-key",
  "referer",
  "x-amz-security-token",
  "x-forwarded-client-cert",
]);

/** Whether what stands under a name of a client's choice may be a secret: a password, a key, a token. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(urlDecode(name));

/**
 * Whether what a rule matched may be a piece of a secret, and so must not be kept. A part of the request that has no
 * names of its own, such as a whole body, counts as secret where anything in it gives a value to a secret's name.
 */
export function mayBeSecret({ location, fieldName }: MatchDetail, input: RequestInput): boolean {
  switch (location) {
    case "COOKIE":
      return true;
    case "HEADER":
      // Without a name it may be any of them.
      return fieldName === undefined || isSecretHeader(fieldName, input);
    case "ALL_QUERY_ARGS":
    case "SINGLE_QUERY_ARG":
      return isSecretField(fieldName, input.queryString, () => queryValues(requestOf(input)));
    case "BODY":
    case "JSON_BODY":
      return isSecretField(fieldName, bodyText(input), () => bodyValues(requestOf(input)));
    case "QUERY_STRING":
      return mentionsSecret(input.queryString);
    case "URI":
      return mentionsSecret(input.uriPath);
    case "FRAGMENT":
      return mentionsSecret(input.uriFragment ?? "");
    default:
      return false;
  }
}

/** By its name, or because its value is itself a document that gives a value to such a name. */
function isSecretField(
  fieldName: string | undefined,
  component: string,
  readValues: () => readonly InspectedValue[],
): boolean {
  if (fieldName === undefined) return mentionsSecret(component);
  if (isSecretName(fieldName)) return true;
  if (!mentionsSecret(component)) return false;
  const wanted = urlDecode(fieldName).toLowerCase();
  const values = readValues().filter(({ name }) => name.toLowerCase() === wanted);
  return values.length === 0 || values.some(({ forms }) => forms.some(mentionsSecret));
}

function isSecretHeader(name: string, input: RequestInput): boolean {
  const lowerCaseName = name.toLowerCase();
  if (SECRET_HEADERS.has(lowerCaseName) || isSecretName(lowerCaseName)) return true;
  return input.headers.some(
    ([other, value]) => other.toLowerCase() === lowerCaseName && mentionsSecret(value),
  );
}

const requestOf = (input: RequestInput): InspectedRequest => new InspectedRequest(input, BODY_BYTES_MAX);

const bodyText = ({ body }: RequestInput): string => fromBytes(body.subarray(0, BODY_BYTES_MAX));

/** In plain text, percent-encoded, or in the escapes of JSON. */
function mentionsSecret(text: string): boolean {
  return (
    SECRET_ASSIGNMENT.test(text) ||
    (/[%+]/.test(text) && SECRET_ASSIGNMENT.test(urlDecode(text))) ||
    (text.includes("\\u") && SECRET_ASSIGNMENT.test(withoutJsonEscapes(text)))
  );
}

const withoutJsonEscapes = (text: string): string =>
  text.replace(/\\u00([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
