import { textsOfFile } from "./binary-content.ts";
import { readParameters } from "./header-parameters.ts";
import { PLAIN_NAME } from "./inspected-value.ts";
import type { MultipartPart } from "./multipart.ts";
import type { ValueCollector } from "./value-collector.ts";

/** A disposition as clients write it, of which the parameters say all. */
const PLAIN_DISPOSITION = /^form-data(?:; (?:(?:file)?name="[^"\\]*"|filename\*=utf-8''[^;"'\\\s]*))*$/i;

/** The content of a part, and what says how to read it. */
export interface PartContent {
  readonly name: string;
  readonly contentTypes: readonly string[];
  /** As sent, and decoded where the part says that it is encoded. */
  readonly texts: readonly string[];
}

/** Adds the values in a part's head, and says what its content is. */
export function addHead(collector: ValueCollector, { headers, text }: MultipartPart): PartContent {
  let name = "";
  let isFile = false;
  const contentTypes: string[] = [];
  const texts = [text];
  for (const [header, value] of headers) {
    if (!PLAIN_NAME.test(header)) collector.add(header, header);
    const isDisposition = header === "content-disposition";
    if (!isDisposition || !PLAIN_DISPOSITION.test(value)) collector.add(header, value);
    for (const [parameter, parameterText] of readParameters(value)) {
      if (!isDisposition || parameter !== "name") collector.add(`${header} ${parameter}`, parameterText);
      else {
        name ||= parameterText;
        if (!PLAIN_NAME.test(parameterText)) collector.add(parameterText, parameterText);
      }
      if (isDisposition && parameter === "filename") isFile = true;
    }
    if (header === "content-type") contentTypes.push(value);
    if (header === "content-transfer-encoding") texts.push(...decodeTransfer(value, text));
  }
  return { name, contentTypes, texts: isFile ? texts.flatMap(textsOfFile) : texts };
}

/** Content by its transfer encoding (RFC 2045, section 6). */
function decodeTransfer(encoding: string, text: string): readonly string[] {
  if (/base64/i.test(encoding)) return [Buffer.from(text, "base64").toString("latin1")];
  if (/quoted-printable/i.test(encoding)) {
    const joined = text.replace(/=[ \t]*(?:\r\n?|\n)/g, "");
    return [
      joined.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    ];
  }
  return [];
}
