import { request } from "node:http";
import { signRequest } from "../aws/sigv4/sign.ts";
import { SigningSecret } from "../aws/sigv4/signing-secret.ts";
import { readRootCredentials } from "./root-credentials.ts";
import { requireServerAddress } from "./running-server.ts";
import { SettingsError } from "./settings.ts";

/** The signing name of Sallyport's own API. */
export const systemService = "sallyport";

/** Most of an answer that is read, in bytes. */
const answerBytesMax = 64 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
}

function send(url: URL, headers: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers: headers as unknown as string[] }, (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > answerBytesMax) incoming.destroy(new Error("The answer is too large"));
        chunks.push(chunk);
      });
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
      incoming.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

/**
 * Asks the server that owns a data folder, signed with its root credentials: `/status`, `/audit?limit=20`,
 * `/decision-records/{id}`. Throws {@link SettingsError} with the server's message when it refuses.
 */
export async function systemRequest(
  dataFolder: string,
  environment: NodeJS.ProcessEnv,
  target: string,
): Promise<Record<string, unknown>> {
  const { url, region } = requireServerAddress(dataFolder);
  const { accessKeyId, secretAccessKey } = readRootCredentials(dataFolder, environment);
  const address = new URL(`/_sallyport${target}`, url);
  const signed = signRequest(
    {
      method: "GET",
      path: address.pathname,
      rawQuery: address.search.slice(1),
      rawHeaders: ["Host", address.host],
    },
    Buffer.alloc(0),
    {
      accessKeyId,
      secret: new SigningSecret(secretAccessKey),
      region,
      service: systemService,
      nowMs: Date.now(),
    },
  );
  const answer = await send(address, signed.rawHeaders);
  const document = JSON.parse(answer.body) as Record<string, unknown>;
  if (answer.status === 200) return document;
  throw new SettingsError(String(document["message"] ?? `The server answered ${answer.status}.`));
}
