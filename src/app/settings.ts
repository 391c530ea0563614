import { resolve } from "node:path";

const isolationLevels = ["auto", "bubblewrap", "process", "shared-user"] as const;

/** What a server runs with. Every value has its meaning and unit here; `docs/configuration.md` is made from this. */
export interface Settings {
  /** TCP port for AWS APIs and APIs alike; 0 picks a free one. Default 4566. */
  readonly port: number;
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host: string;
  /** Folder that holds all state. Default `.sallyport`. */
  readonly dataFolder: string;
  /** Keep nothing: state lives in memory and a temporary folder, gone at exit. */
  readonly ephemeral: boolean;
  /** Twelve digits. Default `000000000000`. */
  readonly accountId: string;
  /** Region where nothing else says one. Default `us-east-1`. */
  readonly region: string;
  /** Root access key, else made at first start. From the environment only: a command line is visible to all. */
  readonly rootAccessKeyId?: string;
  readonly rootSecretAccessKey?: string;
  /** Accept plain HTTP for AWS APIs from other than loopback addresses. Default false. */
  readonly plainHttpFromAnywhere: boolean;
  /** How functions are kept apart: `auto` takes the best that works here; any other level is taken or functions are refused. */
  readonly isolation: (typeof isolationLevels)[number];
  /** Files of what the firewall knows about addresses. */
  readonly firewallData: FirewallDataSettings;
}

/** Paths of files that the operator supplies for AWS WAF's rules; `docs/firewall-data.md` tells where they come from. */
export interface FirewallDataSettings {
  /** MaxMind DB with the country of addresses. */
  readonly geoDatabase?: string;
  /** MaxMind DB with the autonomous system of addresses. */
  readonly asnDatabase?: string;
  /** Folder with a list of addresses for each rule of AWS's groups of lists. */
  readonly addressLists?: string;
}

/** A setting that cannot be taken, with what to do about it. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** The command line's values that settings are made of. */
export interface SettingsInput {
  readonly port?: string;
  readonly host?: string;
  readonly data?: string;
  readonly ephemeral?: boolean;
  readonly "plain-http-from-anywhere"?: boolean;
  readonly isolation?: string;
  readonly "geo-database"?: string;
  readonly "asn-database"?: string;
  readonly "address-lists"?: string;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new SettingsError(
    `--port ${text} is not a port. Give a number from 0 to 65535; 0 picks a free port.`,
  );
}

function parseIsolation(text: string): Settings["isolation"] {
  const level = isolationLevels.find((candidate) => candidate === text);
  if (level) return level;
  throw new SettingsError(`--isolation ${text} is unknown. Give one of ${isolationLevels.join(", ")}.`);
}

function parseAccountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new SettingsError(`SALLYPORT_ACCOUNT_ID=${text} is not an account id. Give twelve digits.`);
}

function parseRegion(text: string): string {
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(text)) return text;
  throw new SettingsError(`The region ${text} is not a region's name. Give one such as us-east-1.`);
}

/** Root credentials come as a pair or not at all; their form is AWS's, so that every client takes them. */
function rootCredentials(
  environment: NodeJS.ProcessEnv,
): Pick<Settings, "rootAccessKeyId" | "rootSecretAccessKey"> {
  const rootAccessKeyId = environment["SALLYPORT_ROOT_ACCESS_KEY_ID"];
  const rootSecretAccessKey = environment["SALLYPORT_ROOT_SECRET_ACCESS_KEY"];
  if (!rootAccessKeyId && !rootSecretAccessKey) return {};
  if (!rootAccessKeyId || !/^AKIA[A-Z0-9]{12,124}$/.test(rootAccessKeyId)) {
    throw new SettingsError(
      "SALLYPORT_ROOT_ACCESS_KEY_ID must be AKIA followed by 12 to 124 capital letters or digits.",
    );
  }
  if (!rootSecretAccessKey || rootSecretAccessKey.length < 16) {
    throw new SettingsError("SALLYPORT_ROOT_SECRET_ACCESS_KEY must have at least 16 characters.");
  }
  return { rootAccessKeyId, rootSecretAccessKey };
}

function firewallDataSettings(input: SettingsInput, environment: NodeJS.ProcessEnv): FirewallDataSettings {
  const path = (given: string | undefined): string | undefined => (given ? resolve(given) : undefined);
  return {
    geoDatabase: path(input["geo-database"] ?? environment["SALLYPORT_GEO_DATABASE"]),
    asnDatabase: path(input["asn-database"] ?? environment["SALLYPORT_ASN_DATABASE"]),
    addressLists: path(input["address-lists"] ?? environment["SALLYPORT_ADDRESS_LISTS"]),
  };
}

/** Settings from the command line, then the environment, then defaults. */
export function resolveSettings(input: SettingsInput, environment: NodeJS.ProcessEnv): Settings {
  return {
    port: parsePort(input.port ?? environment["SALLYPORT_PORT"] ?? "4566"),
    host: input.host ?? environment["SALLYPORT_HOST"] ?? "127.0.0.1",
    dataFolder: resolve(input.data ?? environment["SALLYPORT_DATA"] ?? ".sallyport"),
    ephemeral: input.ephemeral ?? false,
    accountId: parseAccountId(environment["SALLYPORT_ACCOUNT_ID"] ?? "000000000000"),
    region: parseRegion(environment["SALLYPORT_REGION"] ?? "us-east-1"),
    plainHttpFromAnywhere: input["plain-http-from-anywhere"] ?? false,
    isolation: parseIsolation(input.isolation ?? environment["SALLYPORT_ISOLATION"] ?? "auto"),
    firewallData: firewallDataSettings(input, environment),
    ...rootCredentials(environment),
  };
}
