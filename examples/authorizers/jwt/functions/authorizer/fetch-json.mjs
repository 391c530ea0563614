const TIMEOUT_MS = 3_000;
const BODY_BYTES_MAX = 64 * 1024;

/**
 * Fetches a JSON document from an address that was configured. In time, in bounds, without following redirects, and over
 * TLS unless it is on this machine.
 */
export async function fetchJson(uri, init = {}, timeoutMs = TIMEOUT_MS) {
  const url = new URL(uri);
  if (url.protocol !== "https:" && !["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) {
    throw new Error("only https is fetched");
  }
  const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`answered ${response.status}`);
  const chunks = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error(`answered more than ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
