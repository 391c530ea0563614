import { decodeForms } from "./detectors/decode.ts";
import { holdsSecretValue } from "./secret-values.ts";

/** Long enough to be looked for within other words: `newpassword`, `phpsessid`, `X-Auth-Token`, `/user/apiKey`. */
const STEMS =
  "passw|passphrase|passcode|secret|token|credential|api[-_.]?key|access[-_.]?key|private[-_.]?key|signature|session|" +
  "sessid|authori[sz]ation|connection[-_.]?string|card[-_.]?(?:no|num)|cvv|iban[-_.]?no|social[-_.]?security|passport|" +
  "(?:account|routing)[-_.]?(?:no|num)|samlresponse|mnemonic";
/** Short ones, which count as a word of a name alone: `x-pw` and `userPin`, but not `shipping`. */
const WORDS =
  "pw|pwd|psw|pin|puk|tan|otp|totp|hotp|mfa|2fa|tfa|creds?|sess|dpop|oidc|oauth2?|jwt|jws|jwe|bearer|csrf|xsrf|cvc|csc|" +
  "ssn|iban|pan|ccn|dsn";
/** Words of many meanings: in a text they count as a whole name only. */
const WHOLE_NAMES = "pass|auth|sid|sig|key|code|state|nonce|assertion|cookie|salt|seed|saml_response";

const BEGINS_WORD = "(?:(?<![a-z0-9])|(?-i:(?<=[a-z0-9])(?=[A-Z])))";
const ENDS_WORD = "s?\\d{0,3}(?:(?![a-z0-9])|(?-i:(?<=[a-z0-9])(?=[A-Z])))";

const SECRET_NAME = new RegExp(`${STEMS}|${BEGINS_WORD}(?:${WORDS}|${WHOLE_NAMES}|cvv)${ENDS_WORD}`, "i");
/**
 * A secret's name in a text, to its end. What comes after a word is consumed without looking back, so that the time is
 * linear in the text's length.
 */
const MENTION = new RegExp(
  `(?:(?:${STEMS}|${BEGINS_WORD}(?:${WORDS})${ENDS_WORD})[\\w.-]*|` +
    `${BEGINS_WORD}(?:${WHOLE_NAMES})(?![a-z0-9_.-]))\\]?(\\\\{0,8}["']?)([\\s+]{0,8})`,
  "gi",
);

/** Any of the words, in lower case, wherever it stands: most texts have none, and this look costs a quarter. */
const MAY_MENTION = new RegExp(`${STEMS}|${WORDS}|${WHOLE_NAMES}`);

const GIVES_VALUE = /[=:>/]/;
const ENDS_LINE = /[\r\n]/;
/** What goes on after a word in a sentence: `token ey…`, but not `password FROM users`. */
const WORD_AFTER =
  /^(?!(?:from|and|or|like|in|as|where|union|limit|order|group|into|is|not|between|values)\b)[\w"'$]/i;
/** What stands before and after a text that is a value as a whole: `"name": "password"`, `name=password&`, `>pin<`. */
const BEGINS_VALUE = /["'=>\r\n]/;
const ENDS_VALUE = /["'<&;\r\n]/;
/** Most characters of a name before the word that makes it a secret's. */
const NAME_CHARS_MAX = 64;

/** What a text tells of secrets. */
export interface SecretMention {
  /** It holds one, or gives a value to the name of one. */
  readonly given: boolean;
  /** The name of one is a value in it, so that what it names may be anywhere beside it. */
  readonly named: boolean;
}

/** Whether what stands under a name of a client's choice may be a secret: a password, a key, a token. */
export const isSecretName = (name: string): boolean =>
  SECRET_NAME.test(name) || decodeForms(name).some((form) => SECRET_NAME.test(form));

/** Looks for secrets in a text and in what it decodes to: percent-encoding, escapes of JSON, UTF-16. */
export function findSecretMention(text: string): SecretMention {
  let given = false;
  let named = false;
  for (const form of decodeForms(text)) {
    given ||= holdsSecretValue(form);
    if (!MAY_MENTION.test(form.toLowerCase())) continue;
    for (const mention of form.matchAll(MENTION)) {
      given ||= givesValue(form, mention);
      named ||= isValue(form, mention);
      if (given && named) return { given, named };
    }
  }
  return { given, named };
}

function givesValue(text: string, { 0: mention, 2: space = "", index }: RegExpExecArray): boolean {
  const end = index + mention.length;
  const next = text[end];
  if (next !== undefined && GIVES_VALUE.test(next)) return true;
  // A part of multipart names itself at the end of a line, and has its value below.
  if (ENDS_LINE.test(space)) return true;
  return space !== "" && WORD_AFTER.test(text.slice(end, end + 16));
}

function isValue(
  text: string,
  { 0: mention, 1: quote = "", 2: space = "", index }: RegExpExecArray,
): boolean {
  const end = index + mention.length;
  const next = text[end];
  // GraphQL has values apart from the text that names them: `login(password: $p)`.
  if (next === ":" && /^:\s{0,8}\$/.test(text.slice(end, end + 10))) return true;
  if (next !== undefined && /[=:]/.test(next)) return false;
  const isEnded =
    quote !== "" || space !== ""
      ? /["'\r\n]/.test(quote + space)
      : next === undefined || ENDS_VALUE.test(next);
  if (!isEnded) return false;
  let start = index;
  while (start > 0 && index - start < NAME_CHARS_MAX && /[\w.[-]/.test(text[start - 1]!)) start -= 1;
  return start === 0 || BEGINS_VALUE.test(text[start - 1]!);
}

/** Words that a name may be told with although what it names is hidden: none of them is a secret itself. */
const TOLD: ReadonlySet<string> = new Set(
  (
    "access account amz amzn api app assertion auth authorisation authorization aws basic bearer body card client code " +
    "confirm confirmation cookie credential credentials csrf current customer cvc cvv data db device dpop email field form " +
    "forwarded header hash id identity input item items jwt key keys login machine mfa name new number oauth oidc old otp " +
    "params pass passcode passphrase passwd password passwords payload pin private proxy pw pwd query referer refresh " +
    "request reset response saml secret secrets security service session sessionid sid sig signature ssn state token " +
    "tokens totp user username value values variables x xsrf"
  ).split(" "),
);
const TOLD_CHARS_MAX = 64;

/**
 * The name of something hidden, as far as it is made of common words: a client chooses names too, and may put a secret
 * there. `/user/hunter2/newPassword` gives `/user/…/newPassword`.
 */
export const tellableName = (name: string): string =>
  name
    .slice(0, TOLD_CHARS_MAX)
    .replace(/[^/_.[\]-]+/g, (step) =>
      step
        .split(/(?<=[a-z0-9])(?=[A-Z])/)
        .every((word) => /^\d{1,3}$/.test(word) || TOLD.has(word.toLowerCase()))
        ? step
        : "…",
    )
    .replace(/…(?:[_.[\]-]*…)+/g, "…");
