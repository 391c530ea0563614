import type { ResourceKey, ResourceStore } from "../store/resource-store.ts";
import { RootKeyError } from "./root-key.ts";
import { openText, sealText, type Vault } from "./vault.ts";

const key: ResourceKey = {
  accountId: "000000000000",
  region: "global",
  service: "vault",
  type: "root-key-check",
  id: "1",
};
const context = { purpose: "root-key-check" };

/**
 * Refuses a root key that is not the one the stored data was sealed with: found at start, before anything is sealed
 * under the wrong key, and not at the first secret that does not open. Throws {@link RootKeyError}.
 */
export async function checkRootKey(vault: Vault, store: ResourceStore): Promise<void> {
  const known = await store.get<{ sealed: string }>(key);
  if (known && !opens(vault, known.value.sealed)) {
    throw new RootKeyError(
      "The root key is not the one that the data folder was sealed with. Configure that key, or list it after the new one.",
    );
  }
  if (known && vault.isCurrent(Buffer.from(known.value.sealed, "base64"))) return;
  await store.put(key, { sealed: sealText(vault, "", context) }, known?.version ?? "absent");
}

function opens(vault: Vault, sealed: string): boolean {
  try {
    openText(vault, sealed, context);
    return true;
  } catch {
    return false;
  }
}
