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

/** A handshake under way. No fingerprints where the hello could not be read. */
interface Handshake {
  readonly connection: Socket;
  readonly fingerprints: ClientFingerprints | undefined;
}

/**
 * The clients whose TLS handshake is under way, and their fingerprints. Node tells of a handshake that is done, but not over
 * which connection; the two have all four of their addresses in common, and no two open connections do.
 */
export class Handshakes {
  readonly #underWay = new Map<string, Handshake>();

  /** Keeps a hello's fingerprints until the handshake over `connection` is done, or it closes. */
  begin(connection: Socket, hello: ClientHello | undefined): void {
    const key = addressesOf(connection);
    const handshake = { connection, fingerprints: hello && fingerprintsOf(hello) };
    this.#underWay.set(key, handshake);
    connection.once("close", () => {
      // By now it may be that of the next connection.
      if (this.#underWay.get(key) === handshake) this.#underWay.delete(key);
    });
  }

  /** The fingerprints that {@link begin} kept; undefined where it kept none. */
  end(secured: Socket): ClientFingerprints | undefined {
    const key = addressesOf(secured);
    const handshake = this.#underWay.get(key);
    this.#underWay.delete(key);
    return handshake?.fingerprints;
  }

  /** Closes every connection whose handshake is not done. */
  abandon(): void {
    for (const { connection } of this.#underWay.values()) connection.destroy();
  }
}

const addressesOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  [remoteAddress, remotePort, localAddress, localPort].join(" ");
