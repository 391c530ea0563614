import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningServer, root, rootKeys, startServer } from "../running-server.ts";

/** A folder that looks to a page's commands like a checkout beside a running server. */
export interface PageFolder {
  readonly path: string;
  readonly server: RunningServer;
  readonly remove: () => Promise<void>;
}

/** Starts a server on the `.sallyport` of a new folder, with the programs and the examples beside it. */
export async function makePageFolder(): Promise<PageFolder> {
  const path = mkdtempSync(join(tmpdir(), "sallyport-page-"));
  for (const name of ["bin", "examples"]) symlinkSync(join(root, name), join(path, name));
  const server = await startServer({ dataFolder: join(path, ".sallyport") });
  // Root's keys come from the environment here; a page's reader has those that the server made and wrote there.
  const { accessKeyId, secretAccessKey } = rootKeys;
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  writeFileSync(join(path, ".sallyport", "credentials"), `[default]\n${keys}`);
  const remove = async () => {
    await server.stop();
    rmSync(path, { recursive: true, force: true });
  };
  return { path, server, remove };
}
