/** What a TLS client says of itself in its first message, as fingerprints need it. Values are as sent, GREASE included. */
export interface ClientHello {
  /** The version field of the message: 0x0303 in TLS 1.3 too, which says so in `supportedVersions`. */
  readonly legacyVersion: number;
  readonly cipherSuites: readonly number[];
  /** Types of extensions, in the order sent. */
  readonly extensions: readonly number[];
  readonly supportedGroups: readonly number[];
  readonly pointFormats: readonly number[];
  readonly signatureAlgorithms: readonly number[];
  readonly supportedVersions: readonly number[];
  /** The first protocol that the client would speak (ALPN), in bytes; empty where it names none. */
  readonly firstProtocol: Uint8Array;
}

/** Types of extensions. Source: IANA, TLS ExtensionType Values. */
export const Extension = {
  serverName: 0,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  protocols: 16,
  supportedVersions: 43,
} as const;

/**
 * Values that clients make up so that servers learn to ignore what they do not know: they change with every connection
 * and say nothing of the client. Source: RFC 8701, section 2.
 */
export const isGrease = (value: number): boolean =>
  (value & 0x0f0f) === 0x0a0a && value >>> 8 === (value & 0xff);
