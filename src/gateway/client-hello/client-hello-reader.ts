import { noBody } from "../http-message.ts";
import type { ClientHello } from "./client-hello.ts";
import { MalformedHelloError, parseClientHello } from "./parse-client-hello.ts";

/** Content type of a record that holds handshake messages (RFC 8446, section 5.1); no HTTP method begins with it. */
export const HANDSHAKE_RECORD = 0x16;

/**
 * Most bytes read of a client before its hello is whole, however they come. Known clients send under 3 KB, post-quantum
 * keys included. It bounds the records too: at most 3,277, all of them empty.
 */
const BYTES_MAX = 16 * 1024;
const RECORD_HEADER_BYTES = 5;
const MESSAGE_HEADER_BYTES = 4;
const CLIENT_HELLO_MESSAGE = 1;

/** What is known of a hello: it is whole, more of it must come, or it cannot be read. */
export type HelloReading = ClientHello | "incomplete" | "unreadable";

/**
 * Puts a ClientHello together from what a client sends. A client may cut it into any number of TLS records and TCP
 * segments; where it cuts says nothing of who it is, so the pieces are joined before anything is read. Empty records
 * are stepped over, as OpenSSL does, though RFC 8446 has none.
 */
export class ClientHelloReader {
  #buffer: Buffer = noBody;
  /** How much of the buffer was received. */
  #length = 0;
  /** Where the next record begins. */
  #recordAt = 0;
  /** The payloads of the records so far. */
  #message: Buffer = noBody;

  /** Everything received, for whoever speaks TLS. */
  get received(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  push(bytes: Buffer): HelloReading {
    this.#append(bytes);
    try {
      return this.#readRecords();
    } catch (error) {
      if (error instanceof MalformedHelloError) return "unreadable";
      throw error;
    }
  }

  /** A client that sends byte by byte must not have all of them copied each time, so the buffer doubles. */
  #append(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (this.#length === 0) {
      this.#buffer = bytes;
    } else {
      if (length > this.#buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#buffer.length));
        this.#buffer.copy(larger, 0, 0, this.#length);
        this.#buffer = larger;
      }
      bytes.copy(this.#buffer, this.#length);
    }
    this.#length = length;
  }

  #readRecords(): HelloReading {
    for (;;) {
      const payload = this.#nextPayload();
      if (!payload) return this.#length < BYTES_MAX ? "incomplete" : "unreadable";
      // An empty record must cost nothing: thousands fit into one segment.
      if (payload.length === 0) continue;
      this.#message = join(this.#message, payload);
      const body = helloBody(this.#message);
      if (body) return parseClientHello(body);
    }
  }

  /** The payload of the next record; undefined until it is there. Throws MalformedHelloError. */
  #nextPayload(): Buffer | undefined {
    if (this.#recordAt >= BYTES_MAX) throw new MalformedHelloError("The hello ends too late");
    const record = this.#buffer.subarray(this.#recordAt, this.#length);
    if (record.length < RECORD_HEADER_BYTES) return undefined;
    const end = RECORD_HEADER_BYTES + record.readUInt16BE(3);
    if (record[0] !== HANDSHAKE_RECORD || record[1] !== 3) {
      throw new MalformedHelloError(
        "Something other than a handshake record came before the hello was whole",
      );
    }
    if (record.length < end) return undefined;
    this.#recordAt += end;
    return record.subarray(RECORD_HEADER_BYTES, end);
  }
}

/** The hello without its header; undefined until it is there. Throws MalformedHelloError. */
function helloBody(message: Buffer): Buffer | undefined {
  if (message.length < MESSAGE_HEADER_BYTES) return undefined;
  if (message[0] !== CLIENT_HELLO_MESSAGE) throw new MalformedHelloError("The first message is not a hello");
  const end = MESSAGE_HEADER_BYTES + message.readUIntBE(1, 3);
  if (end > BYTES_MAX || message.length > end) throw new MalformedHelloError("The hello's length is wrong");
  return message.length === end ? message.subarray(MESSAGE_HEADER_BYTES) : undefined;
}

const join = (before: Buffer, after: Buffer): Buffer =>
  before.length === 0 ? after : Buffer.concat([before, after]);
