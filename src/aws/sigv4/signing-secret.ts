import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { BoundedCache } from "../../base/bounded-cache.ts";
import { type CredentialScope, SCOPE_TERMINATOR } from "./credential-scope.ts";
import { deriveEcdsaKeys, type EcdsaKeys } from "./ecdsa-keys.ts";
import { HmacSha256 } from "./hmac-sha256.ts";

/** Scopes whose signing keys one secret remembers: a client uses a handful of services and regions a day. */
const SIGNING_KEYS_MAX = 32;

/** What signs the requests of one scope. */
export interface SigningKey {
  /** For strings to sign. */
  readonly hmac: HmacSha256;
  /** The same key for what is signed in pieces. */
  readonly key: KeyObject;
}

/**
 * A secret access key, ready to verify and to sign. The text is not kept: it lives in a KeyObject, which no log or
 * JSON shows. Deriving a signing key costs about 50 µs, so keep this object for as long as the secret is valid.
 */
export class SigningSecret {
  readonly #rootKey: KeyObject;
  readonly #signingKeys = new BoundedCache<string, SigningKey>(SIGNING_KEYS_MAX);
  /** The key used last: most clients call one service in one region. */
  #latest: { readonly scope: string; readonly key: SigningKey } | undefined;

  /** The key pair of Signature Version 4A: derived at the first use, for most keys never. */
  #ecdsa: { readonly accessKeyId: string; readonly keys: EcdsaKeys } | undefined;

  constructor(secretAccessKey: string) {
    this.#rootKey = createSecretKey(Buffer.from(`AWS4${secretAccessKey}`));
  }

  /** The key that signs requests of this scope. Source: IAM User Guide, "Create a signed AWS API request", step 3. */
  signingKey(scope: CredentialScope): SigningKey {
    if (this.#latest?.scope === scope.text) return this.#latest.key;
    const key = this.#signingKeys.get(scope.text) ?? this.#derive(scope);
    this.#latest = { scope: scope.text, key };
    return key;
  }

  /** The key pair for Signature Version 4A of the access key that this secret belongs to. */
  ecdsaKeys(accessKeyId: string): EcdsaKeys {
    if (this.#ecdsa?.accessKeyId === accessKeyId) return this.#ecdsa.keys;
    const secret = Buffer.concat([Buffer.from("AWS4A"), this.#rootKey.export().subarray("AWS4".length)]);
    const keys = deriveEcdsaKeys(createSecretKey(secret), accessKeyId);
    this.#ecdsa = { accessKeyId, keys };
    return keys;
  }

  #derive(scope: CredentialScope): SigningKey {
    let key = this.#rootKey;
    for (const part of [scope.date, scope.region, scope.service, SCOPE_TERMINATOR]) {
      key = createSecretKey(createHmac("sha256", key).update(part).digest());
    }
    const signingKey = { key, hmac: new HmacSha256(key.export()) };
    this.#signingKeys.set(scope.text, signingKey);
    return signingKey;
  }
}
