/** The bucket that a request names, and the path that is left. */
export interface S3Address {
  /** Undefined for calls about no bucket, such as ListBuckets. */
  readonly bucket: string | undefined;
  /** Raw, and without the bucket. */
  readonly path: string;
}

/** Host names under which AWS APIs are reached, besides the bare ones. */
const DOMAINS = ["amazonaws.com", "localhost"];

/** The S3 part of a host name: `s3`, `s3.eu-west-1`, `s3-eu-west-1`, `s3.dualstack.eu-west-1`. */
const S3_HOST = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d)?$/;

const IP_ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|\[.*\])$/;

/**
 * Tells the bucket from a virtual-host style (`bucket.s3.eu-west-1.localhost`, `bucket.localhost`) or path style
 * request. `domains` are further domains that the server answers for. Throws `URIError` on a badly encoded bucket.
 */
export function parseS3Address(host: string, path: string, domains: readonly string[]): S3Address {
  return { bucket: undefined, path, ...(fromHost(host, path, domains) ?? fromPath(path)) };
}

function fromHost(host: string, path: string, domains: readonly string[]): S3Address | undefined {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  if (IP_ADDRESS.test(name)) return undefined;
  const domain = [...DOMAINS, ...domains].find((candidate) => name.endsWith(`.${candidate}`));
  if (domain === undefined) return undefined;
  const labels = name.slice(0, -domain.length - 1);
  const s3 = S3_HOST.exec(labels);
  if (s3) return s3[1] === undefined ? undefined : { bucket: s3[1], path };
  // `bucket.localhost`: what SDKs send to an endpoint without `s3` in its name.
  return domain === "amazonaws.com" ? undefined : { bucket: labels, path };
}

function fromPath(path: string): Partial<S3Address> {
  const found = /^\/([^/]+)(\/.*)?$/s.exec(path);
  return found ? { bucket: decodeURIComponent(found[1]!), path: found[2] ?? "/" } : {};
}
