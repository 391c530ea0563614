import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** A zip archive of texts by their paths. */
export async function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content), path, { mtime: new Date(0), mode: 0o100755 });
  }
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}
