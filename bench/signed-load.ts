import { signRequest } from "../src/aws/sigv4/sign.ts";
import { SigningSecret } from "../src/aws/sigv4/signing-secret.ts";
import type { LoadRequest } from "./wrk.ts";

/** Who signs. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A request signed once: the same signature is good for minutes, so that the load costs no signing. */
export function signedLoad(request: LoadRequest, service: string, keys: Keys): LoadRequest {
  const { url, method = "GET", headers = {}, body = "" } = request;
  const { host, pathname, search } = new URL(url);
  const signed = signRequest(
    {
      method,
      path: pathname,
      rawQuery: search.slice(1),
      rawHeaders: ["Host", host, ...Object.entries(headers).flat()],
    },
    Buffer.from(body),
    {
      accessKeyId: keys.accessKeyId,
      secret: new SigningSecret(keys.secretAccessKey),
      region: "us-east-1",
      service,
      nowMs: Date.now(),
    },
  );
  return { ...request, headers: pairs(signed.rawHeaders) };
}

/** `["A", "1", "B", "2"]` as an object, without Host, which the load generator sets by itself. */
function pairs(rawHeaders: readonly string[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index] !== "Host") headers[rawHeaders[index]!] = rawHeaders[index + 1]!;
  }
  return headers;
}
