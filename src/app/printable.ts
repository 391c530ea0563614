/** Control characters, and those that turn the direction of what follows: they would act on the terminal. */
const ACTING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text that others chose, in quotes and harmless to a terminal: a line feed becomes `\n`, an escape `\u001b`. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `"${harmless(escaped)}"`;
}

/** As {@link quoted}, without the quotes: for names and paths. */
export const harmless = (text: string): string =>
  text.replace(ACTING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Lines of a drawing, each of them harmless: a line feed in a name does not begin another one. */
export const drawn = (lines: readonly string[]): string => lines.map(harmless).join("\n");

/** As {@link harmless}, of a text of several lines: what others chose in it may still begin lines, but not act. */
export const harmlessLines = (text: string): string =>
  text.replace(ACTING, (character) =>
    character === "\n" || character === "\t" ? character : harmless(character),
  );

/** At most `width` characters, the last of them an ellipsis where something was cut. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;
