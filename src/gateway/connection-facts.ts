import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { ClientFingerprints, ConnectionFacts, TlsFacts } from "./http-message.ts";

/** What is known of a connection without TLS. */
export const plainFacts = (socket: Socket): ConnectionFacts => ({ ...addressFacts(socket), tls: undefined });

/** What is known of a connection whose TLS handshake is done. */
export const securedFacts = (socket: TLSSocket, fingerprints: ClientFingerprints): ConnectionFacts => ({
  ...addressFacts(socket),
  tls: tlsFacts(socket, fingerprints),
});

function addressFacts(socket: Socket): Pick<ConnectionFacts, "sourceIp" | "localPort"> {
  const address = socket.remoteAddress ?? "";
  return {
    sourceIp: address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address,
    localPort: socket.localPort ?? 0,
  };
}

const tlsFacts = (socket: TLSSocket, fingerprints: ClientFingerprints): TlsFacts => ({
  ...fingerprints,
  version: socket.getProtocol() ?? "",
  cipher: socket.getCipher().standardName,
  serverName: typeof socket.servername === "string" ? socket.servername : undefined,
});
