import { partitionOf } from "../../../aws/arn.ts";
import type { AwsError } from "../../../aws/aws-error.ts";
import { KeyedLock } from "../../../base/keyed-lock.ts";
import type { Logger } from "../../../base/logger.ts";
import type { DeploymentSink } from "../../../gateway/ports.ts";
import type { ResourceKey, ResourceStore, StoredResource, Write } from "../../../store/resource-store.ts";
import { VersionConflictError } from "../../../store/resource-store.ts";
import { concurrentModification, limitExceeded, notFound } from "../api-errors.ts";
import type { ApiDefinition, ApiRecord, FrozenDeployment } from "./api-record.ts";
import type { Owner } from "./owner.ts";
import { StagePublisher } from "./stage-publisher.ts";

/** Largest stored API, in bytes of JSON. AWS bounds an imported definition to 6 MB. */
const API_BYTES_MAX = 8 * 1024 * 1024;

/** How many APIs are held in memory at once while all are published. */
const APIS_AT_ONCE = 20;

const API_TYPE = { service: "apigateway", type: "rest-api" } as const;

const API_ID = /^[a-z0-9]{1,32}$/;

/** What an edit made of an API. */
type Edit<T> = (api: ApiRecord) => T;

/**
 * The APIs of every account. An edit changes a private copy of the record; the store then writes it, freezes or drops
 * what its deployments gained or lost, and makes the gateway run exactly its stages, all or nothing.
 */
export class ApiStore {
  readonly #store: ResourceStore;
  readonly #publisher: StagePublisher;
  /** Keeps edits of one API in order within this process; across processes, versions do. */
  readonly #locks = new KeyedLock();

  constructor(store: ResourceStore, deployments: DeploymentSink, logger: Logger) {
    this.#store = store;
    this.#publisher = new StagePublisher(deployments, logger);
  }

