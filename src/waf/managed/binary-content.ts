/** Bytes that no text has, whatever its language and character set. */
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/g;

/** The least share of them in bytes that are no text; chance alone gives 11%. */
const CONTROL_SHARE_MIN = 0.08;
/** The same of a file that begins as pictures, sounds, fonts and archives do. */
const CONTROL_SHARE_OF_KNOWN_MIN = 0.03;

/** Shorter bytes are read as text, whatever they are: there is no room in them for chance. */
const LENGTH_MIN = 256;

/** How pictures, sounds, fonts and archives begin. */
const KNOWN_START =
  /^(?:\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF[\s\S]{4}(?:WEBP|WAVE|AVI )|PK\x03\x04|\x1f\x8b\x08|BZh[1-9]|\xfd7zXZ\0|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\x28\xb5\x2f\xfd|[\s\S]{4}ftyp|OggS\0|ID3[\x02-\x04]|fLaC|\x1a\x45\xdf\xa3|wOF[F2]|II\*\0|MM\0\*)/;

/** Runs of text of a length at which chance alone does not make an attack. */
const TEXT_RUN = /[\t\n\r\x20-\x7e]{12,}/g;

/** Whether bytes are so many controls that they are no text. Single ones change nothing. */
export const isBinary = (text: string): boolean =>
  text.length >= LENGTH_MIN &&
  (text.match(CONTROL)?.length ?? 0) >=
    text.length * (KNOWN_START.test(text) ? CONTROL_SHARE_OF_KNOWN_MIN : CONTROL_SHARE_MIN);

/**
 * What to look at of a file: all of it if it is text. Otherwise the text in it, since whatever a detector sees in other
 * bytes is chance; and nothing in a program, which is full of paths and commands.
 */
export function textsOfFile(text: string): readonly string[] {
  if (!isBinary(text)) return [text];
  return text.startsWith("\x7fELF") ? [] : (text.match(TEXT_RUN) ?? []);
}
