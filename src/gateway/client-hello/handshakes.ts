import type { Socket } from "node:net";
import type { ClientFingerprints } from "../http-message.ts";
import type { ClientHello } from "./client-hello.ts";
import { ja3 } from "./ja3.ts";
import { ja4 } from "./ja4.ts";

/** Both fingerprints of a hello. */
const fingerprintsOf = (hello: ClientHello): ClientFingerprints => ({
  ja3Fingerprint: ja3(hello),
  ja4Fingerprint: ja4(hello),
});

/**
 * The fingerprints of clients whose TLS handshake is under way. Node tells of a handshake that is done, but not over
 * which connection; the two have all four of their addresses in common, and no two open connections do.
 */
export class Handshakes {
  readonly #fingerprints = new Map<string, ClientFingerprints>();

  /** Keeps a hello's fingerprints until the handshake over `connection` is done, or it closes. */
  begin(connection: Socket, hello: ClientHello): void {
    const key = addressesOf(connection);
    const fingerprints = fingerprintsOf(hello);
    this.#fingerprints.set(key, fingerprints);
    connection.once("close", () => {
      // By now they may be those of the next connection.
      if (this.#fingerprints.get(key) === fingerprints) this.#fingerprints.delete(key);
    });
  }

  /** What {@link begin} kept; undefined where it kept nothing. */
  end(secured: Socket): ClientFingerprints | undefined {
    const key = addressesOf(secured);
    const fingerprints = this.#fingerprints.get(key);
    this.#fingerprints.delete(key);
    return fingerprints;
  }
}

const addressesOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  [remoteAddress, remotePort, localAddress, localPort].join(" ");
