import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What reads the environment of `sallyport`. Functions have variables of their own. */
const READERS = ["src/app/settings.ts", "src/app/state.ts"];

/** Every variable, as what it is for. */
const VARIABLES: readonly (readonly [name: string, meaning: string])[] = [
  ["SALLYPORT_DATA", "as `--data`"],
  ["SALLYPORT_PORT", "as `--port`"],
  ["SALLYPORT_HOST", "as `--host`"],
  ["SALLYPORT_ISOLATION", "as `--isolation`"],
  ["SALLYPORT_GEO_DATABASE", "as `--geo-database`"],
  ["SALLYPORT_ASN_DATABASE", "as `--asn-database`"],
  ["SALLYPORT_ADDRESS_LISTS", "as `--address-lists`"],
  ["SALLYPORT_ACCOUNT_ID", "The installation's own account, twelve digits. Default 000000000000"],
  ["SALLYPORT_REGION", "The region of calls and tools that name none. Default us-east-1"],
  [
    "SALLYPORT_ROOT_ACCESS_KEY_ID",
    "With the next, root's credentials. Default: those in the data folder, made at the first start",
  ],
  ["SALLYPORT_ROOT_SECRET_ACCESS_KEY", "At least 16 characters"],
  [
    "SALLYPORT_ROOT_KEY",
    "The key that seals stored secrets, 32 bytes in base64. Default: the file `root.key` in the data folder",
  ],
  [
    "SALLYPORT_ROOT_KEY_COMMAND",
    "A command that prints that key, such as one of a secret store; words are split at spaces",
  ],
];

/** The table of environment variables. Throws when the program reads others than are listed. */
export function environmentVariables(): readonly string[] {
  const root = join(import.meta.dirname, "..", "..");
  const sources = READERS.map((path) => readFileSync(join(root, path), "utf8")).join("\n");
  const read = [...new Set(sources.match(/\bSALLYPORT_[A-Z_]+/g))].sort();
  const listed = VARIABLES.map(([name]) => name).sort();
  if (read.join() !== listed.join()) throw new Error(`Listed are ${listed.join()}, read are ${read.join()}`);
  return [
    "| variable | meaning |",
    "|---|---|",
    ...VARIABLES.map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
  ];
}
