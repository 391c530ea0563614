import type { Organization } from "./organization.ts";
import type { RecordType, RecordTypes } from "./records.ts";

/** One document to be put, or to be deleted where it has no record. */
export interface RecordEdit {
  readonly type: RecordType;
  readonly id: string;
  readonly record?: RecordTypes[RecordType];
}

/** A change to one organization while it is planned: what there is, and what is to become of it. */
export class OrganizationChange {
  readonly organization: Organization;
  readonly #edits: RecordEdit[] = [];

  constructor(organization: Organization) {
    this.organization = organization;
  }

  get edits(): readonly RecordEdit[] {
    return this.#edits;
  }

  put<T extends RecordType>(type: T, record: RecordTypes[T]): void {
    this.#edits.push({ type, id: record.id, record });
  }

  delete(type: RecordType, id: string): void {
    this.#edits.push({ type, id });
  }
}