  async find(owner: Owner, apiId: string): Promise<ApiRecord | undefined> {
    return (await this.#load(owner, apiId))?.value;
  }

  /** Throws NotFoundException, worded as `missing` where AWS does not name the API. */
  async require(owner: Owner, apiId: string, missing = apiNotFound(owner, apiId)): Promise<ApiRecord> {
    const api = await this.find(owner, apiId);
    if (!api) throw missing;
    return api;
  }

  /** One page of an account's APIs in a region, ordered by id, after the id `afterId`. */
  async list(owner: Owner, afterId: string | undefined, limit: number): Promise<readonly ApiRecord[]> {
    const { accountId, region } = owner;
    const after = afterId === undefined ? {} : { afterId };
    const page = await this.#store.list<ApiRecord>({ ...API_TYPE, accountId, region, limit, ...after });
    return page.map((stored) => stored.value);
  }

  async create(owner: Owner, api: ApiRecord): Promise<void> {
    await this.#commit(owner, undefined, api, "absent");
  }

  /** Loads an API, lets `edit` change it, and stores it. Returns what `edit` returned. */
  change<T>(owner: Owner, apiId: string, edit: Edit<T>, missing?: AwsError): Promise<T> {
    return this.#locks.run(lockName(owner, apiId), async () => {
      const stored = await this.#load(owner, apiId);
      if (!stored) throw missing ?? apiNotFound(owner, apiId);
      const edited = structuredClone(stored.value);
      const result = edit(edited);
      await this.#commit(owner, stored.value, edited, stored.version);
      return result;
    });
  }

  delete(owner: Owner, apiId: string): Promise<void> {
    return this.#locks.run(lockName(owner, apiId), async () => {
      const stored = await this.#load(owner, apiId);
      if (!stored) throw apiNotFound(owner, apiId);
      await this.#commit(owner, stored.value, undefined, stored.version);
    });
  }

  /** What a deployment froze, or undefined when there is no such deployment. */
  async frozenDefinition(
    owner: Owner,
    apiId: string,
    deploymentId: string,
  ): Promise<ApiDefinition | undefined> {
    const stored = await this.#store.get<FrozenDeployment>(deploymentKey(owner, apiId, deploymentId));
    return stored?.value.definition;
  }

  /** Publishes every stage there is: what the gateway runs after a restart. */
  async publishAll(): Promise<void> {
    let page: readonly StoredResource<ApiRecord>[] = [];
    do {
      const last = page.at(-1);
      page = await this.#store.list<ApiRecord>({
        ...API_TYPE,
        ...(last ? { afterKey: last.key } : {}),
        limit: APIS_AT_ONCE,
      });
      for (const { key, value } of page) {
        const owner = { accountId: key.accountId, region: key.region, partition: partitionOf(key.region) };
        await this.#publisher.publishAll(owner, value, (id) => this.frozenDefinition(owner, value.id, id));
      }
    } while (page.length === APIS_AT_ONCE);
  }

  async #load(owner: Owner, apiId: string): Promise<StoredResource<ApiRecord> | undefined> {
    // Callers may send anything as an id; only what could be one reaches the store.
    return API_ID.test(apiId) ? this.#store.get<ApiRecord>(apiKey(owner, apiId)) : undefined;
  }

  async #commit(
    owner: Owner,
    before: ApiRecord | undefined,
    after: ApiRecord | undefined,
    expect: "absent" | number,
  ): Promise<void> {
    const api = (before ?? after)!;
    if (after && Buffer.byteLength(JSON.stringify(after)) > API_BYTES_MAX) {
      throw limitExceeded(`The definition of an API is at most ${API_BYTES_MAX} bytes`);
    }
    const key = apiKey(owner, api.id);
    const writes: Write[] = [
      after ? { kind: "put", key, value: after, expect } : { kind: "delete", key, expect },
      ...frozenWrites(owner, before, after),
    ];
    const freshIds = new Set(added(before?.deployments, after?.deployments));
    const undo = await this.#publisher.publishChanged(owner, before, after, async (deploymentId) =>
      freshIds.has(deploymentId) ? after!.definition : this.frozenDefinition(owner, api.id, deploymentId),
    );
    try {
      await this.#store.transact(writes);
    } catch (error) {
      undo();
      throw error instanceof VersionConflictError ? concurrentModification() : error;
    }
    this.#publisher.withdrawGone(before, after);
  }
}

/** Documents of deployments that an edit added or removed. */
function frozenWrites(owner: Owner, before: ApiRecord | undefined, after: ApiRecord | undefined): Write[] {
  const apiId = (before ?? after)!.id;
  return [
    ...added(before?.deployments, after?.deployments).map((deploymentId): Write => {
      const value: FrozenDeployment = { apiId, deploymentId, definition: after!.definition };
      return { kind: "put", key: deploymentKey(owner, apiId, deploymentId), value, expect: "absent" };
    }),
    ...added(after?.deployments, before?.deployments).map(
      (deploymentId): Write => ({
        kind: "delete",
        key: deploymentKey(owner, apiId, deploymentId),
        expect: "anything",
      }),
    ),
  ];
}

/** Keys that `after` has and `before` has not. */
const added = (before: object = {}, after: object = {}): string[] =>
  Object.keys(after).filter((key) => !Object.hasOwn(before, key));

type Place = Pick<Owner, "accountId" | "region">;

const apiKey = ({ accountId, region }: Place, apiId: string): ResourceKey => ({
  ...API_TYPE,
  accountId,
  region,
  id: apiId,
});

const deploymentKey = ({ accountId, region }: Place, apiId: string, deploymentId: string): ResourceKey => ({
  service: "apigateway",
  type: "rest-api-deployment",
  accountId,
  region,
  id: `${apiId}/${deploymentId}`,
});

const lockName = ({ accountId, region }: Place, apiId: string): string => `${accountId}/${region}/${apiId}`;

const apiNotFound = ({ accountId }: Place, apiId: string): AwsError =>
  notFound(`Invalid API identifier specified ${accountId}:${apiId}`);
