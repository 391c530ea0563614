import { readFileSync } from "node:fs";
import { request } from "node:https";
import type { LookupFunction } from "node:net";
import { join } from "node:path";
import { signRequest } from "../../aws/sigv4/sign.ts";
import { SigningSecret } from "../../aws/sigv4/signing-secret.ts";
import { awsClient } from "../aws-client.ts";
import type { CommandInput, Terminal } from "../command.ts";
import { UsageError } from "../command.ts";
import { withHeaders } from "../header-option.ts";
import { localUrl } from "../local-url.ts";
import { readRootCredentials } from "../root-credentials.ts";
import { requireServerAddress, type ServerAddress } from "../running-server.ts";
import { resolveSettings } from "../settings.ts";
import { version } from "../version.ts";

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

function parseUrl(text: string, server: ServerAddress): URL {
  const local = localUrl(text, server);
  if (URL.canParse(local) && new URL(local).protocol === "https:") return new URL(local);
  throw new UsageError(
    `${text} is no https URL. Give an API's, such as https://API.execute-api.us-east-1.localhost:4566/prod/health.`,
  );
}

/**
 * Does something with keys of `userName`: a new access key, deleted when done, so that nothing is left lying about.
 * Without a name, with root's.
 */
async function withKeysOf<T>(
  userName: string | undefined,
  root: Keys,
  server: ServerAddress,
  use: (keys: Keys) => Promise<T>,
): Promise<T> {
  if (userName === undefined) return use(root);
  const { CreateAccessKeyCommand, DeleteAccessKeyCommand, IAMClient } = await import("@aws-sdk/client-iam");
  const iam = new IAMClient(awsClient(server, root));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
  try {
    return await use({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
  } finally {
    await iam.send(new DeleteAccessKeyCommand({ UserName: userName, AccessKeyId }));
  }
}

/** Names under localhost are this machine's (RFC 6761, section 6.3), whether or not its resolver knows. */
const lookupLoopback: LookupFunction = (_name, options, done) =>
  options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);

function send(
  url: URL,
  method: string,
  headers: readonly string[],
  body: string,
  ca: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method,
        headers: headers as unknown as string[],
        ca,
        ...(url.hostname.endsWith(".localhost") && { lookup: lookupLoopback }),
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        incoming.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** The region in `{api}.execute-api.{region}.localhost`, else the server's. */
const regionOf = (url: URL, server: ServerAddress): string =>
  /\.execute-api\.([a-z0-9-]+)\./.exec(url.hostname)?.[1] ?? server.region;

/** `sallyport call METHOD URL`: one request, signed for execute-api. Exit code 0 for a status below 400. */
export async function call(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const server = requireServerAddress(dataFolder);
  const method = input.positionals[0]!.toUpperCase();
  const url = parseUrl(input.positionals[1]!, server);
  const body = String(input.values["body"] ?? "");
  const headers = withHeaders(input.lists["header"] ?? [], {
    "User-Agent": `sallyport/${version()}`,
    ...(body && { "Content-Type": "application/json" }),
  });
  const root = readRootCredentials(dataFolder, terminal.environment);
  const ca = readFileSync(join(dataFolder, "ca.pem"), "utf8");
  const answer = await withKeysOf(input.values["as"] as string | undefined, root, server, (keys) => {
    const request = {
      method,
      path: url.pathname,
      rawQuery: url.search.slice(1),
      rawHeaders: ["Host", url.host, ...headers],
    };
    const signed = signRequest(request, Buffer.from(body), {
      accessKeyId: keys.accessKeyId,
      secret: new SigningSecret(keys.secretAccessKey),
      region: regionOf(url, server),
      service: "execute-api",
      nowMs: Date.now(),
    });
    return send(url, method, signed.rawHeaders, body, ca);
  });
  const requestId = String(answer.headers["x-amzn-requestid"] ?? "");
  if (input.values["json"]) terminal.out(JSON.stringify({ ...answer, requestId }, null, 2));
  else terminal.out(`${answer.status}  request ${requestId}\n${answer.body}`);
  return answer.status < 400 ? 0 : 1;
}
