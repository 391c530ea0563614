import type { ServerAddress } from "./running-server.ts";

const awsHost = /^https:\/\/([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?=[/?#]|$)/;

/**
 * The address here of what a template calls by its address at AWS; anything else as it is:
 * `https://a1b2.execute-api.us-east-1.amazonaws.com/dev` → `https://a1b2.execute-api.us-east-1.localhost:4566/dev`
 */
export function localUrl(text: string, server: Pick<ServerAddress, "url">): string {
  const { port } = new URL(server.url);
  return text.replace(awsHost, `https://$1.execute-api.$2.localhost:${port}`);
}

/** Where a stage answers here: `https://a1b2.execute-api.us-east-1.localhost:4566/dev`. */
export function stageUrl(
  apiId: string,
  stageName: string,
  server: Pick<ServerAddress, "url" | "region">,
): string {
  return `https://${apiId}.execute-api.${server.region}.localhost:${new URL(server.url).port}/${stageName}`;
}
