import type { Account } from "@aws-sdk/client-api-gateway";
import { DocumentMirror } from "../../../store/document-mirror.ts";
import type { ResourceKey, ResourceStore } from "../../../store/resource-store.ts";

/** What an account set for a region. */
export interface AccountRecord {
  cloudwatchRoleArn?: string;
}

interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** The settings of every account, in memory: access logs ask for them while they are written. */
export class AccountSettings {
  readonly #records = new Map<string, AccountRecord>();
  readonly #mirror: DocumentMirror;

  constructor(store: ResourceStore) {
    this.#mirror = new DocumentMirror({
      store,
      service: "apigateway",
      types: ["account"],
      show: (key, value) => {
        if (value) this.#records.set(placeText(key), value as AccountRecord);
        else this.#records.delete(placeText(key));
      },
      // Nothing is written until it can be read again.
      lose: (key) => this.#records.delete(placeText(key)),
    });
  }

  load(): Promise<void> {
    return this.#mirror.load();
  }

  close(): void {
    this.#mirror.close();
  }

  find(place: Place): AccountRecord {
    return this.#records.get(placeText(place)) ?? {};
  }

  /** Stores what `edit` makes of a copy. Throws `VersionConflictError` when other nodes are faster again and again. */
  change(place: Place, edit: (account: AccountRecord) => void): Promise<AccountRecord> {
    return this.#mirror.change(() => {
      const account = { ...this.find(place) };
      edit(account);
      return { edits: [{ key: accountKey(place), value: account }], result: account };
    });
  }
}

const placeText = ({ accountId, region }: Place): string => `${accountId} ${region}`;

const accountKey = ({ accountId, region }: Place): ResourceKey => ({
  service: "apigateway",
  type: "account",
  accountId,
  region,
  id: "account",
});

/** `throttleSettings` is left out: there is no account-wide throttle yet, and a number here would claim one. */
export const accountView = ({ cloudwatchRoleArn }: AccountRecord): Account => ({
  cloudwatchRoleArn,
  features: [],
  apiKeyVersion: "4",
});
