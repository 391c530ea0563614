import { encodeUtf8 } from "../byte-string.ts";
import { parameterValues } from "./header-parameters.ts";

/** Most character sets that one body is read in, besides as it is. */
const CHARSETS_MAX = 2;

/** Character sets in which every character of ASCII is its own byte and nothing else is one. */
const PLAIN = /^(?:utf-?8|(?:us-)?ascii|iso-?8859-\d{1,2}|latin-?\d|windows-125\d|cp125\d)$/;

/** Latin-1 characters of the bytes of IBM's code page 037; of the others of EBCDIC it has all letters and most signs. */
const EBCDIC = Buffer.from(
  "000102039c09867f978d8e0b0c0d0e0f101112139d8508871819928f1c1d1e1f" +
    "80818283840a171b88898a8b8c050607909116939495960498999a9b14159e1a" +
    "20a0e2e4e0e1e3e5e7f1a22e3c282b7c26e9eaebe8edeeefecdf21242a293bac" +
    "2d2fc2c4c0c1c3c5c7d1a62c255f3e3ff8c9cacbc8cdcecfcc603a2340273d22" +
    "d8616263646566676869abbbf0fdfeb1b06a6b6c6d6e6f707172aabae6b8c6a4" +
    "b57e737475767778797aa1bfd0dddeae5ea3a5b7a9a7b6bcbdbe5b5dafa8b4d7" +
    "7b414243444546474849adf4f6f2f3f57d4a4b4c4d4e4f505152b9fbfcf9faff" +
    "5cf7535455565758595ab2d4d6d2d3d530313233343536373839b3dbdcd9da9f",
  "hex",
).toString("latin1");

/**
 * What a body says in other character sets than one of ASCII's: those that its content types or its XML declaration
 * name, and those that its first bytes show. Each as a byte string of UTF-8. A set that is not known gives nothing.
 */
export function decodings(contentTypes: readonly string[], body: string): readonly string[] {
  const declared = /^[^<]{0,8}<\?xml[^>]{0,128}?encoding\s{0,8}=\s{0,8}["']([\w.:-]{1,40})/.exec(body)?.[1];
  const named = [...parameterValues(contentTypes, "charset"), ...(declared === undefined ? [] : [declared])];
  const charsets = new Set([...shownBy(body), ...named.map((name) => name.trim().toLowerCase())]);
  return [...charsets]
    .filter((charset) => !PLAIN.test(charset))
    .slice(0, CHARSETS_MAX)
    .flatMap((charset) => decode(charset, body) ?? []);
}

/** The character sets that the first bytes show: by a byte order mark, by zeros around ASCII (RFC 4627), as XML does. */
function shownBy(body: string): readonly string[] {
  if (/^(?:\0\0\xfe\xff|\0\0\0[^\0])/.test(body)) return ["utf-32be"];
  if (/^(?:\xff\xfe\0\0|[^\0]\0\0\0)/.test(body)) return ["utf-32le"];
  if (/^(?:\xfe\xff|\0[^\0])/.test(body)) return ["utf-16be"];
  if (/^(?:\xff\xfe|[^\0]\0)/.test(body)) return ["utf-16le"];
  if (body.startsWith("+/v")) return ["utf-7"];
  return body.startsWith("\x4c\x6f\xa7\x94") ? ["ibm037"] : [];
}

function decode(charset: string, body: string): readonly string[] | undefined {
  const bytes = Buffer.from(body, "latin1");
  if (/^(?:ibm|cp|x-ibm|ebcdic)-?\w/.test(charset))
    return [encodeUtf8(body.replace(/[\s\S]/g, (byte) => EBCDIC[byte.charCodeAt(0)]!))];
  if (charset.startsWith("utf-16") || charset.startsWith("ucs-2") || charset.startsWith("iso-10646-ucs-2"))
    return withEndianness(charset, (isLittle) =>
      new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(bytes),
    );
  if (charset.startsWith("utf-32") || charset.startsWith("ucs-4"))
    return withEndianness(charset, (isLittle) => decodeUtf32(bytes, isLittle));
  if (/^(?:x-)?(?:unicode-1-1-)?utf-?7$/.test(charset)) return [encodeUtf8(decodeUtf7(body))];
  try {
    return [encodeUtf8(new TextDecoder(charset).decode(bytes))];
  } catch {
    // Not a character set that the platform knows.
    return undefined;
  }
}

/** Without an order in its name both are read: parsers differ in which they assume. */
function withEndianness(charset: string, read: (isLittle: boolean) => string): readonly string[] {
  if (charset.endsWith("le")) return [encodeUtf8(read(true))];
  if (charset.endsWith("be")) return [encodeUtf8(read(false))];
  return [encodeUtf8(read(true)), encodeUtf8(read(false))];
}

function decodeUtf32(bytes: Buffer, isLittle: boolean): string {
  let text = "";
  for (let index = 0; index + 3 < bytes.length; index += 4) {
    const code = isLittle ? bytes.readUInt32LE(index) : bytes.readUInt32BE(index);
    text += code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
  }
  return text;
}

/** UTF-7 (RFC 2152), whatever is encoded. `+ADw-b+AD4-` gives `<b>`. */
const decodeUtf7 = (text: string): string =>
  text.replace(/\+([A-Za-z0-9+/]{0,65536})-?/g, (_, base64: string) => {
    if (base64 === "") return "+";
    const bytes = Buffer.from(base64, "base64");
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString("utf16le");
  });
