import { fromBytes } from "./byte-string.ts";
import type { MatchDetail } from "./decision.ts";
import { bodyValues, queryValues } from "./managed/inputs.ts";
import type { InspectedValue } from "./managed/inspected-value.ts";
import { BODY_BYTES_MAX, InspectedRequest, type RequestInput } from "./request.ts";
import { findSecretMention, isSecretName, type SecretMention } from "./secret-names.ts";
import { pathWithoutSecrets } from "./secret-values.ts";
import { urlDecode } from "./transformations/url-decode.ts";

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

type Component = "path" | "query" | "fragment" | "body";

/** Finds out which parts of one request may be secrets, and so must not be kept. Each part is looked at once. */
export class SecretFields {
  readonly #input: RequestInput;
  readonly #mentions = new Map<Component, SecretMention>();
  /** Answers, by location and name: many rules may match one field. */
  readonly #answers = new Map<string, boolean>();
  readonly #values = new Map<Component, ReadonlyMap<string, readonly InspectedValue[]>>();
  #request: InspectedRequest | undefined;

  constructor(input: RequestInput) {
    this.#input = input;
  }

  /**
   * Whether what a rule matched may be a piece of a secret. A part of the request that has no names of its own, such as
   * a whole body, counts as secret where anything in it gives a value to a secret's name.
   */
  mayHold(detail: Pick<MatchDetail, "location" | "fieldName">): boolean {
    const key = `${detail.location} ${detail.fieldName ?? ""}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#isSecret(detail);
    this.#answers.set(key, answer);
    return answer;
  }

  #isSecret({ location, fieldName }: Pick<MatchDetail, "location" | "fieldName">): boolean {
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
        return isMentioned(this.#lookAt("query"));
      case "URI":
        return (
          isMentioned(this.#lookAt("path")) || pathWithoutSecrets(this.#input.uriPath) !== this.#input.uriPath
        );
      case "FRAGMENT":
        return isMentioned(this.#lookAt("fragment"));
      default:
        return false;
    }
  }

  #isSecretHeader(lowerCaseName: string): boolean {
    if (SECRET_HEADERS.has(lowerCaseName) || isSecretName(lowerCaseName)) return true;
    // As sent, a name may show where its words begin: `userPin`.
    return this.#input.headers.some(
      ([name, value]) =>
        name.toLowerCase() === lowerCaseName && (isSecretName(name) || isMentioned(findSecretMention(value))),
    );
  }

  /** By its name, by what stands beside it, or because its value is itself a document that holds a secret. */
  #isSecretField(
    fieldName: string | undefined,
    component: "query" | "body",
    read: (request: InspectedRequest) => readonly InspectedValue[],
  ): boolean {
    if (fieldName !== undefined && isSecretName(fieldName)) return true;
    const { given, named } = this.#lookAt(component);
    if (named) return true;
    const all = this.#valuesOf(component, read);
    // What is encoded as a whole mentions nothing before it is decoded.
    if (!given && ![...all.values()].some(mentionedInSome)) return false;
    if (fieldName === undefined) return true;
    const values = all.get(urlDecode(fieldName).toLowerCase());
    return values === undefined || mentionedInSome(values);
  }

  #valuesOf(
    component: "query" | "body",
    read: (request: InspectedRequest) => readonly InspectedValue[],
  ): ReadonlyMap<string, readonly InspectedValue[]> {
    const known = this.#values.get(component);
    if (known !== undefined) return known;
    this.#request ??= new InspectedRequest(this.#input, BODY_BYTES_MAX);
    const values = Map.groupBy(read(this.#request), ({ name }) => name.toLowerCase());
    this.#values.set(component, values);
    return values;
  }

  #lookAt(component: Component): SecretMention {
    const known = this.#mentions.get(component);
    if (known !== undefined) return known;
    const mention = findSecretMention(textOf(component, this.#input));
    this.#mentions.set(component, mention);
    return mention;
  }
}

const isMentioned = ({ given, named }: SecretMention): boolean => given || named;

const mentionedInSome = (values: readonly InspectedValue[]): boolean =>
  values.some(({ forms }) => isMentioned(findSecretMention(forms[0]!)));

function textOf(component: Component, input: RequestInput): string {
  if (component === "path") return input.uriPath;
  if (component === "query") return input.queryString;
  if (component === "fragment") return input.uriFragment ?? "";
  return fromBytes(input.body.subarray(0, BODY_BYTES_MAX));
}
