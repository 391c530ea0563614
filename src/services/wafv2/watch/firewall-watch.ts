import type { Clock } from "../../../base/clock.ts";
import type { Logger } from "../../../base/logger.ts";
import type { Random } from "../../../base/random.ts";
import type { LogsPort } from "../../logs/port.ts";
import { RequestLog } from "../logging/request-log.ts";
import { RequestCounter } from "../metrics/request-counter.ts";
import { WafCounts } from "../metrics/waf-counts.ts";
import { RequestSampler } from "../samples/request-sampler.ts";
import { RequestSamples } from "../samples/request-samples.ts";
import type { CountryLookup } from "./country-lookup.ts";
import type { FirewallObserver } from "./firewall-observer.ts";

/** What watching needs. */
export interface FirewallWatchParts {
  readonly logs: LogsPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Default: no country is known. */
  readonly countryOf?: CountryLookup;
}

/** All that watches the web ACLs of an installation. */
export class FirewallWatch {
  readonly log: RequestLog;
  readonly samples: RequestSamples;
  readonly counts = new WafCounts();
  readonly observers: readonly FirewallObserver[];

  constructor(parts: FirewallWatchParts) {
    const { countryOf = () => undefined } = parts;
    this.log = new RequestLog({ ...parts, countryOf });
    this.samples = new RequestSamples(parts.random);
    const sampler = new RequestSampler(this.samples, countryOf);
    this.observers = [this.log, sampler, new RequestCounter(this.counts)];
  }
}
