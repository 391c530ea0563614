import { hash } from "node:crypto";
import { type ClientHello, Extension, isGrease } from "./client-hello.ts";

/** How JA4 writes versions. Source: JA4's technical details, "TLS and DTLS Version". */
const VERSIONS: Readonly<Record<number, string>> = {
  772: "13",
  771: "12",
  770: "11",
  769: "10",
  768: "s3",
  2: "s2",
  65279: "d1",
  65277: "d2",
  65276: "d3",
};
const UNKNOWN_VERSION = "00";
const NO_PROTOCOL = "00";
const COUNT_MAX = 99;
/** Stands for the hash of an empty list, so that it shows. */
const EMPTY_HASH = "000000000000";

/**
 * The JA4 fingerprint of a client on TCP. Example: `t13d1516h2_8daaf6152771_e5627efa2ab1`.
 * Source: https://github.com/FoxIO-LLC/ja4/blob/main/technical_details/JA4.md; JA4 itself, unlike the rest of JA4+, is
 * under the BSD 3-Clause licence.
 */
export function ja4(hello: ClientHello): string {
  const cipherSuites = sent(hello.cipherSuites);
  const extensions = sent(hello.extensions);
  const signatureAlgorithms = sent(hello.signatureAlgorithms).map(hex);
  // Both are in the first part already, so that the last one stays the same whatever the destination.
  const others = extensions.filter((type) => type !== Extension.serverName && type !== Extension.protocols);
  const first = [
    "t",
    VERSIONS[highestVersion(hello)] ?? UNKNOWN_VERSION,
    extensions.includes(Extension.serverName) ? "d" : "i",
    count(cipherSuites),
    count(extensions),
    protocolEnds(hello.firstProtocol),
  ].join("");
  return [first, listHash(cipherSuites), listHash(others, signatureAlgorithms)].join("_");
}

const sent = (values: readonly number[]): readonly number[] => values.filter((value) => !isGrease(value));

/** A client of TLS 1.3 names its versions in an extension, and TLS 1.2 in the message's own field. */
const highestVersion = ({ supportedVersions, legacyVersion }: ClientHello): number =>
  sent(supportedVersions).reduce((highest, version) => Math.max(highest, version), 0) || legacyVersion;

const count = (values: readonly unknown[]): string =>
  String(Math.min(values.length, COUNT_MAX)).padStart(2, "0");

/** The first and last character of `h2` or `http/1.1`; of its hexadecimal digits where they are no letters or digits. */
function protocolEnds(protocol: Uint8Array): string {
  const ends = [protocol.at(0), protocol.at(-1)];
  const [first, last] = ends;
  if (first === undefined || last === undefined) return NO_PROTOCOL;
  const text = String.fromCharCode(first, last);
  if (/^[0-9A-Za-z]{2}$/.test(text)) return text;
  return (first >>> 4).toString(16) + (last & 15).toString(16);
}

function listHash(values: readonly number[], appended: readonly string[] = []): string {
  if (values.length === 0) return EMPTY_HASH;
  const sorted = values.map(hex).toSorted().join(",");
  const text = appended.length === 0 ? sorted : `${sorted}_${appended.join(",")}`;
  return hash("sha256", text, "hex").slice(0, EMPTY_HASH.length);
}

const hex = (value: number): string => value.toString(16).padStart(4, "0");
