import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Random } from "../../../base/random.ts";
import type { BlobStore } from "../../../store/blob-store.ts";
import type { ArchiveRecord } from "../state/records.ts";
import { newBudget, type UnpackBudget, unpackArchive } from "./unpack-archive.ts";

/** The archives that make up what a function version runs on. */
export interface PackageParts {
  readonly archive: ArchiveRecord;
  /** In the order they are laid over each other. */
  readonly layers: readonly { readonly archive: ArchiveRecord }[];
}

/** How many packages are remembered as unpacked; past that, the memory starts anew and the disk is asked. */
const REMEMBERED_MAX = 10_000;

/**
 * Unpacked packages, one folder for each combination of code and layers: `task/` and `opt/`. A cache: everything in it
 * can be made again from the archives. A folder appears whole or not at all, and only its owner may enter it until an
 * environment needs it.
 */
export class PackageStore {
  readonly #folder: string;
  readonly #blobs: BlobStore;
  readonly #random: Random;
  readonly #newBudget: () => UnpackBudget;
  readonly #ready = new Set<string>();
  readonly #unpacking = new Map<string, Promise<string>>();

  /**
   * @param folder Absolute. Ours alone; others may pass through it, but not list it.
   * @param budgetOfPackage What one package may use. Default: Lambda's limits.
   */
  constructor(folder: string, blobs: BlobStore, random: Random, budgetOfPackage = newBudget) {
    this.#folder = folder;
    this.#blobs = blobs;
    this.#random = random;
    this.#newBudget = budgetOfPackage;
  }

  /** Closes the packages that a crash left open and removes what it left half-made or without a function. */
  async start(needed: Iterable<PackageParts>): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await chmod(this.#folder, 0o711);
    const kept = new Set([...needed].map((parts) => this.folderOf(parts)));
    for (const name of await readdir(this.#folder)) {
      const folder = join(this.#folder, name);
      if (kept.has(folder)) await chmod(folder, 0o700);
      else await rm(folder, { recursive: true, force: true });
    }
  }

  /** The folder of a package that is known to be unpacked. */
  findReady(parts: PackageParts): string | undefined {
    const folder = this.folderOf(parts);
    return this.#ready.has(folder) ? folder : undefined;
  }

  /** Where the package is, or would be. */
  folderOf({ archive, layers }: PackageParts): string {
    const hash = createHash("sha256").update(archive.sha256);
    for (const layer of layers) hash.update(` ${layer.archive.sha256}`);
    return join(this.#folder, hash.digest("hex"));
  }

  /** Unpacks the package unless it is there. Throws ArchiveError. */
  ensure(parts: PackageParts): Promise<string> {
    const folder = this.folderOf(parts);
    let unpacking = this.#unpacking.get(folder);
    if (!unpacking) {
      unpacking = this.#make(folder, parts).finally(() => this.#unpacking.delete(folder));
      this.#unpacking.set(folder, unpacking);
    }
    return unpacking;
  }

  /** Throws ArchiveError unless the archive can be unpacked. */
  async check(archive: ArchiveRecord): Promise<void> {
    const trial = await this.#partial();
    try {
      await this.#unpack(archive, join(trial, "task"), trial, this.#newBudget());
    } finally {
      await rm(trial, { recursive: true, force: true });
    }
  }

  /** Removes a package that no function uses any more. */
  async remove(parts: PackageParts): Promise<void> {
    const folder = this.folderOf(parts);
    this.#ready.delete(folder);
    await rm(folder, { recursive: true, force: true });
  }

  async #make(folder: string, parts: PackageParts): Promise<string> {
    if (!(await exists(folder))) await this.#build(folder, parts);
    if (this.#ready.size >= REMEMBERED_MAX) this.#ready.clear();
    this.#ready.add(folder);
    return folder;
  }

  async #build(folder: string, { archive, layers }: PackageParts): Promise<void> {
    const partial = await this.#partial();
    try {
      const budget = this.#newBudget();
      await this.#unpack(archive, join(partial, "task"), partial, budget);
      for (const layer of layers) await this.#unpack(layer.archive, join(partial, "opt"), partial, budget);
      await rename(partial, folder);
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
  }

  async #unpack(
    archive: ArchiveRecord,
    target: string,
    partial: string,
    budget: UnpackBudget,
  ): Promise<void> {
    const file = join(partial, "archive.zip");
    await pipeline(await this.#blobs.read(archive.blobId), createWriteStream(file, { mode: 0o600 }));
    await mkdir(target, { recursive: true });
    await chmod(target, 0o755);
    await unpackArchive(file, target, budget);
    await rm(file);
  }

  async #partial(): Promise<string> {
    const partial = join(this.#folder, `.${this.#random.bytes(8).toString("hex")}`);
    await mkdir(partial, { mode: 0o700 });
    return partial;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
