import { assertThat } from "../../base/assert.ts";
import { fullAccessPolicy } from "./full-access-policy.ts";
import {
  type AccountRecord,
  type OrganizationRecord,
  type PolicyRecord,
  type RecordType,
  type RecordTypes,
  recordTypes,
  type TargetRecord,
} from "./records.ts";

/** How deep organizational units can lie below the root. Source: "Quotas and service limits for AWS Organizations". */
export const UNIT_LEVELS_MAX = 5;

/** One organization's documents, in memory. Read by everyone; written by `OrganizationRecords` only. */
export class Organization {
  readonly managementAccountId: string;
  readonly #tables: ReadonlyMap<RecordType, Map<string, RecordTypes[RecordType]>>;

  constructor(managementAccountId: string) {
    this.managementAccountId = managementAccountId;
    this.#tables = new Map(recordTypes.map((type) => [type, new Map()]));
  }

  /** What describes the organization; undefined where the account manages none. */
  get record(): OrganizationRecord | undefined {
    return this.#table("organization").values().next().value;
  }

  find<T extends RecordType>(type: T, id: string): RecordTypes[T] | undefined {
    return this.#table(type).get(id);
  }

  /** All documents of a type, ordered by id. */
  all<T extends RecordType>(type: T): readonly RecordTypes[T][] {
    return [...this.#table(type)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
  }

  accounts(): readonly AccountRecord[] {
    return this.all("target").filter((target) => target.kind === "account");
  }

  /** The units and accounts right below a root or unit, ordered by id. */
  childrenOf(parentId: string): readonly TargetRecord[] {
    return this.all("target").filter((target) => target.kind !== "root" && target.parentId === parentId);
  }

  /** From the root down to the target itself. */
  lineOf(target: TargetRecord): readonly TargetRecord[] {
    const line = [target];
    for (let node = target; node.kind !== "root"; ) {
      const parent = this.find("target", node.parentId);
      assertThat(parent, `${node.id} lies under ${node.parentId}, which is not there`);
      assertThat(line.length <= UNIT_LEVELS_MAX + 1, `${target.id} lies too deep`);
      line.unshift(parent);
      node = parent;
    }
    return line;
  }

  /** A policy of the organization, or AWS's own that every organization has. */
  findPolicy(id: string): PolicyRecord | undefined {
    return id === fullAccessPolicy.id ? fullAccessPolicy : this.find("policy", id);
  }

  set<T extends RecordType>(type: T, id: string, record: RecordTypes[T] | undefined): void {
    if (record) this.#table(type).set(id, record);
    else this.#table(type).delete(id);
  }

  #table<T extends RecordType>(type: T): Map<string, RecordTypes[T]> {
    return this.#tables.get(type) as Map<string, RecordTypes[T]>;
  }
}
