import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { randomString } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import { writePrivateFile } from "./private-file.ts";
import { type Settings, SettingsError } from "./settings.ts";

/** The root user's long-term access key. */
export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Whether they were made here and no start has shown them yet. */
  readonly fresh: boolean;
}

/** In the data folder, in the format of `~/.aws/credentials`. */
const credentialsFile = (dataFolder: string): string => join(dataFolder, "credentials");
/** In the data folder, in the format of `~/.aws/config`. */
const clientConfigFile = (dataFolder: string): string => join(dataFolder, "config");

function readCredentials(path: string): { accessKeyId: string; secretAccessKey: string } {
  const text = readFileSync(path, "utf8");
  const find = (name: string): string | undefined =>
    new RegExp(`^${name}\\s*=\\s*(\\S+)$`, "m").exec(text)?.[1];
  const accessKeyId = find("aws_access_key_id");
  const secretAccessKey = find("aws_secret_access_key");
  if (!accessKeyId || !secretAccessKey) {
    throw new SettingsError(
      `${path} holds no credentials. Restore it, or delete it to have new root credentials made.`,
    );
  }
  return { accessKeyId, secretAccessKey };
}

/** From the settings, else the data folder, else new ones, which are written to the data folder (0600). */
export function loadRootCredentials(settings: Settings, dataFolder: string, random: Random): RootCredentials {
  const path = credentialsFile(dataFolder);
  const { rootAccessKeyId, rootSecretAccessKey } = settings;
  if (rootAccessKeyId && rootSecretAccessKey) {
    return { accessKeyId: rootAccessKeyId, secretAccessKey: rootSecretAccessKey, fresh: false };
  }
  // The clients' settings are written by a start that succeeds, once it listens: the first of these shows what was made.
  const fresh = !existsSync(clientConfigFile(dataFolder));
  if (existsSync(path)) return { ...readCredentials(path), fresh };
  const accessKeyId = `AKIA${randomString(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`;
  const secretAccessKey = random.bytes(30).toString("base64").replace(/[+/]/g, "x");
  writePrivateFile(
    path,
    `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  return { accessKeyId, secretAccessKey, fresh: true };
}

/** The credentials that a command line tool in the same data folder signs with. */
export function readRootCredentials(dataFolder: string, environment: NodeJS.ProcessEnv): RootCredentials {
  const accessKeyId = environment["SALLYPORT_ROOT_ACCESS_KEY_ID"];
  const secretAccessKey = environment["SALLYPORT_ROOT_SECRET_ACCESS_KEY"];
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, fresh: false };
  const path = credentialsFile(dataFolder);
  if (!existsSync(path)) {
    throw new SettingsError(
      `No credentials at ${path}. Start a server on this data folder first, or pass --data.`,
    );
  }
  return { ...readCredentials(path), fresh: false };
}

/** Lets any AWS client find the server: `AWS_CONFIG_FILE=…/config AWS_SHARED_CREDENTIALS_FILE=…/credentials`. */
export function writeClientConfig(dataFolder: string, region: string, endpointUrl: string): void {
  writePrivateFile(
    clientConfigFile(dataFolder),
    `[default]\nregion = ${region}\nendpoint_url = ${endpointUrl}\ns3 =\n  addressing_style = path\n`,
  );
}
