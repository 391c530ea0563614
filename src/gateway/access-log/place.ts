/**
 * Where a variable stands in a log format, which says how its value must be written so that it stays one value: whoever
 * calls an API chooses its path and headers, and must not be able to add a line or a field to the log.
 */
export type Place =
  /** Between quotes: `"$context.path"`. */
  | { readonly kind: "quoted" }
  /** In a format that begins with `<`. */
  | { readonly kind: "markup" }
  /** Anywhere else; `separators` keep the fields of this format apart. */
  | { readonly kind: "bare"; readonly separators: RegExp | undefined };

/** Characters that end a line or a text in quotes, and such as no log should hold. */
const SPECIAL = /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const MARKUP = /[&<>"']/g;

const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const escapeSpecial = (character: string): string =>
  character === '"' || character === "\\" ? `\\${character}` : unicodeEscape(character);

/** A text as it stands between the quotes of JSON: `say "hi"` gives `say \"hi\"`. */
export const escapeQuoted = (text: string): string => text.replace(SPECIAL, escapeSpecial);

const escapeMarkup = (text: string): string =>
  text.replace(MARKUP, (character) => `&#${character.charCodeAt(0)};`).replace(CONTROL, unicodeEscape);

/** How values are written at a place. `isSentence`: the gateway's own words, in which a space separates nothing. */
export function escapeFor(place: Place, isSentence: boolean): (text: string) => string {
  if (place.kind === "markup") return escapeMarkup;
  if (place.kind === "quoted" || isSentence || !place.separators) return escapeQuoted;
  const { separators } = place;
  return (text) => escapeQuoted(text).replace(separators, unicodeEscape);
}

/** What formats put between fields. */
const SEPARATORS = [" ", "\t", ",", ";", "|", "[", "]", "(", ")", "{", "}"];

/** Finds the place of every variable of a format, given the texts before each and after the last. */
export function placesIn(texts: readonly string[]): readonly Place[] {
  if (/^\s*</.test(texts[0] ?? "")) return texts.slice(1).map(() => ({ kind: "markup" }));
  let isQuoted = false;
  let bareText = "";
  const quoted: boolean[] = [];
  for (const text of texts) {
    for (const [index, part] of text.split(/(?<!\\)"/).entries()) {
      if (index > 0) isQuoted = !isQuoted;
      if (!isQuoted) bareText += part;
    }
    quoted.push(isQuoted);
  }
  const used = SEPARATORS.filter((separator) => bareText.includes(separator));
  const set = used.map((separator) => `\\${separator}`).join("");
  const separators = used.length === 0 ? undefined : new RegExp(`[${set}]`, "g");
  return quoted.slice(0, -1).map((within) => (within ? { kind: "quoted" } : { kind: "bare", separators }));
}
