import type { ResourceStore } from "../../store/resource-store.ts";
import type { Vault } from "../../vault/vault.ts";
import type {
  ChangeSetRecord,
  EventRecord,
  ExportRecord,
  ResourceRecord,
  StackRecord,
  StackTemplate,
} from "./records.ts";
import { type Home, SealedDocuments } from "./sealed-documents.ts";

/** Events kept of a stack; older ones are forgotten. */
const EVENTS_KEPT_MAX = 5000;

/** A stack's name, and the stack that has it now. */
interface NameRecord {
  readonly stackId: string;
}

/** What CloudFormation stores. */
export class StackStore {
  readonly #stacks: SealedDocuments<StackRecord>;
  readonly #names: SealedDocuments<NameRecord>;
  readonly #templates: SealedDocuments<StackTemplate>;
  readonly #resources: SealedDocuments<ResourceRecord>;
  readonly #events: SealedDocuments<EventRecord>;
  readonly changeSets: SealedDocuments<ChangeSetRecord>;
  readonly exports: SealedDocuments<ExportRecord>;
  #eventCount = 0;

  constructor(store: ResourceStore, vault: Vault) {
    this.#stacks = new SealedDocuments(store, vault, "stack");
    this.#names = new SealedDocuments(store, vault, "stack-name");
    this.#templates = new SealedDocuments(store, vault, "stack-template");
    this.#resources = new SealedDocuments(store, vault, "stack-resource");
    this.#events = new SealedDocuments(store, vault, "stack-event");
    this.changeSets = new SealedDocuments(store, vault, "change-set");
    this.exports = new SealedDocuments(store, vault, "export");
  }

  /** Finds a stack by its id, deleted ones included, or by its name. */
  async findStack(home: Home, nameOrId: string): Promise<StackRecord | undefined> {
    if (nameOrId.startsWith("arn:")) {
      const found = (await this.#stacks.find(home, tailOf(nameOrId)))?.value;
      return found?.stackId === nameOrId ? found : undefined;
    }
    const name = await this.#names.find(home, nameOrId);
    return name && (await this.#stacks.find(home, tailOf(name.value.stackId)))?.value;
  }

  /** Stores a new stack under its name; false when another stack has the name. */
  async addStack(stack: StackRecord): Promise<boolean> {
    const holder = await this.#names.find(stack, stack.stackName);
    const held = holder && (await this.#stacks.find(stack, tailOf(holder.value.stackId)))?.value;
    if (held && held.status !== "DELETE_COMPLETE") return false;
    const name = { stackId: stack.stackId };
    const version = await this.#names.put(stack, stack.stackName, name, holder?.version ?? "absent");
    if (version === undefined) return false;
    await this.putStack(stack);
    return true;
  }

  async putStack(stack: StackRecord): Promise<void> {
    await this.#stacks.put(stack, tailOf(stack.stackId), stack);
  }

  /**
   * Stores `next` if nothing has happened to the stack since `expected` was read: of two operations at once, one goes
   * on.
   */
  async advanceStack(expected: StackRecord, next: StackRecord): Promise<boolean> {
    const found = await this.#stacks.find(expected, tailOf(expected.stackId));
    const isSame =
      found?.value.status === expected.status && found.value.updatedAtMs === expected.updatedAtMs;
    if (!found || !isSame) return false;
    return (await this.#stacks.put(next, tailOf(next.stackId), next, found.version)) !== undefined;
  }

  /** Lets another stack have the name. One that has taken it from the deleted stack already keeps it. */
  async releaseName(stack: StackRecord): Promise<void> {
    const holder = await this.#names.find(stack, stack.stackName);
    if (holder?.value.stackId === stack.stackId)
      await this.#names.delete(stack, stack.stackName, holder.version);
  }

  /** All stacks, deleted ones included; of every account and region unless given. */
  async listStacks(home: Partial<Home>): Promise<StackRecord[]> {
    return this.#stacks.list(home);
  }

  /** Forgets a stack and all that belongs to it. */
  async forgetStack(stack: StackRecord): Promise<void> {
    const prefix = `${tailOf(stack.stackId)}/`;
    for (const documents of [this.#resources, this.#events, this.changeSets]) {
      for (const id of await documents.ids(stack, prefix)) await documents.delete(stack, id);
    }
    await this.#templates.delete(stack, tailOf(stack.stackId));
    await this.#stacks.delete(stack, tailOf(stack.stackId));
  }

  async findTemplate(stack: StackRecord): Promise<StackTemplate | undefined> {
    return (await this.#templates.find(stack, tailOf(stack.stackId)))?.value;
  }

  async putTemplate(stack: StackRecord, template: StackTemplate): Promise<void> {
    await this.#templates.put(stack, tailOf(stack.stackId), template);
  }

  async listResources(stack: StackRecord): Promise<ResourceRecord[]> {
    return this.#resources.list({ ...homeOf(stack), idPrefix: `${tailOf(stack.stackId)}/` });
  }

  async putResource(stack: StackRecord, resource: ResourceRecord): Promise<void> {
    await this.#resources.put(stack, `${tailOf(stack.stackId)}/${resource.logicalId}`, resource);
  }

  async deleteResource(stack: StackRecord, logicalId: string): Promise<void> {
    await this.#resources.delete(stack, `${tailOf(stack.stackId)}/${logicalId}`);
  }

  async addEvent(stack: StackRecord, event: EventRecord): Promise<void> {
    // Ids sort by time; the count keeps those of one millisecond in order.
    const order = `${pad(event.atMs)}-${pad(this.#eventCount++)}`;
    await this.#events.put(stack, `${tailOf(stack.stackId)}/${order}`, event);
  }

  /**
   * A page of the stack's history, oldest first: the newest `size` events, or those before the place `end`. A place
   * counts from the oldest event, so that it stays the same while the history grows.
   */
  async listEvents(
    stack: StackRecord,
    size: number,
    end?: number,
  ): Promise<{ events: EventRecord[]; first: number }> {
    let first = 0;
    const events = await this.#events.slice(homeOf(stack), `${tailOf(stack.stackId)}/`, (count) => {
      const last = Math.min(end ?? count, count);
      first = Math.max(0, last - size);
      return [first, last];
    });
    return { events, first };
  }

  /** Forgets the oldest events past what is kept. */
  async trimEvents(stack: StackRecord): Promise<void> {
    const ids = await this.#events.ids(stack, `${tailOf(stack.stackId)}/`);
    for (const id of ids.slice(0, Math.max(0, ids.length - EVENTS_KEPT_MAX)))
      await this.#events.delete(stack, id);
  }
}

const homeOf = ({ accountId, region }: Home): Home => ({ accountId, region });

/** `arn:…:stack/shop/8f…` gives `shop/8f…`: the account and region are in the key already. */
export const tailOf = (stackId: string): string => stackId.slice(stackId.indexOf("/") + 1);

const pad = (number: number): string => String(number).padStart(16, "0");
