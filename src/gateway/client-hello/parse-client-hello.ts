import { type ClientHello, Extension } from "./client-hello.ts";

/** A ClientHello whose lengths do not add up. */
export class MalformedHelloError extends Error {
  override readonly name = "MalformedHelloError";
}

const RANDOM_BYTES = 32;
const NONE: readonly number[] = [];

/**
 * Reads the body of a ClientHello (RFC 8446, section 4.1.2; RFC 5246, section 7.4.1.2), without the four bytes of its
 * handshake header. Extensions that no fingerprint looks into are stepped over. Throws MalformedHelloError.
 *
 * `03 03`, 32 random bytes, `00`, `00 02 13 01`, `01 00` gives version 0x0303, the cipher suite 0x1301, no extensions.
 */
export function parseClientHello(body: Buffer): ClientHello {
  const reader = new Reader(body);
  const legacyVersion = reader.number(2);
  reader.take(RANDOM_BYTES);
  reader.vector(1);
  const cipherSuites = reader.vector(2).numbers(2);
  reader.vector(1);
  const contents = new Map<number, Reader>();
  const extensions: number[] = [];
  // A hello may end before its extensions: they came with TLS 1.2.
  const list = reader.isAtEnd ? reader : reader.vector(2);
  while (!list.isAtEnd) {
    const type = list.number(2);
    const content = list.vector(2);
    extensions.push(type);
    if (!contents.has(type)) contents.set(type, content);
  }
  reader.end();
  const numbers = (type: number, lengthBytes: number, valueBytes: number) =>
    contents.get(type)?.only(lengthBytes).numbers(valueBytes) ?? NONE;
  return {
    legacyVersion,
    cipherSuites,
    extensions,
    supportedGroups: numbers(Extension.supportedGroups, 2, 2),
    pointFormats: numbers(Extension.pointFormats, 1, 1),
    signatureAlgorithms: numbers(Extension.signatureAlgorithms, 2, 2),
    supportedVersions: numbers(Extension.supportedVersions, 1, 2),
    firstProtocol: firstProtocol(contents.get(Extension.protocols)),
  };
}

function firstProtocol(extension: Reader | undefined): Uint8Array {
  const protocols = extension?.only(2);
  return protocols && !protocols.isAtEnd ? protocols.vector(1).rest() : new Uint8Array();
}

/** Takes numbers and vectors (RFC 8446, section 3.4) off the front of some bytes. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  number(bytes: number): number {
    return this.take(bytes).readUIntBE(0, bytes);
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at)
      throw new MalformedHelloError("A vector ends beyond its bytes");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A vector behind its length. */
  vector(lengthBytes: number): Reader {
    return new Reader(this.take(this.number(lengthBytes)));
  }

  /** A vector that is all there is. */
  only(lengthBytes: number): Reader {
    const vector = this.vector(lengthBytes);
    this.end();
    return vector;
  }

  /** What is left, as numbers of this size. */
  numbers(bytes: number): number[] {
    const numbers: number[] = [];
    while (!this.isAtEnd) numbers.push(this.number(bytes));
    return numbers;
  }

  rest(): Buffer {
    return this.take(this.#bytes.length - this.#at);
  }

  end(): void {
    if (!this.isAtEnd) throw new MalformedHelloError("Bytes follow where none may");
  }
}
