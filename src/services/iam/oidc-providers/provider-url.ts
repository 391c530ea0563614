import { invalidInput } from "../errors.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|[\w-]+\.localhost)$/;

/**
 * The provider's name: its URL without scheme. Throws `InvalidInput` on what is no address of a provider. Plain HTTP is
 * taken for this machine alone, where providers run beside their tests; AWS takes none.
 * `https://example.com/realm` gives `example.com/realm`.
 */
export function providerName(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const scheme = /^https?:\/\//.exec(url)?.[0];
  const plain = parsed?.protocol === "http:";
  if (!parsed || scheme === undefined || (plain && !LOOPBACK.test(parsed.hostname))) {
    throw invalidInput("Invalid Open ID Connect Provider URL: it must begin with https://");
  }
  // A fragment or query is no part of an issuer (OpenID Connect Discovery 1.0, section 4), a password of none.
  if (/[?#@\s\\]/.test(url)) throw invalidInput("Invalid Open ID Connect Provider URL");
  return url.slice(scheme.length);
}
