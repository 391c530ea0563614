import { decodeForms } from "./detectors/decode.ts";

/** Tokens that tell themselves: JSON Web Tokens, and keys of AWS, GitHub, GitLab, Slack and Stripe. */
const TOKEN =
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]+|(?:AKIA|ASIA)[A-Z0-9]{16}|gh[oprsu]_\w{20}|github_pat_\w{20}|glpat-[\w-]{16}|xox[abeprs]-[\w-]{10}|[rs]k_(?:live|test)_\w{10}/;
/** The length of AWS's secret access keys, in characters, and what they are made of. */
const KEY_CHARS = 40;
const KEY_CHAR = /[A-Za-z0-9+/]/;
/** The credentials of a URL: `http://ann:secret@`, `https://secret@`; a path such as `//cdn/@scope/` has none. */
const URL_CREDENTIALS = /:\/{1,2}(?:[^/]*$|[^:]*:)/;
const URL_ENDS = /["<>\r\n]/;

/** Whether a text holds what is a secret by its own form. Its encodings are the caller's to take off. */
export const holdsSecretValue = (text: string): boolean =>
  TOKEN.test(text) || holdsUrlCredentials(text) || holdsSecretKey(text);

/** Looks at every fortieth character: a run of so many goes over one of them. */
function holdsSecretKey(text: string): boolean {
  for (let index = KEY_CHARS - 1; index < text.length; index += KEY_CHARS) {
    let start = index;
    while (index - start < KEY_CHARS && isKeyChar(text, start - 1)) start -= 1;
    let end = start;
    while (end - start <= KEY_CHARS && isKeyChar(text, end)) end += 1;
    if (end - start === KEY_CHARS && text[end] !== "=" && isMixed(text.slice(start, end))) return true;
  }
  return false;
}

const isKeyChar = (text: string, index: number): boolean =>
  index >= 0 && index < text.length && KEY_CHAR.test(text[index]!);

/** Digests in hexadecimal and words that were run together are of one case. */
const isMixed = (text: string): boolean => /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text);

const holdsUrlCredentials = (text: string): boolean =>
  text.includes("@") && text.includes(":/") && text.split(URL_ENDS).some(endsInCredentials);

function endsInCredentials(text: string): boolean {
  const at = text.lastIndexOf("@");
  return at > 0 && URL_CREDENTIALS.test(text.slice(0, at));
}

/** What stands in place of a secret in a path. */
const CUT = "…";
/** Where there may be something to cut at all: most paths are told from those by one look. */
const PATH_SUSPECT =
  /[^/]{20}|@|%|passw|passphrase|passcode|secret|token|credential|key|sess|auth|signature|otp|mfa|pin|reset|verif|invit|activat|jwt/i;
/** Steps after which a path has a secret: `/reset/7d1f…`, `/token/…`, `/api-keys/…`. */
const SECRET_STEP =
  /passw|passphrase|passcode|secret|token|credential|key|sess|authori[sz]|signature|jwt|^(?:reset|verif|invit|activat)|(?:^|[-_.])(?:otp|mfa|pin|pw|pwd|sid|sig)$/i;

/**
 * A path without what is a secret by its form, or by the step before it unless that is a plain word:
 * `/reset/eyJhbGci….…` gives `/reset/…`, and `/oauth/token/refresh` stays.
 */
export function pathWithoutSecrets(path: string): string {
  if (!PATH_SUSPECT.test(path)) return path;
  const steps = path.split("/");
  const kept = steps.map((step, index) => {
    const forms = decodeForms(step);
    const after = index > 0 && SECRET_STEP.test(decodeForms(steps[index - 1]!).at(-1)!);
    return forms.some((form) => holdsSecretValue(form) || (after && !isPlainWord(form))) ? CUT : step;
  });
  const cut = kept.join("/");
  return cut === path && decodeForms(path).some(holdsUrlCredentials) ? CUT : cut;
}

const isPlainWord = (step: string): boolean => step.length <= 20 && /^(?:[a-z-]*|[A-Z-]+|v\d)$/.test(step);
