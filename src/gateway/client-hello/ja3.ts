import { hash } from "node:crypto";
import { type ClientHello, isGrease } from "./client-hello.ts";

/**
 * The text that JA3 hashes: version, cipher suites, extensions, groups and point formats in decimal, in the order sent.
 * Example: `769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0`.
 * Source: https://github.com/salesforce/ja3, "How it works".
 */
export function ja3Text(hello: ClientHello): string {
  const { legacyVersion, cipherSuites, extensions, supportedGroups, pointFormats } = hello;
  const lists = [cipherSuites, extensions, supportedGroups].map((list) =>
    list.filter((value) => !isGrease(value)).join("-"),
  );
  return [legacyVersion, ...lists, pointFormats.join("-")].join(",");
}

/** The JA3 fingerprint: 32 hexadecimal digits. MD5 is what JA3 is defined by; nothing secret hangs on it. */
export const ja3 = (hello: ClientHello): string => hash("md5", ja3Text(hello), "hex");
