import { X509Certificate } from "node:crypto";
import { WireFault } from "../../../aws/decode/wire-fault.ts";
import {
  childrenNamed,
  descendants,
  type NamespacedElement,
  parseNamespacedXml,
} from "../../../aws/decode/xml-namespaces.ts";
import { invalidInput, limitExceeded } from "../errors.ts";

const METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
const SIGNATURES = "http://www.w3.org/2000/09/xmldsig#";

/** Far more than one provider's description takes. */
const CHARACTERS_MAX = 512 * 1024;
const CERTIFICATES_MAX = 20;
const RSA_BITS_MIN = 2048;

/** What a SAML provider's metadata says that assertions are checked against. */
export interface SamlMetadata {
  /** What an assertion's `Issuer` must be. */
  readonly entityId: string;
  /** The certificates of its signing keys, in PEM. At least one. */
  readonly certificates: readonly string[];
  /** When the metadata ends, if it says so. */
  readonly validUntilMs?: number;
}

/**
 * Reads the metadata of one identity provider. Throws `InvalidInput` on anything else.
 * Source: Metadata for the OASIS Security Assertion Markup Language (SAML) V2.0, section 2.4.
 */
export function readMetadata(document: string): SamlMetadata {
  if (document.length > CHARACTERS_MAX) {
    throw limitExceeded(`Cannot exceed quota for SAMLMetadataDocument: ${CHARACTERS_MAX}`);
  }
  const root = parse(document);
  const entityId = root.attributes.get("entityID");
  const descriptors = childrenNamed(root, METADATA, "IDPSSODescriptor");
  if (!isNamed(root, "EntityDescriptor") || !entityId || descriptors.length !== 1) throw unreadable();
  const certificates = descriptors.flatMap(signingCertificates);
  if (certificates.length === 0 || certificates.length > CERTIFICATES_MAX) throw unreadable();
  const validUntil = root.attributes.get("validUntil") ?? descriptors[0]!.attributes.get("validUntil");
  const validUntilMs = validUntil === undefined ? undefined : Date.parse(validUntil);
  if (Number.isNaN(validUntilMs)) throw unreadable();
  return { entityId, certificates, ...(validUntilMs !== undefined && { validUntilMs }) };
}

const isNamed = ({ namespace, name }: NamespacedElement, wanted: string): boolean =>
  namespace === METADATA && name === wanted;

const unreadable = (): Error => invalidInput("Could not parse metadata");

function parse(document: string): NamespacedElement {
  try {
    return parseNamespacedXml(document);
  } catch (error) {
    if (error instanceof WireFault) throw unreadable();
    throw error;
  }
}

/** A key without a stated use is for signing too. */
const signingCertificates = (descriptor: NamespacedElement): readonly string[] =>
  childrenNamed(descriptor, METADATA, "KeyDescriptor")
    .filter(({ attributes }) => (attributes.get("use") ?? "signing") === "signing")
    .flatMap((key) => [...descendants(key)])
    .filter(({ namespace, name }) => namespace === SIGNATURES && name === "X509Certificate")
    .map(({ text }) => readCertificate(text));

/** Signatures that are accepted are RSA's. */
function readCertificate(text: string): string {
  try {
    const certificate = new X509Certificate(Buffer.from(text, "base64"));
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    const bits = asymmetricKeyType === "rsa" ? (asymmetricKeyDetails?.modulusLength ?? 0) : 0;
    if (bits >= RSA_BITS_MIN) return certificate.toString();
  } catch {
    // Told below: node's words on a certificate help nobody here.
  }
  throw invalidInput(
    "The metadata holds a signing certificate that is not one of an RSA key of 2,048 bits or more.",
  );
}
