import type { Clock, Timer } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { AddressData, AddressDataSource } from "../../services/wafv2/address-data.ts";
import type { MaxmindDatabase } from "../../waf/addresses/maxmind.ts";
import type { AddressLists } from "../../waf/managed/address-lists.ts";
import { managedRuleGroups } from "../../waf/managed/managed-rule-groups.ts";
import { type FirewallDataSettings, SettingsError } from "../settings.ts";
import { addressListFolder } from "./address-list-folder.ts";
import { databaseFile } from "./database-file.ts";
import { Supplied, type Supply } from "./supplied.ts";

/** How often the files are looked at, in milliseconds. A replacement is in force after the second look at the latest. */
const LOOK_INTERVAL_MS = 30_000;

interface Supplies {
  readonly geo: Supplied<MaxmindDatabase> | undefined;
  readonly asn: Supplied<MaxmindDatabase> | undefined;
  readonly lists: Supplied<AddressLists> | undefined;
}

/** What the operator supplies about addresses: read at the start, and again whenever the files are replaced. */
export class FirewallData implements AddressDataSource {
  readonly #settings: FirewallDataSettings;
  readonly #supplies: Supplies;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listeners: (() => void)[] = [];
  #current: AddressData;
  #timer: Timer | undefined;
  #isClosed = false;

  private constructor(settings: FirewallDataSettings, supplies: Supplies, clock: Clock, logger: Logger) {
    this.#settings = settings;
    this.#supplies = supplies;
    this.#clock = clock;
    this.#logger = logger;
    this.#current = dataOf(supplies);
    this.#lookLater();
  }

  /** Rejects with a SettingsError where a file cannot be taken: rules must not run on less than was meant. */
  static async open(settings: FirewallDataSettings, clock: Clock, logger: Logger): Promise<FirewallData> {
    return new FirewallData(settings, await openSupplies(settings), clock, logger);
  }

  get current(): AddressData {
    return this.#current;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Looks for replaced files. What cannot be taken is logged, and what was in force stays. */
  async look(): Promise<void> {
    let isReplaced = false;
    for (const [name, supplied] of Object.entries(this.#supplies)) {
      const refreshed = await supplied?.refresh();
      if (typeof refreshed === "object") {
        this.#tellRefusal(name, refreshed.error);
      }
      if (refreshed !== "replaced") continue;
      this.#logger.info("Firewall data was replaced", { name });
      isReplaced = true;
    }
    if (!isReplaced) return;
    this.#current = dataOf(this.#supplies);
    for (const listener of this.#listeners) listener();
  }

  #tellRefusal(name: string, error: unknown): void {
    const message = "Replaced firewall data cannot be taken: what was in force stays";
    if (error instanceof SettingsError) this.#logger.warn(message, { name, reason: error.message });
    else this.#logger.error(message, error, { name });
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  /** What is in force and from which files, as `sallyport status` shows it; null stands for nothing. */
  status(): object {
    const { geo, asn, lists } = this.#supplies;
    const { geoDatabase, asnDatabase, addressLists } = this.#settings;
    const counts = Object.entries(lists?.value ?? {}).map(([name, list]) => [name, list.entryCount]);
    return {
      geoDatabase: geo ? { ...describeDatabase(geo.value), file: geoDatabase, ...refusalOf(geo) } : null,
      asnDatabase: asn ? { ...describeDatabase(asn.value), file: asnDatabase, ...refusalOf(asn) } : null,
      addressLists: lists
        ? { ...Object.fromEntries(counts), folder: addressLists, ...refusalOf(lists) }
        : null,
    };
  }

  /** One look after the other, however long each takes. */
  #lookLater(): void {
    if (this.#isClosed) return;
    this.#timer = this.#clock.schedule(LOOK_INTERVAL_MS, () => {
      void this.look().then(() => this.#lookLater());
    });
  }
}

/** Reads the files once, for a command. Rejects with a SettingsError where one cannot be taken. */
export const readAddressData = async (settings: FirewallDataSettings): Promise<AddressData> =>
  dataOf(await openSupplies(settings));

const openSupplies = async (settings: FirewallDataSettings): Promise<Supplies> => ({
  geo: await openIfGiven(settings.geoDatabase, (path) => databaseFile("--geo-database", path, "country")),
  asn: await openIfGiven(settings.asnDatabase, (path) => databaseFile("--asn-database", path, "asn")),
  lists: await openIfGiven(settings.addressLists, addressListFolder),
});

async function openIfGiven<T>(
  path: string | undefined,
  supplyOf: (path: string) => Supply<T>,
): Promise<Supplied<T> | undefined> {
  return path === undefined ? undefined : Supplied.open(supplyOf(path));
}

const dataOf = ({ geo, asn, lists }: Supplies): AddressData => ({
  geo: geo?.value,
  asn: asn?.value,
  ruleGroups: managedRuleGroups(lists?.value),
});

const refusalOf = ({ refusal }: Supplied<unknown>): object =>
  refusal === undefined ? {} : { newerRefused: refusal };

const describeDatabase = ({ type, builtAtEpochS, nodeCount }: MaxmindDatabase): object => ({
  ...{ type, builtAt: new Date(builtAtEpochS * 1_000).toISOString(), nodes: nodeCount },
});
