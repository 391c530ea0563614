import type { IncomingMessage } from "node:http";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { isIP, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { isRefusedAddress } from "../../../base/refused-addresses.ts";
import { chainIsPinned } from "./pinned-chain.ts";

/** Bounds of one document. */
export interface FetchBounds {
  /** Largest document read, in bytes. */
  readonly bytesMax: number;
  /** From the start to the last byte, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Fetches a document of an identity provider, as text. Redirects are not followed: a provider's word is taken from where
 * its URL says. Over TLS, the server shows a certificate of a public authority, or one with a digest of `thumbprints`.
 * Throws on everything but a whole answer with status 200.
 */
export async function fetchDocument(
  url: string,
  thumbprints: readonly string[],
  { bytesMax, timeoutMs }: FetchBounds,
): Promise<string> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") throw new Error(`${protocol} is not fetched`);
  const request = protocol === "https:" ? requestTls : requestPlain;
  const signal = AbortSignal.timeout(timeoutMs);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const call = request(url, {
    agent: false,
    signal,
    headers: { accept: "application/json" },
    // A pinned certificate is checked below, before anything is read. Without pins, node refuses what it does not trust.
    ...(thumbprints.length > 0 && { rejectUnauthorized: false }),
  });
  call.on("socket", (socket: Socket) => guard(socket, hostname, thumbprints));
  call.on("response", resolve);
  call.on("error", reject);
  call.end();
  const answer = await promise;
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw new Error(`${hostname} answered with status ${answer.statusCode}`);
  }
  return readText(answer, bytesMax);
}

/** Ends a connection that leads to a refused address, or whose certificate nobody vouches for. */
function guard(socket: Socket, hostname: string, thumbprints: readonly string[]): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  const refuse = (address: string): void => {
    if (isRefusedAddress(address)) socket.destroy(new Error(`${address} is never called`));
  };
  if (isIP(host) !== 0) refuse(host);
  socket.on("lookup", (_error, address) => refuse(String(address)));
  if (!(socket instanceof TLSSocket)) return;
  socket.on("secureConnect", () => {
    if (socket.authorized || chainIsPinned(socket.getPeerX509Certificate(), host, thumbprints)) return;
    socket.destroy(new Error(`The certificate of ${host} is not trusted`));
  });
}

async function readText(answer: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error(`The document is longer than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
