import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import { BoundedCache } from "../base/bounded-cache.ts";
import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import type { KeyAndCertificate } from "./certificate-issuer.ts";
import { writePrivateFile } from "./private-file.ts";

const dayMs = 86_400_000;
const authorityDays = 3650;
/** Browsers refuse certificates that live longer than 398 days; these are remade at need, so shorter. */
const leafDays = 90;
/** A client picks the names it asks for, so what is kept for them is bounded. */
const leavesMax = 256;
/** The only names that the authority may vouch for; its certificate says so. */
const permittedDomains = ["localhost", "amazonaws.com"];

/** Issuing loads a library for certificates that a start without new names does without. */
const loadIssuer = () => import("./certificate-issuer.ts");

/** Whether the local authority issues for a name a client asks for. */
export const isServable = (serverName: string): boolean =>
  serverName.length <= 253 &&
  /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(serverName) &&
  permittedDomains.some((domain) => serverName === domain || serverName.endsWith(`.${domain}`));

async function loadAuthority(folder: string, nowMs: number, random: Random): Promise<KeyAndCertificate> {
  const certificateFile = join(folder, "ca.pem");
  const keyFile = join(folder, "ca.key");
  if (existsSync(certificateFile) && existsSync(keyFile)) {
    return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certificateFile, "utf8") };
  }
  const validity = { notBeforeMs: nowMs - dayMs, notAfterMs: nowMs + authorityDays * dayMs };
  const made = await (await loadIssuer()).makeAuthority(permittedDomains, validity, random);
  writePrivateFile(keyFile, made.key);
  writeFileSync(certificateFile, made.cert, { mode: 0o644 });
  return made;
}

const newLeafKey = (): string =>
  generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();

/** A certificate authority of this data folder's own, for `*.localhost`: made at first start, issuing at need. */
export class LocalCertificateAuthority {
  readonly #folder: string;
  readonly #authority: KeyAndCertificate;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #leaves = new BoundedCache<string, { context: SecureContext; renewAtMs: number }>(leavesMax);
  #leafKey: string | undefined;

  private constructor(folder: string, authority: KeyAndCertificate, clock: Clock, random: Random) {
    this.#folder = folder;
    this.#authority = authority;
    this.#clock = clock;
    this.#random = random;
  }

  /** Opens the authority in `folder` (`ca.pem`, and `ca.key` with mode 0600), or makes it. */
  static async open(folder: string, clock: Clock, random: Random): Promise<LocalCertificateAuthority> {
    const authority = await loadAuthority(folder, clock.nowMs(), random);
    return new LocalCertificateAuthority(folder, authority, clock, random);
  }

  /** A context that proves `serverName`; undefined for names the authority does not issue for. */
  async contextFor(serverName: string): Promise<SecureContext | undefined> {
    const name = serverName.toLowerCase();
    if (!isServable(name)) return undefined;
    const known = this.#leaves.get(name);
    if (known && known.renewAtMs > this.#clock.nowMs()) return known.context;
    this.#leafKey ??= newLeafKey();
    const context = createSecureContext({ key: this.#leafKey, cert: await this.#issue(name, this.#leafKey) });
    this.#leaves.set(name, { context, renewAtMs: this.#clock.nowMs() + (leafDays / 2) * dayMs });
    return context;
  }

  /** What proves `localhost` and the loopback addresses. Kept in the folder until half of its life is over. */
  async localhostPair(): Promise<KeyAndCertificate> {
    const file = join(this.#folder, "localhost.pem");
    const kept = existsSync(file) ? this.#usable(readFileSync(file, "utf8")) : undefined;
    if (kept) return kept;
    const key = newLeafKey();
    const cert = await this.#issue("localhost", key);
    writePrivateFile(file, `${key}${cert}`);
    return { key, cert };
  }

  /** The key and certificate in a file's text, if they are this authority's and fresh. */
  #usable(text: string): KeyAndCertificate | undefined {
    const [key, cert] = text.split(/(?=-----BEGIN CERTIFICATE-----)/);
    if (!key || !cert) return undefined;
    const leaf = new X509Certificate(cert);
    const isFresh = Date.parse(leaf.validTo) - this.#clock.nowMs() > (leafDays / 2) * dayMs;
    return isFresh && leaf.verify(new X509Certificate(this.#authority.cert).publicKey)
      ? { key, cert }
      : undefined;
  }

  async #issue(name: string, key: string): Promise<string> {
    const nowMs = this.#clock.nowMs();
    const addresses = name === "localhost" ? ["127.0.0.1", "::1"] : [];
    const validity = { notBeforeMs: nowMs - dayMs, notAfterMs: nowMs + leafDays * dayMs };
    const { issueLeaf } = await loadIssuer();
    return issueLeaf({ authority: this.#authority, key, name, addresses, ...validity }, this.#random);
  }
}
