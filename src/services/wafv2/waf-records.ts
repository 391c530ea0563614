import { DocumentMirror } from "../../store/document-mirror.ts";
import type { ResourceKey, ResourceStore } from "../../store/resource-store.ts";
import type { AssociationRecord, EntityRecord, EntityType, EntityTypes } from "./records.ts";
import { entityTypes } from "./records.ts";

/** What is read by ARN. */
export interface EntityView {
  find<T extends EntityType>(type: T, arn: string): EntityTypes[T] | undefined;
}

/** Whose resources, and where. */
export interface Owner {
  readonly accountId: string;
  readonly region: string;
}

/** What changed: one resource, or who is associated with it. Without an ARN it may be anything. */
export interface RecordsChange {
  readonly arn?: string;
}

/** A change to one resource; one without a record deletes it. */
export interface EntityEdit<T extends EntityType = EntityType> {
  readonly type: T;
  readonly id: string;
  readonly record?: EntityTypes[T];
}

const SERVICE = "wafv2";
const ASSOCIATION = "association";

/** All of AWS WAF's documents, in memory, so that a request finds its web ACL without waiting. */
export class WafRecords implements EntityView {
  readonly #mirror: DocumentMirror;
  /** By ARN. */
  readonly #entities: Readonly<Record<EntityType, Map<string, EntityRecord>>> = {
    webacl: new Map(),
    rulegroup: new Map(),
    ipset: new Map(),
    regexpatternset: new Map(),
  };
  /** Web ACLs by the ARN of the resource that they protect. */
  readonly #associations = new Map<string, string>();
  /** Documents that could not be read: nothing can be said of the web ACLs that may need them. */
  readonly #lost = new Set<string>();
  readonly #listeners: ((change: RecordsChange) => void)[] = [];
  #loaded = false;

  constructor(store: ResourceStore) {
    this.#mirror = new DocumentMirror({
      store,
      service: SERVICE,
      types: [...entityTypes, ASSOCIATION],
      show: (key, record) => this.#show(key, record),
      lose: ({ type, id }) => {
        this.#lost.add(`${type} ${id}`);
        this.#tell({});
      },
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

  /** Whether everything that is stored is known here. */
  get isComplete(): boolean {
    return this.#loaded && this.#lost.size === 0;
  }

  /** Calls back after each change. */
  onChange(listener: (change: RecordsChange) => void): void {
    this.#listeners.push(listener);
  }

  find<T extends EntityType>(type: T, arn: string): EntityTypes[T] | undefined {
    return this.#entities[type].get(arn) as EntityTypes[T] | undefined;
  }

  /** The resources of one type whose ARNs begin so, by name. */
  list<T extends EntityType>(type: T, arnPrefix: string): readonly EntityTypes[T][] {
    const found = [...this.#entities[type].values()].filter(({ arn }) => arn.startsWith(arnPrefix));
    return found.toSorted((a, b) => (a.name < b.name ? -1 : 1)) as unknown as EntityTypes[T][];
  }

  /** The ARNs of the resources that have a web ACL. */
  guardedResources(): readonly string[] {
    return [...this.#associations.keys()];
  }

  /** The ARN of the web ACL that protects a resource. */
  webAclArnOf(resourceArn: string): string | undefined {
    return this.#associations.get(resourceArn);
  }

  resourcesOf(webAclArn: string): readonly string[] {
    return [...this.#associations].filter(([, arn]) => arn === webAclArn).map(([resourceArn]) => resourceArn);
  }

  /** Plans a change on what is in memory and stores it. `plan` may throw, and then nothing happens. */
  changeEntity<T extends EntityType>(owner: Owner, plan: () => EntityEdit<T>): Promise<EntityEdit<T>> {
    return this.#mirror.change(() => {
      const edit = plan();
      const key = keyOf(owner, edit.type, edit.id);
      return { edits: [edit.record ? { key, value: edit.record } : { key }], result: edit };
    });
  }

  /** Puts a resource under a web ACL, or under none. `check` runs on what is in memory, and may throw. */
  associate(
    owner: Owner,
    resourceArn: string,
    webAclArn: string | undefined,
    check: () => void,
  ): Promise<void> {
    return this.#mirror.change(() => {
      check();
      const key = keyOf(owner, ASSOCIATION, resourceArn);
      const value: AssociationRecord | undefined = webAclArn ? { resourceArn, webAclArn } : undefined;
      return { edits: [value ? { key, value } : { key }], result: undefined };
    });
  }

  #show({ type, id, accountId, region }: ResourceKey, record: object | undefined): void {
    this.#lost.delete(`${type} ${id}`);
    if (type === ASSOCIATION) {
      // A stage's web ACL is asked for at each request; what is compiled for its former one is no longer needed.
      const former = this.#associations.get(id);
      if (record) this.#associations.set(id, (record as AssociationRecord).webAclArn);
      else this.#associations.delete(id);
      if (former !== undefined) this.#tell({ arn: former });
      return;
    }
    const entities = this.#entities[type as EntityType];
    if (record) {
      const { arn } = record as EntityRecord;
      entities.set(arn, record as EntityRecord);
      this.#tell({ arn });
    } else {
      for (const arn of deleteById(entities, { accountId, region }, id)) this.#tell({ arn });
    }
  }

  #tell(change: RecordsChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Deletes what has the id; gives its ARN. */
function deleteById(
  entities: Map<string, EntityRecord>,
  { accountId, region }: Owner,
  id: string,
): readonly string[] {
  const arns = [...entities.keys()].filter(
    (arn) => arn.endsWith(`/${id}`) && arn.includes(`:${region}:${accountId}:`),
  );
  for (const arn of arns) entities.delete(arn);
  return arns;
}

const keyOf = ({ accountId, region }: Owner, type: string, id: string): ResourceKey => ({
  accountId,
  region,
  service: SERVICE,
  type,
  id,
});
