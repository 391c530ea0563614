/** Addresses at which clouds tell an instance its credentials, as numbers of 32 bits. */
const METADATA_ADDRESSES: ReadonlySet<number> = new Set(
  [
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
  ].map((address) => address.split(".").reduce((number, part) => number * 256 + Number(part), 0)),
);

/** Numbers, decimal, octal or hexadecimal, with dots between: up to four are an address to a resolver. */
const NUMERIC_HOST =
  /(?<![\w.])(?:0x[0-9a-f]{1,8}|\d{1,12})(?:\.(?:0x[0-9a-f]{1,8}|\d{1,12})){0,3}(?![\w]|\.\w)/gi;

const BY_NAME =
  /fd00:0{0,3}ec2:[0:]{1,20}(?:254|23)\b|::ffff:(?:0:)?a9fe:a9fe|ffff:169\.254\.169\.254|0:ffff:a9fe|metadata\.(?:google\.internal|tencentyun|azure|platformequinix|packet\.net)|\/\/metadata\/|169\.254\.169\.254|\blatest\/(?:meta-data|user-data|dynamic\/|api\/token)|meta-data\/iam|\/iam\/security-credentials|\binstance-data(?:\.ec2|\.[\w-]{1,32}\.compute)?(?:\.internal)?\/latest|\bcomputeMetadata\/v\d|\/metadata\/(?:instance|identity)\b|\bopenstack\/latest\/meta_data/i;

/**
 * The address or path of an instance metadata service in a text, however its number is written.
 * `http://0xA9.0xFE.43518/` and `http://2852039166/latest/` give the number.
 */
export function findInstanceMetadata(text: string): string | undefined {
  const named = BY_NAME.exec(text);
  if (named !== null) return named[0];
  for (const [host] of text.matchAll(NUMERIC_HOST)) {
    const number = addressNumber(host);
    if (number !== undefined && METADATA_ADDRESSES.has(number)) return host;
  }
  return undefined;
}

/** What `inet_aton` makes of a host: the last number fills the bytes that are left. */
function addressNumber(host: string): number | undefined {
  const parts = host.split(".").map((part) => (/^0\d/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  const last = parts.pop()!;
  if (parts.some((part) => part > 255) || last >= 256 ** (4 - parts.length)) return undefined;
  return parts.reduce((number, part, index) => number + part * 256 ** (3 - index), last);
}
