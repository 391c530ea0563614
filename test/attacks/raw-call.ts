import { once } from "node:events";
import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { connect } from "node:tls";
import { presignRequest, signRequest } from "../../src/aws/sigv4/sign.ts";
import { SigningSecret } from "../../src/aws/sigv4/signing-secret.ts";
import type { RunningServer } from "../running-server.ts";

/** Keys of a caller. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request as it will be sent: signed first, then changed by the attack. */
export interface RawCall {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

const signing = ({ accessKeyId, secretAccessKey, sessionToken }: Keys, service: string) => ({
  accessKeyId,
  secret: new SigningSecret(secretAccessKey),
  ...(sessionToken !== undefined && { sessionToken }),
  region: "us-east-1",
  service,
  nowMs: Date.now(),
});

/** A call with its Authorization header. Every header given is signed. */
export function signed(call: RawCall, keys: Keys, service: string): RawCall {
  const { rawHeaders } = signRequest(call, Buffer.from(call.body), signing(keys, service));
  return { ...call, rawHeaders };
}

/** A call as a presigned URL that is valid for five minutes. */
export function presigned(call: RawCall, keys: Keys, service: string): RawCall {
  const { rawQuery } = presignRequest(call, 300, signing(keys, service));
  return { ...call, rawQuery };
}

/** A call without one of its headers. */
export const without = (call: RawCall, name: string): RawCall => ({
  ...call,
  rawHeaders: call.rawHeaders.filter((_, i, all) => all[i & ~1] !== name),
});

/** A call with further headers, unsigned. */
export const adding = (call: RawCall, ...rawHeaders: readonly string[]): RawCall => ({
  ...call,
  rawHeaders: [...call.rawHeaders, ...rawHeaders],
});

/** Sends a call to the server, over TLS unless it says `plain`. */
export async function send(
  server: RunningServer,
  call: RawCall,
  transport: "tls" | "plain" = "plain",
): Promise<RawAnswer> {
  const { method, rawQuery, body } = call;
  const outgoing = (transport === "tls" ? tlsRequest : plainRequest)({
    ...{ host: "127.0.0.1", port: server.port, agent: false, rejectUnauthorized: false, method },
    path: rawQuery === "" ? call.path : `${call.path}?${rawQuery}`,
    headers: [...call.rawHeaders, "Content-Length", `${Buffer.byteLength(body)}`],
  });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  const chunks = await incoming.toArray();
  return { status: incoming.statusCode!, body: Buffer.concat(chunks).toString() };
}

/** Sends bytes over TLS and resolves with all that comes back until the server closes, or falls silent. */
export async function sendBytes(server: RunningServer, bytes: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port: server.port, rejectUnauthorized: false });
  let answer = "";
  socket.setTimeout(1_000, () => socket.destroy());
  socket.on("data", (chunk) => {
    answer += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  socket.write(bytes, "latin1");
  await once(socket, "close");
  return answer;
}
