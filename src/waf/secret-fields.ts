import { fromBytes } from "./byte-string.ts";
import type { MatchDetail } from "./decision.ts";
import { bodyValues, queryValues } from "./managed/inputs.ts";
import type { InspectedValue } from "./managed/inspected-value.ts";
import { BODY_BYTES_MAX, InspectedRequest, type RequestInput } from "./request.ts";
import { urlDecode } from "./transformations/url-decode.ts";

/** Words that names of secrets hold, wherever the word stands: `new_password`, `X-Auth-Token`, `/user/apiKey`. */
const SECRET_WORDS =
  "passw|passphrase|passcode|pwd|secret|token|credential|api[-_.]?key|access[-_.]?key|private[-_.]?key|signature|" +
  "session|authori[sz]ation|jwt|bearer|otp|cvv|cvc|ssn";
/** Names that are too short to look for within others: `pin` is in `shipping`. */
const SECRET_STEPS = "pass|pin|auth|sid|sig|key|code|state|nonce|assertion|samlresponse|saml_response";

const SECRET_NAME = new RegExp(`${SECRET_WORDS}|(?:^|[-_.[/])(?:${SECRET_STEPS})(?:$|[-_.\\]/])`, "i");
/**
 * Where text may give a value to such a name: `password=`, `"apiKey": `, `name="pin"`, `<token>`, `/token/`. What comes
 * after a word is consumed without looking back, so that the time is linear in the text's length.
 */
const MENTION = new RegExp(
  `(?:${SECRET_WORDS})[\\w.\\]-]*["']?\\s{0,8}|(?:(?<![a-z0-9])(?:${SECRET_STEPS})|name="?(?:${SECRET_STEPS}))["']?\\s{0,8}`,
  "gi",
);
const GIVES_VALUE = /[=:>/]/;
const ENDS_LINE = /[\r\n]/;

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
const isSecretName = (name: string): boolean => SECRET_NAME.test(urlDecode(name));

/** Finds out which parts of one request may be secrets, and so must not be kept. Each part is looked at once. */
export class SecretFields {
  readonly #input: RequestInput;
  readonly #mentions = new Map<string, boolean>();
  #request: InspectedRequest | undefined;

  constructor(input: RequestInput) {
    this.#input = input;
  }

  /**
   * Whether what a rule matched may be a piece of a secret. A part of the request that has no names of its own, such as
   * a whole body, counts as secret where anything in it gives a value to a secret's name.
   */
  mayHold({ location, fieldName }: MatchDetail): boolean {
    switch (location) {
      case "COOKIE":
        return true;
      case "HEADER":
        // Without a name it may be any of them.
        return fieldName === undefined || this.#isSecretHeader(fieldName.toLowerCase());
      case "ALL_QUERY_ARGS":
      case "SINGLE_QUERY_ARG":
        return this.#isSecretField(fieldName, "query", queryValues);
      case "BODY":
      case "JSON_BODY":
        return this.#isSecretField(fieldName, "body", bodyValues);
      case "QUERY_STRING":
        return this.#mentionedIn("query");
      case "URI":
        return this.#mentionedIn("path");
      case "FRAGMENT":
        return this.#mentionedIn("fragment");
      default:
        return false;
    }
  }

  #isSecretHeader(lowerCaseName: string): boolean {
    if (SECRET_HEADERS.has(lowerCaseName) || isSecretName(lowerCaseName)) return true;
    return this.#input.headers.some(
      ([name, value]) => name.toLowerCase() === lowerCaseName && mentionsSecret(value),
    );
  }

  /** By its name, or because its value is itself a document that gives a value to such a name. */
  #isSecretField(
    fieldName: string | undefined,
    component: "query" | "body",
    read: (request: InspectedRequest) => readonly InspectedValue[],
  ): boolean {
    if (fieldName !== undefined && isSecretName(fieldName)) return true;
    if (!this.#mentionedIn(component)) return false;
    if (fieldName === undefined) return true;
    this.#request ??= new InspectedRequest(this.#input, BODY_BYTES_MAX);
    const wanted = urlDecode(fieldName).toLowerCase();
    const values = read(this.#request).filter(({ name }) => name.toLowerCase() === wanted);
    return values.length === 0 || values.some(({ forms }) => forms.some(mentionsSecret));
  }

  #mentionedIn(component: "path" | "query" | "fragment" | "body"): boolean {
    const known = this.#mentions.get(component);
    if (known !== undefined) return known;
    const mentions = mentionsSecret(textOf(component, this.#input));
    this.#mentions.set(component, mentions);
    return mentions;
  }
}

function textOf(component: "path" | "query" | "fragment" | "body", input: RequestInput): string {
  if (component === "path") return input.uriPath;
  if (component === "query") return input.queryString;
  if (component === "fragment") return input.uriFragment ?? "";
  return fromBytes(input.body.subarray(0, BODY_BYTES_MAX));
}

/** In plain text, percent-encoded, or in the escapes of JSON. */
function mentionsSecret(text: string): boolean {
  return (
    givesSecret(text) ||
    (/[%+]/.test(text) && givesSecret(urlDecode(text))) ||
    (text.includes("\\u") && givesSecret(withoutJsonEscapes(text)))
  );
}

function givesSecret(text: string): boolean {
  for (const { 0: mention, index } of text.matchAll(MENTION)) {
    const next = text[index + mention.length];
    if (next !== undefined && GIVES_VALUE.test(next)) return true;
    // A part of multipart names itself at the end of a line, and has its value below.
    if (ENDS_LINE.test(mention)) return true;
  }
  return false;
}

const withoutJsonEscapes = (text: string): string =>
  text.replace(/\\u00([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
