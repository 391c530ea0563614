/** One part of a multipart body. */
export interface MultipartPart {
  readonly name: string;
  readonly text: string;
}

/** Most parts read of one body; the rest is one more part, so nothing escapes by number. */
const PARTS_MAX = 256;

/**
 * The parts of a multipart body: of each its file name, if it has one, and its content. The boundary is the one that
 * the content type gives, or else the body's own first line. Undefined if the body is not multipart.
 */
export function readMultipart(contentType: string, body: string): readonly MultipartPart[] | undefined {
  const declared = /boundary="?([^";,\s]{1,128})/i.exec(contentType)?.[1];
  const found = /^--([^\r\n]{1,128})\r?\n/.exec(body)?.[1];
  const boundary = declared !== undefined && body.includes(`--${declared}`) ? declared : found;
  if (boundary === undefined) return undefined;
  const sections = body.split(`--${boundary}`, PARTS_MAX);
  const read = sections.reduce((length, section) => length + section.length + boundary.length + 2, 0);
  const parts = sections.flatMap(readPart);
  if (read < body.length) parts.push({ name: "", text: body.slice(read) });
  return parts;
}

function readPart(section: string): readonly MultipartPart[] {
  const blank = /\r?\n\r?\n/.exec(section);
  if (blank === null)
    return section.trim() === "" || section.trim() === "--" ? [] : [{ name: "", text: section }];
  const head = section.slice(0, blank.index);
  const text = section.slice(blank.index + blank[0].length).replace(/\r?\n$/, "");
  const name = /\bname="?([^";\r\n]*)/i.exec(head)?.[1] ?? "";
  const fileName = /filename\*?="?([^"\r\n]*)/i.exec(head)?.[1];
  const parts: MultipartPart[] = [];
  if (fileName) parts.push({ name: `${name} (file name)`, text: fileName });
  // A file of bytes is not text that a query or a page is made of.
  if (fileName === undefined || !/[\0-\x08\x0e-\x1a]/.test(text.slice(0, 512))) parts.push({ name, text });
  return parts;
}
