/**
 * What a sealed value belongs to: its purpose and whatever names its place. It is authenticated and not stored, so a
 * value that was moved to another place does not open there.
 */
export interface VaultContext {
  /** What the value is, such as `kms-key-material`. Each purpose has keys of its own. */
  readonly purpose: string;
  readonly [name: string]: string;
}

/**
 * A value could not be opened: it was changed, it belongs elsewhere, or its root key is gone. The message tells only
 * what an attacker may know.
 */
export class VaultOpenError extends Error {
  override readonly name = "VaultOpenError";
}

/** Encrypts what is stored, under a root key that is stored elsewhere. */
export interface Vault {
  /** Sealing the same value twice gives different bytes. Adds {@link sealedOverheadBytes} to the length. */
  seal(plaintext: Uint8Array, context: VaultContext): Buffer;
  /** Throws {@link VaultOpenError}. */
  open(sealed: Uint8Array, context: VaultContext): Buffer;
  /** A key of 32 bytes, the same for the same context as long as the current root key is. It is never stored. */
  deriveKey(context: VaultContext): Buffer;
  /** Whether the value is sealed under the current root key. One that is not is to be sealed anew. */
  isCurrent(sealed: Uint8Array): boolean;
}

/** Bytes that sealing adds: 4 format, 8 root key id, 32 salt, 12 nonce, 16 tag. */
export const sealedOverheadBytes = 72;

/** Seals text for a member of a JSON document, as base64. */
export const sealText = (vault: Vault, text: string, context: VaultContext): string =>
  vault.seal(Buffer.from(text), context).toString("base64");

/** Opens what {@link sealText} sealed. Throws {@link VaultOpenError}. */
export const openText = (vault: Vault, sealed: string, context: VaultContext): string =>
  vault.open(Buffer.from(sealed, "base64"), context).toString();
