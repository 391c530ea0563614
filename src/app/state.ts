import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { openDataFolder } from "../store/data-folder.ts";
import { FileBlobStore } from "../store/file-blob-store.ts";
import { RecordLog } from "../store/record-log.ts";
import type { ResourceStore } from "../store/resource-store.ts";
import { SqliteResourceStore } from "../store/sqlite-resource-store.ts";
import { AesVault } from "../vault/aes-vault.ts";
import { loadRootKeys, type RootKeySource } from "../vault/root-key.ts";
import { checkRootKey } from "../vault/root-key-check.ts";
import { SealedBlobStore } from "../vault/sealed-blob-store.ts";
import type { Vault } from "../vault/vault.ts";
import type { Settings } from "./settings.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Decision and audit records kept, the newest. */
const recordsMax = 100_000;

/** Everything that outlives the process, opened. */
export interface State {
  readonly dataFolder: string;
  readonly store: ResourceStore;
  /** S3's objects. */
  readonly objectBlobs: BlobStore;
  /** Functions' and layers' archives. */
  readonly codeBlobs: BlobStore;
  readonly records: RecordLog;
  readonly vault: Vault;
  /** Closes all of it; an ephemeral data folder is removed. */
  readonly close: () => Promise<void>;
}

/** Where the root key comes from: a command, the environment, else a file in the data folder. */
function rootKeySource(dataFolder: string, isNew: boolean, environment: NodeJS.ProcessEnv): RootKeySource {
  const command = environment["SALLYPORT_ROOT_KEY_COMMAND"]?.trim().split(/\s+/);
  if (command?.[0]) return { kind: "command", command: [command[0], ...command.slice(1)] };
  const variable = "SALLYPORT_ROOT_KEY";
  if (environment[variable]) return { kind: "environment", variable, environment };
  return { kind: "file", path: join(dataFolder, "root.key"), mayCreate: isNew };
}

/** What opening needs of the rest. */
interface StateTools {
  readonly random: Random;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Opens the data folder for this process alone, and what is in it. */
export async function openState(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  { random, logger, clock }: StateTools,
): Promise<State> {
  const temporary = settings.ephemeral ? temporaryFolder() : undefined;
  const folder = openDataFolder(temporary?.path ?? settings.dataFolder, clock.nowMs());
  const opened: { close(): Promise<void> | void }[] = [folder];
  const close = async (): Promise<void> => {
    for (const resource of opened.reverse()) await resource.close();
    temporary?.remove();
  };
  try {
    const rootKeys = await loadRootKeys(rootKeySource(folder.path, folder.isNew, environment), random);
    const store = new SqliteResourceStore({ path: join(folder.path, "state.sqlite"), logger });
    opened.push(store);
    const records = new RecordLog({ path: join(folder.path, "records.sqlite"), recordsMax, clock, logger });
    opened.push(records);
    const vault = new AesVault(rootKeys, random);
    await checkRootKey(vault, store);
    const openBlobs = async (name: string): Promise<BlobStore> =>
      new SealedBlobStore(await FileBlobStore.open(join(folder.path, name), random), vault, random);
    return {
      dataFolder: folder.path,
      store,
      objectBlobs: await openBlobs("objects"),
      codeBlobs: await openBlobs("code"),
      records,
      vault,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
