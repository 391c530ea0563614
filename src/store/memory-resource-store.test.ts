import { silentLogger } from "../base/logger.ts";
import { MemoryResourceStore } from "./memory-resource-store.ts";
import { resourceStoreContract } from "./resource-store.contract.ts";

resourceStoreContract(
  "MemoryResourceStore",
  async (changesKeptMin) => new MemoryResourceStore({ logger: silentLogger, changesKeptMin }),
);
