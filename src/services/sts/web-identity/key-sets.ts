import type { JSONWebKeySet } from "jose";
import { BoundedCache } from "../../../base/bounded-cache.ts";
import type { Clock } from "../../../base/clock.ts";
import type { OidcProviderView } from "../../iam/port.ts";
import { type FetchBounds, fetchDocument } from "./fetch-document.ts";

/** Keys are used this long without asking again, so that a key which was withdrawn stops soon. In milliseconds. */
const FRESH_MS = 600_000;

/** Keys are used this long while their provider does not answer, and then no longer. In milliseconds. */
const KEPT_MS = 86_400_000;

/** A provider is asked this often at most: strangers choose the tokens. In milliseconds. */
const ASKED_EVERY_MS = 30_000;

const PROVIDERS_MAX = 1000;
const KEYS_MAX = 200;

const DEFAULT_BOUNDS: FetchBounds = { bytesMax: 256 * 1024, timeoutMs: 5000 };

/** What is known of one provider's keys. */
interface KeyState {
  keySet: JSONWebKeySet | undefined;
  fetchedAtMs: number;
  askedAtMs: number;
  asking: Promise<void> | undefined;
}

/** The keys that identity providers sign with: fetched when they are needed, kept, and fetched anew as they change. */
export class KeySets {
  readonly #clock: Clock;
  readonly #bounds: FetchBounds;
  readonly #states = new BoundedCache<string, KeyState>(PROVIDERS_MAX);

  constructor(clock: Clock, bounds: FetchBounds = DEFAULT_BOUNDS) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  /**
   * The provider's keys. Where `keyId` is not among them, the provider may have begun to use a new one, and is asked.
   * Undefined when the provider does not answer and no keys are left that still hold.
   */
  async find(provider: OidcProviderView, keyId: string | undefined): Promise<JSONWebKeySet | undefined> {
    const state = this.#stateOf(provider);
    // Who comes while the provider is being asked waits for its answer.
    if (this.#isOutdated(state, keyId)) await (state.asking ?? this.#askAgain(provider, state));
    return this.#clock.nowMs() < state.fetchedAtMs + KEPT_MS ? state.keySet : undefined;
  }

  #stateOf({ url, thumbprints }: OidcProviderView): KeyState {
    // Accounts may trust one URL by different certificates.
    const id = JSON.stringify([url, ...thumbprints]);
    const known = this.#states.get(id);
    if (known) return known;
    const state = { keySet: undefined, fetchedAtMs: -Infinity, askedAtMs: -Infinity, asking: undefined };
    this.#states.set(id, state);
    return state;
  }

  #isOutdated({ keySet, fetchedAtMs }: KeyState, keyId: string | undefined): boolean {
    const isKnown = keyId === undefined || keySet?.keys.some(({ kid }) => kid === keyId);
    return !isKnown || this.#clock.nowMs() >= fetchedAtMs + FRESH_MS;
  }

  /** Asks the provider, unless that was a moment ago. What does not arrive changes nothing. */
  #askAgain(provider: OidcProviderView, state: KeyState): Promise<void> | undefined {
    const nowMs = this.#clock.nowMs();
    if (nowMs < state.askedAtMs + ASKED_EVERY_MS) return undefined;
    state.askedAtMs = nowMs;
    state.asking = fetchKeySet(provider, this.#bounds)
      .then((keySet) => {
        state.keySet = keySet;
        state.fetchedAtMs = this.#clock.nowMs();
      })
      .catch(() => {})
      .finally(() => {
        state.asking = undefined;
      });
    return state.asking;
  }
}

/** Source: OpenID Connect Discovery 1.0, section 4. */
async function fetchKeySet(
  { url, thumbprints }: OidcProviderView,
  bounds: FetchBounds,
): Promise<JSONWebKeySet> {
  const base = url.replace(/\/$/, "");
  const about = await fetchDocument(`${base}/.well-known/openid-configuration`, thumbprints, bounds);
  const { issuer, jwks_uri: keysUrl } = JSON.parse(about) as Readonly<Record<string, unknown>>;
  // "The issuer value returned MUST be identical to the Issuer URL that was used" (section 4.3).
  if (issuer !== url || typeof keysUrl !== "string") throw new Error(`${url} describes another issuer`);
  if (url.startsWith("https:") && !keysUrl.startsWith("https:")) throw new Error("Keys come over TLS");
  const { keys } = JSON.parse(await fetchDocument(keysUrl, thumbprints, bounds)) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length > KEYS_MAX) throw new Error(`${keysUrl} is no key set`);
  const objects = keys.filter((key) => typeof key === "object" && key !== null);
  return { keys: objects as JSONWebKeySet["keys"] };
}
