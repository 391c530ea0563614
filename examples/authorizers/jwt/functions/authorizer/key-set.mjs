import { createPublicKey } from "node:crypto";
import { fetchJson } from "./fetch-json.mjs";

/** How long keys are used without asking again, in seconds. */
const FRESH_S = 600;
/** How long the last good keys serve while the issuer cannot be reached, in seconds. After that nobody is let in. */
const STALE_S = 24 * 3_600;
/** How often the issuer is asked at most, whatever tokens name, in seconds. */
const RETRY_S = 30;
const KEYS_MAX = 100;
const KID_CHARACTERS_MAX = 256;

/**
 * The issuer's public keys (RFC 7517), fetched when they are needed. A `kid` is only ever compared, never made part of
 * a path or an address. `fetchDocument` and `nowS` are replaced in tests.
 */
export function createKeySet({ uri, fetchDocument = fetchJson, nowS = () => Date.now() / 1000 }) {
  let keys = new Map();
  let fetchedAtS = -Infinity;
  let triedAtS = -Infinity;
  let underWay;

  async function refresh() {
    triedAtS = nowS();
    try {
      keys = readKeys(await fetchDocument(uri));
      fetchedAtS = nowS();
    } catch (error) {
      console.log(`the issuer's keys could not be fetched: ${error.message}`);
    }
  }

  const isOlderThan = (ageS) => nowS() - fetchedAtS > ageS;

  return {
    /** The key that is called `kid`, or undefined. Throws when there are no keys to rely on. */
    async find(kid) {
      if (typeof kid !== "string" || kid.length > KID_CHARACTERS_MAX) return undefined;
      const wanted = isOlderThan(FRESH_S) || !keys.has(kid);
      if (wanted && nowS() - triedAtS > RETRY_S) underWay ??= refresh().finally(() => (underWay = undefined));
      if (wanted) await underWay;
      if (isOlderThan(STALE_S)) throw new Error("the issuer's keys are not available");
      return keys.get(kid);
    },
  };
}

function readKeys(document) {
  if (!Array.isArray(document?.keys) || document.keys.length > KEYS_MAX) throw new Error("not a JWK set");
  const keys = new Map();
  for (const jwk of document.keys) {
    const usable = typeof jwk?.kid === "string" && jwk.kty !== "oct" && (jwk.use ?? "sig") === "sig";
    const key = usable ? publicKeyOf(jwk) : undefined;
    if (key) keys.set(jwk.kid, key);
  }
  if (keys.size === 0) throw new Error("no usable key in the JWK set");
  return keys;
}

/** A key of a kind that we do not know is passed over: the others still count. */
function publicKeyOf(jwk) {
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    return undefined;
  }
}
