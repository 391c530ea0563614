import { DocumentMirror } from "../../store/document-mirror.ts";
import type { ResourceKey, ResourceStore } from "../../store/resource-store.ts";
import { membershipOf } from "./membership.ts";
import { Organization } from "./organization.ts";
import { OrganizationChange } from "./organization-change.ts";
import type { Membership, MembershipDirectory } from "./port.ts";
import { type RecordType, type RecordTypes, recordTypes } from "./records.ts";

/** All organizations' documents, in memory, so that an account's limits are found without waiting. */
export class OrganizationRecords implements MembershipDirectory {
  readonly #mirror: DocumentMirror;
  /** By management account. */
  readonly #organizations = new Map<string, Organization>();
  /** The management account of every member's organization. */
  readonly #managementOf = new Map<string, string>();
  /** Worked out since the last change. */
  readonly #memberships = new Map<string, Membership | undefined>();
  /** Documents that could not be read. */
  readonly #lost = new Set<string>();
  #loaded = false;

  constructor(store: ResourceStore) {
    this.#mirror = new DocumentMirror({
      store,
      service: "organizations",
      types: recordTypes,
      show: (key, record) => this.#show(key, record as RecordTypes[RecordType] | undefined),
      lose: ({ accountId, type, id }) => this.#lost.add(`${accountId} ${type} ${id}`),
    });
  }

  /** Loads every document. Called once, before anything else. */
  async load(): Promise<void> {
    await this.#mirror.load();
    this.#loaded = true;
  }

  close(): void {
    this.#mirror.close();
  }

  /** The organization that an account is in. */
  organizationOf(accountId: string): Organization | undefined {
    const managementAccountId = this.#managementOf.get(accountId);
    return managementAccountId === undefined ? undefined : this.#organizations.get(managementAccountId);
  }

  /** Every organization there is. */
  organizations(): readonly Organization[] {
    return [...this.#organizations.values()];
  }

  findMembership(accountId: string): Membership | undefined {
    // Without knowing every policy, nobody can be told what an account may not do.
    if (!this.#loaded || this.#lost.size > 0)
      throw new Error("The organizations' documents are not in memory");
    if (this.#memberships.has(accountId)) return this.#memberships.get(accountId);
    const organization = this.organizationOf(accountId);
    const account = organization?.find("target", accountId);
    const membership =
      organization && account?.kind === "account" ? membershipOf(organization, account) : undefined;
    if (organization) this.#memberships.set(accountId, membership);
    return membership;
  }

  /** Plans a change to the organization that an account manages, or is about to, and stores it, all or nothing. */
  change<Result>(managementAccountId: string, plan: (change: OrganizationChange) => Result): Promise<Result> {
    return this.#mirror.change(() => {
      const known = this.#organizations.get(managementAccountId);
      const change = new OrganizationChange(known ?? new Organization(managementAccountId));
      const result = plan(change);
      const edits = change.edits.map(({ type, id, record }) => ({
        key: keyOf(managementAccountId, type, id),
        ...(record && { value: record }),
      }));
      return { edits, result };
    });
  }

  /** Lets readers see a document, or its absence. */
  #show(key: ResourceKey, record: RecordTypes[RecordType] | undefined): void {
    const { accountId: managementAccountId, type, id } = key;
    let organization = this.#organizations.get(managementAccountId);
    if (!organization) {
      organization = new Organization(managementAccountId);
      this.#organizations.set(managementAccountId, organization);
    }
    organization.set(type as RecordType, id, record);
    this.#lost.delete(`${managementAccountId} ${type} ${id}`);
    this.#memberships.clear();
    if (type !== "target") return;
    if (record && "kind" in record && record.kind === "account") {
      this.#managementOf.set(id, managementAccountId);
    } else if (this.#managementOf.get(id) === managementAccountId) this.#managementOf.delete(id);
  }
}

const keyOf = (accountId: string, type: RecordType, id: string): ResourceKey => ({
  accountId,
  region: "global",
  service: "organizations",
  type,
  id,
});
