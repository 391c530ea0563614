import { jsDecode } from "../transformations/escapes.ts";
import { fullWidthByte } from "../transformations/full-width.ts";
import { decodeEntities } from "./html-entities.ts";

/** Most times that percent-encoding is taken off: an application decodes once, a proxy before it once more. */
const PERCENT_ROUNDS_MAX = 3;
/** Most forms of one value. */
const FORMS_MAX = 8;

const PERCENT = /%u([0-9a-f]{4})|%([0-9a-f]{2})/gi;

/** Takes off percent-encoding once; `%uHHHH` too. What is not an encoding stays. `a%2527` gives `a%27`. */
export function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(PERCENT, (_, unicode: string | undefined, hex: string | undefined) =>
    unicode === undefined
      ? String.fromCharCode(Number.parseInt(hex!, 16))
      : (PUNCTUATION[unicode.toLowerCase()] ?? fullWidthByte(Number.parseInt(unicode, 16))),
  );
}

/** Characters that Windows takes for an ASCII one where its code page has no better: `%u2215` opens a folder. */
const PUNCTUATION: Readonly<Record<string, string>> = {
  "2215": "/",
  "2044": "/",
  "2216": "\\",
  "29f5": "\\",
  "2024": ".",
  "02b9": "'",
  "02bc": "'",
  "2018": "'",
  "2019": "'",
  "2032": "'",
  "201c": '"',
  "2033": '"',
  "2039": "<",
  "203a": ">",
  "2329": "<",
  "3008": "<",
};

/**
 * The forms that a value may take on its way to where it does harm: as given, with each layer of percent-encoding
 * taken off, with character references, script escapes, UTF-7, overlong and full-width characters, comments inside of
 * words and plus signs between them decoded. Each form is listed once; a plain value has one form.
 *
 * `%2527%20or` gives `["%2527%20or", "%27 or", "' or"]`.
 */
export function decodeForms(value: string): readonly string[] {
  const forms = [value];
  if (!SUSPECT.test(value) && splitAtPlus(value) === value) return forms;
  let form = value;
  for (let round = 0; round < PERCENT_ROUNDS_MAX && form.includes("%"); round += 1) {
    form = decodePercent(form);
    add(forms, form);
  }
  for (const decode of LAYERS) {
    const decoded = decode(form);
    if (decoded === form) continue;
    form = decoded;
    add(forms, form);
  }
  return forms;
}

/** What a query string or a form adds: a plus sign is a space. */
export const decodeFormField = (value: string): string =>
  decodePercent(value.includes("+") ? value.replaceAll("+", " ") : value);

/** A value without any of these has no other form, unless it is a form that was encoded once more. */
const SUSPECT = /[%&\\\0\xc0\xc1\xe0\xef\xf0\xf8\xfc]|\xe2\x88|[\xbf\xdf]["']|\+[A<]|\/\*/;

function add(forms: string[], form: string): void {
  if (forms.length < FORMS_MAX && !forms.includes(form)) forms.push(form);
}

/** `+ADw-script+AD4-` gives `<script>`: old browsers guessed UTF-7. */
function decodeUtf7(text: string): string {
  if (!text.includes("+A")) return text;
  return text.replace(/\+(A[A-Za-z0-9+/]{2,255})-?/g, (whole, base64: string) => {
    const bytes = Buffer.from(base64, "base64");
    const decoded = bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString("utf16le");
    return /^[\x20-\x7e]+$/.test(decoded) ? decoded : whole;
  });
}

/**
 * Characters of ASCII in more bytes than they need (`C0 A7` for a quote), which lax decoders accept, with the second
 * byte as the standard has it or as plain ASCII (`C0 2F`); full-width ones (`EF BC 87`), which some databases take for
 * their plain form; and the slashes of mathematics (`E2 88 95`), which Windows takes for a plain one.
 */
const decodeOverlong = (text: string): string => {
  if (!/[\xc0\xc1\xe0\xef\xf0\xf8\xfc]|\xe2\x88/.test(text)) return text;
  return text.replace(
    /[\xc0\xc1][\x1c./\\\x80-\xbf]|\xe0[\x80\x81][\x80-\xbf]|\xf0\x80[\x80\x81][\x80-\xbf]|\xf8\x80{2}[\x80\x81][\x80-\xbf]|\xfc\x80{3}[\x80\x81][\x80-\xbf]|\xef\xbc[\x81-\xbf]|\xef\xbd[\x80-\x9e]|\xe2\x88[\x95\x96]/g,
    (sequence) => {
      const last = sequence.charCodeAt(sequence.length - 1);
      if (sequence.startsWith("\xef"))
        return String.fromCharCode(sequence[1] === "\xbc" ? last - 0x60 : last - 0x20);
      if (sequence.startsWith("\xe2")) return last === 0x95 ? "/" : "\\";
      return String.fromCharCode(((sequence.charCodeAt(sequence.length - 2) & 1) << 6) | (last & 0x3f));
    },
  );
};

/** Half a character before a quote: with the backslash that an application puts between, it is a whole one. */
const dropHalves = (text: string): string => text.replace(/(?<![\x80-\xff])[\xbf\xdf](?=["'])/g, "");

// A comment within a word: what is left once an application has removed comments is the word.
function joinWords(text: string): string {
  return text.includes("/*") ? text.replace(/([A-Za-z])\/\*[^*]{0,64}\*\/(?=[A-Za-z])/g, "$1") : text;
}

/** A value that was encoded for a form, and then once more: keywords between plus signs, and no space anywhere. */
function splitAtPlus(text: string): string {
  const isForm = text.includes("+") && KEYWORD_AT_PLUS.test(text) && !/\s/.test(text);
  return isForm ? text.replaceAll("+", " ") : text;
}

const KEYWORD_AT_PLUS =
  /\b(?:or|and|union|select|order|from|where|like|in|is|not|table|user|set|into|having|group|exec)\+|\+;\+/i;

const LAYERS: readonly ((text: string) => string)[] = [
  decodeEntities,
  (text) => (text.includes("\\u") || text.includes("\\x") ? jsDecode(text) : text),
  decodeUtf7,
  decodeOverlong,
  dropHalves,
  (text) => (text.includes("\0") ? text.replaceAll("\0", "") : text),
  joinWords,
  splitAtPlus,
];
