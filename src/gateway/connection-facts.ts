import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { ConnectionFacts } from "./http-message.ts";

/** What is known of a connection, its TLS handshake done where it has one. */
export function connectionFacts(socket: Socket): ConnectionFacts {
  const address = socket.remoteAddress ?? "";
  return {
    sourceIp: address.startsWith("::ffff:") ? address.slice("::ffff:".length) : address,
    localPort: socket.localPort ?? 0,
    tls: socket instanceof TLSSocket ? tlsFacts(socket) : undefined,
  };
}

const tlsFacts = (socket: TLSSocket): NonNullable<ConnectionFacts["tls"]> => ({
  version: socket.getProtocol() ?? "",
  cipher: socket.getCipher().standardName,
  serverName: typeof socket.servername === "string" ? socket.servername : undefined,
});
