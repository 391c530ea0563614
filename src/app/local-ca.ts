import "reflect-metadata";
import { createPrivateKey, type KeyObject, webcrypto } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from "@peculiar/asn1-x509";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { BoundedCache } from "../base/bounded-cache.ts";
import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import { writePrivateFile } from "./private-file.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 86_400_000;
const caDays = 3650;
/** Browsers refuse leaf certificates that live longer than 398 days; these are remade at need, so shorter. */
const leafDays = 90;
/** A client picks the names it asks for, so what is kept for them is bounded. */
const leavesMax = 256;

/**
 * The only names that the local authority may vouch for: a stolen key, or a browser that trusts the authority,
 * endangers nothing else. RFC 5280, section 4.2.1.10.
 */
const permittedDomains = ["localhost", "amazonaws.com"];

function nameConstraints(): Extension {
  const dns = permittedDomains.map(
    (name) => new GeneralSubtree({ base: new GeneralName({ dNSName: name }) }),
  );
  const loopback = ["127.0.0.0/8", "::1/128"].map(
    (range) => new GeneralSubtree({ base: new GeneralName({ iPAddress: range }) }),
  );
  const permittedSubtrees = new GeneralSubtrees([...dns, ...loopback]);
  return new Extension(
    id_ce_nameConstraints,
    true,
    AsnConvert.serialize(new NameConstraints({ permittedSubtrees })),
  );
}

/** Whether the local authority issues for a name a client asks for. */
export const isServable = (serverName: string): boolean =>
  serverName.length <= 253 &&
  /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(serverName) &&
  permittedDomains.some((domain) => serverName === domain || serverName.endsWith(`.${domain}`));

interface Authority {
  readonly certificate: X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

const keyPem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();
const serial = (random: Random): string => `00${random.bytes(16).toString("hex")}`;

async function makeAuthority(
  clock: Clock,
  random: Random,
): Promise<{ authority: Authority; pem: string; keyPem: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const nowMs = clock.nowMs();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(random),
    name: "CN=Sallyport local authority",
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + caDays * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      nameConstraints(),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const exported = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: exported, format: "der", type: "pkcs8" });
  return {
    authority: { certificate, privateKey: keys.privateKey },
    pem: certificate.toString("pem"),
    keyPem: keyPem(key),
  };
}

async function loadAuthority(folder: string, clock: Clock, random: Random): Promise<Authority> {
  const certificateFile = join(folder, "ca.pem");
  const keyFile = join(folder, "ca.key");
  if (!existsSync(certificateFile) || !existsSync(keyFile)) {
    const made = await makeAuthority(clock, random);
    writePrivateFile(keyFile, made.keyPem);
    writeFileSync(certificateFile, made.pem, { mode: 0o644 });
    return made.authority;
  }
  const der = createPrivateKey(readFileSync(keyFile, "utf8")).export({ type: "pkcs8", format: "der" });
  const privateKey = await webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
  return { certificate: new X509Certificate(readFileSync(certificateFile, "utf8")), privateKey };
}

/** A certificate authority of this data folder's own, for `*.localhost`: made at first start, issuing at need. */
export class LocalCertificateAuthority {
  readonly #authority: Authority;
  readonly #leafKeys: webcrypto.CryptoKeyPair;
  readonly #leafKeyPem: string;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #leaves = new BoundedCache<string, { context: SecureContext; renewAtMs: number }>(leavesMax);

  private constructor(
    authority: Authority,
    leafKeys: webcrypto.CryptoKeyPair,
    leafKeyPem: string,
    clock: Clock,
    random: Random,
  ) {
    this.#authority = authority;
    this.#leafKeys = leafKeys;
    this.#leafKeyPem = leafKeyPem;
    this.#clock = clock;
    this.#random = random;
  }

  /** Opens the authority in `folder` (`ca.pem`, and `ca.key` with mode 0600), or makes it. */
  static async open(folder: string, clock: Clock, random: Random): Promise<LocalCertificateAuthority> {
    cryptoProvider.set(webcrypto);
    const authority = await loadAuthority(folder, clock, random);
    const leafKeys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", leafKeys.privateKey));
    const pem = keyPem(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
    return new LocalCertificateAuthority(authority, leafKeys, pem, clock, random);
  }

  /** A context that proves `serverName`; undefined for names the authority does not issue for. */
  async contextFor(serverName: string): Promise<SecureContext | undefined> {
    const name = serverName.toLowerCase();
    if (!isServable(name)) return undefined;
    const known = this.#leaves.get(name);
    if (known && known.renewAtMs > this.#clock.nowMs()) return known.context;
    const context = createSecureContext({ key: this.#leafKeyPem, cert: await this.#issue(name) });
    this.#leaves.set(name, { context, renewAtMs: this.#clock.nowMs() + (leafDays / 2) * dayMs });
    return context;
  }

  /** Key and certificate, PEM, that prove `localhost` and the loopback addresses. */
  async localhostPair(): Promise<{ readonly key: string; readonly cert: string }> {
    return { key: this.#leafKeyPem, cert: await this.#issue("localhost") };
  }

  async #issue(name: string): Promise<string> {
    const nowMs = this.#clock.nowMs();
    const addresses = name === "localhost" ? (["127.0.0.1", "::1"] as const) : [];
    const leaf = await X509CertificateGenerator.create({
      serialNumber: serial(this.#random),
      subject: `CN=${name.length <= 64 ? name : "Sallyport"}`,
      issuer: this.#authority.certificate.subject,
      notBefore: new Date(nowMs - dayMs),
      notAfter: new Date(nowMs + leafDays * dayMs),
      signingKey: this.#authority.privateKey,
      publicKey: this.#leafKeys.publicKey,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([
          { type: "dns", value: name },
          ...addresses.map((value) => ({ type: "ip" as const, value })),
        ]),
      ],
    });
    return leaf.toString("pem");
  }
}
