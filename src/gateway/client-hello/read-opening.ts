import type { Socket } from "node:net";
import type { ClientHello } from "./client-hello.ts";
import { ClientHelloReader, HANDSHAKE_RECORD } from "./client-hello-reader.ts";

/** How a connection begins. A hello that cannot be read is undefined: whoever speaks TLS says what is wrong with it. */
export type Opening =
  | { readonly protocol: "plain" }
  | { readonly protocol: "tls"; readonly hello: ClientHello | undefined };

/**
 * Reads a connection's first byte, which says whether it speaks TLS, and then its ClientHello; leaves all of it to be
 * read again. The socket is paused before and after. One that takes longer than `timeoutMs` in all is destroyed: a
 * limit on silence alone would let a client send a byte now and then, for ever.
 */
export function readOpening(socket: Socket, timeoutMs: number, decide: (opening: Opening) => void): void {
  const reader = new ClientHelloReader();
  const deadline = setTimeout(() => socket.destroy(), timeoutMs);
  const stopClock = (): void => clearTimeout(deadline);
  const giveUp = (): void => void socket.destroy();
  const receive = (bytes: Buffer): void => {
    const reading = reader.push(bytes);
    const isTls = reader.received[0] === HANDSHAKE_RECORD;
    if (isTls && reading === "incomplete") return;
    stopClock();
    socket.off("close", stopClock);
    socket.off("end", giveUp);
    socket.off("data", receive);
    socket.pause();
    socket.unshift(reader.received);
    const hello = reading === "incomplete" || reading === "unreadable" ? undefined : reading;
    decide(isTls ? { protocol: "tls", hello } : { protocol: "plain" });
  };
  socket.on("error", () => socket.destroy());
  socket.once("close", stopClock);
  socket.once("end", giveUp);
  socket.on("data", receive);
  socket.resume();
}
