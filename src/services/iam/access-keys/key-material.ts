import { randomString } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";
import { openText, sealText, type Vault, type VaultContext } from "../../../vault/vault.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** `AKIA` and 16 characters: the mark of long-term keys. */
export const newAccessKeyId = (random: Random): string => `AKIA${randomString(random, BASE32, 16)}`;

/** 240 random bits as 40 characters of base64. */
export const newSecretAccessKey = (random: Random): string => random.bytes(30).toString("base64");

const contextOf = (accountId: string, accessKeyId: string): VaultContext => ({
  purpose: "iam-access-key",
  accountId,
  accessKeyId,
});

/** Seals a secret access key to its place: moved to another key or account, it does not open. */
export const sealSecret = (vault: Vault, secret: string, accountId: string, accessKeyId: string): string =>
  sealText(vault, secret, contextOf(accountId, accessKeyId));

/** Throws `VaultOpenError`. */
export const openSecret = (vault: Vault, sealed: string, accountId: string, accessKeyId: string): string =>
  openText(vault, sealed, contextOf(accountId, accessKeyId));
