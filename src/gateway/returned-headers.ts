/** Fields that never go back to the client: they speak of the back end's connection. */
const dropped = new Set(["transfer-encoding", "keep-alive", "proxy-connection", "te"]);

/** Fields that every integration's answer has renamed. */
const remappedAlways = [
  "connection",
  "content-length",
  "date",
  "server",
  "x-amz-apigw-id",
  "x-amzn-requestid",
];

/** Fields that are renamed as well where the answer is mapped (`HTTP`). */
const remappedWhenMapped = [
  "authorization",
  "content-md5",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "trailer",
  "upgrade",
  "user-agent",
  "www-authenticate",
];

const proxied = new Set([...remappedAlways, "trailer", "upgrade"]);
const mapped = new Set([...remappedAlways, ...remappedWhenMapped]);

/**
 * The header fields of a back end's answer as the client receives them: what the gateway says itself comes back as
 * `x-amzn-Remapped-*`, what belongs to the back end's connection is gone. Source: API Gateway guide, "Amazon API Gateway
 * important notes".
 */
export function returnedHeaders(headers: readonly string[], integration: "proxied" | "mapped"): string[] {
  const remapped = integration === "mapped" ? mapped : proxied;
  const returned: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!;
    const lower = name.toLowerCase();
    if (dropped.has(lower)) continue;
    returned.push(remapped.has(lower) ? `x-amzn-Remapped-${name}` : name, headers[i + 1]!);
  }
  return returned;
}
