import type { Logger } from "../../base/logger.ts";
import type { FirewallOutage, StageFirewall, WebAclDirectory } from "../../gateway/ports.ts";
import { compileWebAcl } from "../../waf/compile/compile-web-acl.ts";
import { inspect } from "../../waf/inspect.ts";
import { MemoryRateCounters, type RateCounters } from "../../waf/rate/rate-counters.ts";
import type { AddressDataSource } from "./address-data.ts";
import { redactionOf } from "./logging/log-settings.ts";
import { outageReason } from "./outage-reason.ts";
import { type PuzzleDesks, stagePuzzles } from "./puzzle-desks.ts";
import { accountOf, ruleResources, webAclOf } from "./rule-resources.ts";
import { ownerOf, visibleTo } from "./sharing/visible-entities.ts";
import type { EntityView, WafRecords } from "./waf-records.ts";
import type { FirewallObserver, Watch } from "./watch/firewall-observer.ts";
import { watchedWebAcl } from "./watch/watched-web-acl.ts";

/** What the firewall works with. */
export interface FirewallPorts {
  /** The same that AWS WAF's operations change. */
  readonly records: WafRecords;
  readonly addresses: AddressDataSource;
  readonly desks: PuzzleDesks;
  readonly logger: Logger;
  /** What watches the web ACLs. Default: nothing. */
  readonly observers?: readonly FirewallObserver[];
}

/** What a web ACL was compiled to, and the ARNs of everything that was looked for, found or not. */
interface Compiled {
  readonly firewall: StageFirewall | FirewallOutage;
  readonly needs: ReadonlySet<string>;
}

/**
 * The web ACLs in force. Each is compiled at its first request after a change of anything that its rules are made from;
 * others' changes leave it alone. One that cannot be compiled refuses the requests to the stages under it.
 */
export class Firewall implements WebAclDirectory {
  readonly #records: WafRecords;
  readonly #addresses: AddressDataSource;
  readonly #desks: PuzzleDesks;
  readonly #logger: Logger;
  readonly #observers: readonly FirewallObserver[];
  readonly #compiled = new Map<string, Compiled>();
  /** Outlives every change: whoever sends too much is not forgiven by an update. */
  readonly rates: RateCounters = new MemoryRateCounters();

  constructor({ records, addresses, desks, logger, observers = [] }: FirewallPorts) {
    this.#records = records;
    this.#addresses = addresses;
    this.#desks = desks;
    this.#logger = logger;
    this.#observers = observers;
    records.onChange(({ arn }) => this.#drop(arn));
    addresses.onChange(() => this.#compiled.clear());
  }

  find(stageArn: string): StageFirewall | FirewallOutage | undefined {
    if (!this.#records.isComplete) {
      return { webAclArn: "", outage: "the web ACLs are not all in memory" };
    }
    const webAclArn = this.#records.webAclArnOf(stageArn);
    if (webAclArn === undefined) return undefined;
    const known = this.#compiled.get(webAclArn);
    if (known) return known.firewall;
    const needs = new Set<string>();
    const firewall = this.#compile(webAclArn, noting(this.#records, needs));
    this.#compiled.set(webAclArn, { firewall, needs });
    return firewall;
  }

  /** Why the web ACLs over stages that cannot be run cannot, one text each: the stages under them are closed. */
  outages(): readonly string[] {
    const found = this.#records.guardedResources().map((stageArn) => this.find(stageArn));
    return [...new Set(found.flatMap((one) => (one && "outage" in one ? [one.outage] : [])))];
  }

  /** Forgets what was compiled with a resource, or all where it is not known which one changed. */
  #drop(arn: string | undefined): void {
    for (const [webAclArn, { needs }] of this.#compiled) {
      if (arn === undefined || needs.has(arn)) this.#compiled.delete(webAclArn);
    }
  }

  #compile(webAclArn: string, view: EntityView): StageFirewall | FirewallOutage {
    const record = view.find("webacl", webAclArn);
    if (!record) return { webAclArn, outage: `the web ACL ${webAclArn} does not exist` };
    const data = this.#addresses.current;
    // What logs must not show, explanations must not show either, whether or not the web ACL runs.
    const redaction = record.logging && { redaction: redactionOf(record.logging) };
    try {
      const visible = visibleTo(ownerOf(webAclArn), view);
      const compiled = compileWebAcl(webAclOf(record, data), ruleResources(visible, data));
      const { rates } = this;
      const desk = this.#desks.of(accountOf(webAclArn));
      const { tokens } = desk;
      const run: StageFirewall["inspect"] = (request, { nowMs }) =>
        inspect(compiled, request, { nowMs, rates, tokens });
      const watched = watchedWebAcl(record, compiled, visible, data);
      const watches = this.#observers.flatMap((observer) => observer.watch(watched) ?? []);
      return {
        webAclArn,
        inspect: watches.length === 0 ? run : this.#watched(run, watches),
        puzzles: stagePuzzles(desk, compiled),
        ...redaction,
      };
    } catch (error) {
      const reason = outageReason(error, record, visibleTo(ownerOf(webAclArn), view), data);
      const outage = `the web ACL ${record.name} cannot be run: ${reason ?? "it does not compile"}`;
      const message = "A web ACL cannot be run: what it protects is closed";
      if (reason === undefined) this.#logger.error(message, error, { webAclArn });
      else this.#logger.warn(message, { webAclArn, reason });
      return { webAclArn, outage, ...redaction };
    }
  }

  #watched(run: StageFirewall["inspect"], watches: readonly Watch[]): StageFirewall["inspect"] {
    return (input, subject) => {
      const decision = run(input, subject);
      try {
        for (const watch of watches) watch({ decision, input, subject });
      } catch (error) {
        // The decision stands, whoever fails to take note of it.
        this.#logger.error("An inspection was not taken note of", error, { requestId: subject.requestId });
      }
      return decision;
    };
  }
}

/** The records, and in `needs` the ARN of each one that was asked for. */
const noting = (records: EntityView, needs: Set<string>): EntityView => ({
  find: (type, arn) => {
    needs.add(arn);
    return records.find(type, arn);
  },
});
