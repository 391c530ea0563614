import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";

/** Longest chain followed. */
const CERTIFICATES_MAX = 10;

/**
 * Whether a server's certificate is for the host and leads, each certificate signed by the next, to one whose SHA-1
 * digest is in `thumbprints`. Every link is verified: a pinned certificate that is merely sent along vouches for nothing.
 * Source: IAM User Guide, "Obtaining the thumbprint for an OpenID Connect Identity Provider".
 */
export function chainIsPinned(
  leaf: X509Certificate | undefined,
  host: string,
  thumbprints: readonly string[],
): boolean {
  const isForHost = isIP(host) === 0 ? leaf?.checkHost(host) : leaf?.checkIP(host);
  if (!leaf || isForHost === undefined) return false;
  let certificate = leaf;
  for (let count = 0; count < CERTIFICATES_MAX; count++) {
    if (!isInTime(certificate)) return false;
    if (thumbprints.includes(certificate.fingerprint.replaceAll(":", "").toLowerCase())) return true;
    const issuer = certificate.issuerCertificate;
    if (!issuer?.ca || !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey))
      return false;
    certificate = issuer;
  }
  return false;
}

/** By the wall clock, as the rest of the handshake is. */
const isInTime = ({ validFromDate, validToDate }: X509Certificate): boolean => {
  const now = new Date();
  return validFromDate <= now && now <= validToDate;
};
