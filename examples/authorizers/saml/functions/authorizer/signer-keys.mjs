import { createPublicKey, X509Certificate } from "node:crypto";

const RSA_BITS_MIN = 2_048;

/**
 * The identity provider's public keys, as PEM. `text` is one certificate or more, as in its metadata: base64 of DER,
 * separated by semicolons while keys rotate. A bare public key does as well. Throws on anything that is not an RSA key of
 * at least 2,048 bits: a function without keys does not start, and nobody is let in.
 */
export function readSignerKeys(text) {
  return text.split(";").map((encoded) => {
    const key = parseKey(Buffer.from(encoded, "base64"));
    if (key.asymmetricKeyType !== "rsa" || key.asymmetricKeyDetails.modulusLength < RSA_BITS_MIN) {
      throw new Error("the identity provider's key is not an RSA key of at least 2048 bits");
    }
    return key.export({ type: "spki", format: "pem" });
  });
}

function parseKey(der) {
  try {
    return new X509Certificate(der).publicKey;
  } catch {
    return createPublicKey({ key: der, type: "spki", format: "der" });
  }
}
