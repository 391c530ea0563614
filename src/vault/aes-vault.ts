import { createCipheriv, createDecipheriv, createHmac, hkdfSync, type KeyObject } from "node:crypto";
import { assertThat } from "../base/assert.ts";
import type { Random } from "../base/random.ts";
import { sealedOverheadBytes, type Vault, type VaultContext, VaultOpenError } from "./vault.ts";

/** First bytes of a sealed value: names the format, so that another one can follow. */
const format = Buffer.from("SPV1");
const rootKeyIdBytes = 8;
const saltBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const derivedKeyBytes = 32;
const headerBytes = format.length + rootKeyIdBytes + saltBytes + nonceBytes;

/** A root key and the id by which sealed values name it. */
interface RootKey {
  readonly id: Buffer;
  readonly key: KeyObject;
}

/**
 * Envelope encryption with AES-256-GCM (NIST SP 800-38D). Each value has a key of its own, derived from the root key, a
 * random salt and the purpose (HKDF-SHA-256, RFC 5869): no key ever meets two nonces, so there is no bound on the number
 * of values, and one purpose's values never open as another's.
 *
 * Layout: `SPV1`, root key id (8), salt (32), nonce (12), ciphertext, tag (16). The header and the context are
 * authenticated with the ciphertext.
 */
export class AesVault implements Vault {
  readonly #current: RootKey;
  readonly #rootKeys: readonly RootKey[];
  readonly #random: Random;

  /** @param rootKeys 32 bytes each. The first seals; all of them open, so that a root key can be replaced. */
  constructor(rootKeys: readonly [KeyObject, ...KeyObject[]], random: Random) {
    this.#rootKeys = rootKeys.map((key) => {
      assertThat(key.symmetricKeySize === 32, "A root key is not 32 bytes long");
      return { id: rootKeyId(key), key };
    });
    this.#current = this.#rootKeys[0]!;
    this.#random = random;
  }

  seal(plaintext: Uint8Array, context: VaultContext): Buffer {
    const salt = this.#random.bytes(saltBytes);
    const header = Buffer.concat([format, this.#current.id, salt, this.#random.bytes(nonceBytes)]);
    const key = deriveKey(this.#current.key, salt, context.purpose);
    const cipher = createCipheriv("aes-256-gcm", key, header.subarray(-nonceBytes), {
      authTagLength: tagBytes,
    });
    cipher.setAAD(Buffer.concat([header, canonicalContext(context)]));
    return Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  open(sealed: Uint8Array, context: VaultContext): Buffer {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    const rootKey = this.#findRootKey(bytes);
    if (!rootKey) throw new VaultOpenError("Not a sealed value, or its root key is not among the vault's");
    const header = bytes.subarray(0, headerBytes);
    const salt = header.subarray(format.length + rootKeyIdBytes, -nonceBytes);
    const key = deriveKey(rootKey.key, salt, context.purpose);
    const decipher = createDecipheriv("aes-256-gcm", key, header.subarray(-nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.concat([header, canonicalContext(context)]));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    const plaintext = decipher.update(bytes.subarray(headerBytes, -tagBytes));
    try {
      return Buffer.concat([plaintext, decipher.final()]);
    } catch {
      throw new VaultOpenError(
        `A sealed value of purpose ${context.purpose} was changed or belongs elsewhere`,
      );
    }
  }

  deriveKey(context: VaultContext): Buffer {
    // Apart from the keys that seal: those are never derived without a salt, nor under this name.
    const info = Buffer.concat([Buffer.from("sallyport vault v1 derived key\n"), canonicalContext(context)]);
    return Buffer.from(hkdfSync("sha256", this.#current.key, Buffer.alloc(0), info, derivedKeyBytes));
  }

  isCurrent(sealed: Uint8Array): boolean {
    return this.#findRootKey(Buffer.from(sealed)) === this.#current;
  }

  #findRootKey(sealed: Buffer): RootKey | undefined {
    if (sealed.length < sealedOverheadBytes || !sealed.subarray(0, format.length).equals(format))
      return undefined;
    const id = sealed.subarray(format.length, format.length + rootKeyIdBytes);
    return this.#rootKeys.find((rootKey) => rootKey.id.equals(id));
  }
}

/** A short name of a key that tells nothing about it. */
const rootKeyId = (key: KeyObject): Buffer =>
  createHmac("sha256", key).update("sallyport vault root key id").digest().subarray(0, rootKeyIdBytes);

const deriveKey = (rootKey: KeyObject, salt: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", rootKey, salt, `sallyport vault v1 ${purpose}`, 32));

/**
 * The context as bytes: names in code unit order, each name and value after its length. Lengths keep `{a: "bc"}` and
 * `{ab: "c"}` apart.
 */
function canonicalContext(context: VaultContext): Buffer {
  const parts: Buffer[] = [];
  for (const name of Object.keys(context).sort()) {
    for (const text of [name, context[name]!]) {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      parts.push(length, bytes);
    }
  }
  return Buffer.concat(parts);
}
