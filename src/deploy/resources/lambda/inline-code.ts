import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import { TemplateError } from "../../template/template-error.ts";

/** Longest inline code, in bytes. Source: CloudFormation Template Reference, "AWS::Lambda::Function Code", ZipFile. */
const INLINE_BYTES_MAX = 4 * 1024 * 1024;

/** The earliest time a ZIP can hold: equal code gives equal archives. */
const EPOCH = new Date(1980, 0, 1);

/** An archive with the code as its one file `index.js` or `index.py`, as CloudFormation makes of inline code. */
export async function inlineArchive(code: string, runtime: string | undefined): Promise<Uint8Array> {
  const bytes = Buffer.from(code);
  if (bytes.length > INLINE_BYTES_MAX)
    throw new TemplateError(`Inline code may not exceed ${INLINE_BYTES_MAX} bytes`);
  const archive = new ZipFile();
  archive.addBuffer(bytes, fileNameFor(runtime), { mtime: EPOCH, mode: 0o100644, compress: true });
  archive.end();
  return buffer(archive.outputStream as NodeJS.ReadableStream);
}

function fileNameFor(runtime: string | undefined): string {
  if (runtime?.startsWith("nodejs")) return "index.js";
  if (runtime?.startsWith("python")) return "index.py";
  throw new TemplateError(`Inline code (ZipFile) needs a nodejs or python runtime, not ${runtime ?? "none"}`);
}
