import type { ServerAddress } from "./running-server.ts";

/** Settings of an AWS SDK client that talks to our own server. */
export function awsClient(
  server: ServerAddress,
  keys: { readonly accessKeyId: string; readonly secretAccessKey: string },
): {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
} {
  const { accessKeyId, secretAccessKey } = keys;
  return {
    endpoint: server.url,
    region: server.region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  };
}
