import { encodeUtf8 } from "../byte-string.ts";

/** 160 is the non-breaking space, which AWS WAF produces as one byte. */
const NAMED: Readonly<Record<string, string>> = {
  quot: '"',
  amp: "&",
  lt: "<",
  gt: ">",
  nbsp: "\xa0",
};

/** HTML_ENTITY_DECODE. `&lt;a&#x3E;&#62` gives `<a>>`: the semicolon may be missing, as browsers allow. */
export const htmlEntityDecode = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]+)|#([0-9]+)|(quot|amp|lt|gt|nbsp));?/gi,
    (entity, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return NAMED[name.toLowerCase()]!;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (code > 0x10ffff) return entity;
      return code < 256 ? String.fromCharCode(code) : encodeUtf8(String.fromCodePoint(code));
    },
  );
