/** Named characters that hide script in markup. Others cannot spell a tag, a scheme or a call. */
const NAMED: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  amp: "&",
  tab: "\t",
  newline: "\n",
  colon: ":",
  semi: ";",
  lpar: "(",
  rpar: ")",
  sol: "/",
  bsol: "\\",
  equals: "=",
  comma: ",",
  period: ".",
  excl: "!",
  num: "#",
  percnt: "%",
  ast: "*",
  plus: "+",
  lsqb: "[",
  lbrack: "[",
  rsqb: "]",
  rbrack: "]",
  lcub: "{",
  lbrace: "{",
  rcub: "}",
  rbrace: "}",
  grave: "`",
  diacriticalgrave: "`",
  lowbar: "_",
  hyphen: "-",
  dash: "-",
  nbsp: " ",
  quest: "?",
  commat: "@",
  dollar: "$",
  vert: "|",
  verbar: "|",
  hat: "^",
  zwnj: "",
  zwj: "",
  shy: "",
};

const ENTITY = /&(?:#x0{0,32}([0-9a-f]{1,6})|#0{0,32}(\d{1,7})|([a-z]{2,16})(?=;|\b));?/gi;

/**
 * Decodes character references as browsers do: the semicolon may be missing, and leading zeros do not matter.
 * `&#x6a;avascript&colon;` becomes `javascript:`.
 */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(ENTITY, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}
