import "reflect-metadata";
import { createPrivateKey, createPublicKey, webcrypto } from "node:crypto";
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
import type { Random } from "../base/random.ts";

/** A certificate and its private key, PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate for a server, to be signed by an authority. */
export interface LeafRequest {
  readonly authority: KeyAndCertificate;
  /** The server's private key, PEM, on P-256. */
  readonly key: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
cryptoProvider.set(webcrypto);

const serial = (random: Random): string => `00${random.bytes(16).toString("hex")}`;

/**
 * What the authority may vouch for, as a critical extension: a stolen key, or a browser that trusts the authority,
 * endangers no other name. RFC 5280, section 4.2.1.10.
 */
function nameConstraints(domains: readonly string[]): Extension {
  const subtree = (base: { dNSName: string } | { iPAddress: string }): GeneralSubtree =>
    new GeneralSubtree({ base: new GeneralName(base) });
  const permittedSubtrees = new GeneralSubtrees([
    ...domains.map((dNSName) => subtree({ dNSName })),
    ...["127.0.0.0/8", "::1/128"].map((iPAddress) => subtree({ iPAddress })),
  ]);
  const value = AsnConvert.serialize(new NameConstraints({ permittedSubtrees }));
  return new Extension(id_ce_nameConstraints, true, value);
}

/** A new authority that can vouch for `domains` and what is below them, and for loopback addresses. */
export async function makeAuthority(
  domains: readonly string[],
  validity: { readonly notBeforeMs: number; readonly notAfterMs: number },
  random: Random,
): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(random),
    name: "CN=Sallyport local authority",
    notBefore: new Date(validity.notBeforeMs),
    notAfter: new Date(validity.notAfterMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      nameConstraints(domains),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return { key: key.export({ type: "pkcs8", format: "pem" }).toString(), cert: certificate.toString("pem") };
}

/** The certificate, PEM. */
export async function issueLeaf(request: LeafRequest, random: Random): Promise<string> {
  const authority = new X509Certificate(request.authority.cert);
  const authorityDer = createPrivateKey(request.authority.key).export({ type: "pkcs8", format: "der" });
  const publicDer = createPublicKey(request.key).export({ type: "spki", format: "der" });
  const leaf = await X509CertificateGenerator.create({
    serialNumber: serial(random),
    subject: `CN=${request.name.length <= 64 ? request.name : "Sallyport"}`,
    issuer: authority.subject,
    notBefore: new Date(request.notBeforeMs),
    notAfter: new Date(request.notAfterMs),
    signingKey: await webcrypto.subtle.importKey("pkcs8", authorityDer, algorithm, false, ["sign"]),
    publicKey: await webcrypto.subtle.importKey("spki", publicDer, algorithm, true, ["verify"]),
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: "dns", value: request.name },
        ...request.addresses.map((value) => ({ type: "ip" as const, value })),
      ]),
    ],
  });
  return leaf.toString("pem");
}
