import { chmod, chown } from "node:fs/promises";

/** A system user and group without name, home or rights. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * System users for environments, while this process runs as root. Each environment gets a user of its own, so it can
 * neither signal nor read another's; each package a group of its own, so only its environments can enter its folder.
 */
export class SystemUsers {
  readonly #firstId: number;
  readonly #count: number;
  readonly #taken = new Set<number>();
  #next = 0;
  readonly #groups = new Map<string, { readonly gid: number; holders: number; ready: Promise<void> }>();

  /** Uses the ids from `firstId` on, `count` of them. */
  constructor(firstId: number, count: number) {
    this.#firstId = firstId;
    this.#count = count;
  }

  /** A user that nothing else runs as, in the group that may enter `packageFolder`. */
  async acquire(packageFolder: string): Promise<SystemUser> {
    const uid = this.#takeId();
    let group = this.#groups.get(packageFolder);
    if (!group) {
      const gid = this.#takeId();
      group = { gid, holders: 0, ready: letIn(packageFolder, gid) };
      this.#groups.set(packageFolder, group);
    }
    group.holders += 1;
    await group.ready;
    return { uid, gid: group.gid };
  }

  /** To be called when no process of the user is left. */
  async release(user: SystemUser, packageFolder: string): Promise<void> {
    this.#taken.delete(user.uid);
    const group = this.#groups.get(packageFolder)!;
    group.holders -= 1;
    if (group.holders > 0) return;
    this.#groups.delete(packageFolder);
    // Before the group's id is given to another package. A folder that was removed meanwhile needs no closing.
    await chmod(packageFolder, 0o700).catch(() => {});
    this.#taken.delete(group.gid);
  }

  /** The next id in turn that is free: an id comes back as late as possible, and with it what it may have left. */
  #takeId(): number {
    if (this.#taken.size >= this.#count) throw new Error(`All ${this.#count} system user ids are in use`);
    for (;;) {
      const id = this.#firstId + this.#next;
      this.#next = (this.#next + 1) % this.#count;
      if (this.#taken.has(id)) continue;
      this.#taken.add(id);
      return id;
    }
  }
}

async function letIn(packageFolder: string, gid: number): Promise<void> {
  await chown(packageFolder, 0, gid);
  await chmod(packageFolder, 0o750);
}
