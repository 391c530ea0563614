import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { TRANSFORMATIONS, type TransformationName } from "./transformations.ts";

/** Input and output of each transformation. The rows of AWS's guide come first where it has an example. */
const EXAMPLES: Readonly<Record<TransformationName, readonly (readonly [string, string])[]>> = {
  NONE: [["  As%20is ", "  As%20is "]],
  COMPRESS_WHITE_SPACE: [
    ["a  b", "a b"],
    ["a\f\t\n\r\v\xa0b", "a b"],
    ["a\xc2\xa0b", "a b"],
    ["ab", "ab"],
  ],
  HTML_ENTITY_DECODE: [
    ["&quot;&nbsp;&lt;&gt;", '"\xa0<>'],
    ["&#x3c;script&#62;", "<script>"],
    ["&#60script&#X3E", "<script>"],
    ["&LT;&#0000000000060;", "<<"],
    ["&#x20ac;", "\xe2\x82\xac"],
    ["&#x110000;&unknown;&", "&#x110000;&unknown;&"],
    ["&amp;lt;", "&lt;"],
  ],
  LOWERCASE: [["SeLeCT \xc9\xdf", "select \xc9\xdf"]],
  UPPERCASE: [["SeLeCT \xe9\xff", "SELECT \xe9\xff"]],
  CMD_LINE: [
    ["\\\"'^", ""],
    ["ls /etc", "ls/etc"],
    ["echo   (a),b;C", "echo(a) b c"],
    ['C^OM"MA"ND\t\n /C dir', "command/c dir"],
  ],
  CMD_LINE_UNIX: [["c\\at '/etc/pass\"wd' ^", "cat/etc/passwd ^"]],
  CMD_LINE_WIN: [['c^md /c "type C:\\Windows\\WIN.ini"', "cmd/c type c:\\windows\\win.ini"]],
  URL_DECODE: [
    ["a%20b", "a b"],
    ["a+b%2B", "a b+"],
    ["%zz%4%", "%zz%4%"],
    ["%2527", "%27"],
    ["%c3%A9%00", "\xc3\xa9\0"],
  ],
  URL_DECODE_UNI: [
    ["%u0027", "'"],
    ["%uff1cscript%uFF1E", "<script>"],
    ["%u1234", "4"],
    ["%U003c%3e+%u00", "<> %u00"],
  ],
  BASE64_DECODE: [
    ["PHNjcmlwdD4=", "<script>"],
    ["PHNj cmlwdD4=", "<sc"],
    ["", ""],
  ],
  BASE64_DECODE_EXT: [
    ["PHNjcmlwdD4=", "<script>"],
    ["PHNj.cm lw\ndD4=", "<script>"],
  ],
  HEX_DECODE: [
    ["414243", "ABC"],
    ["3C736372697074", "<script"],
    ["41zz", "Azz"],
    ["414", "A4"],
  ],
  SQL_HEX_DECODE: [
    ["0x414243", "ABC"],
    ["SELECT 0X41, 0x4g 0x", "SELECT A, 0x4g 0x"],
  ],
  MD5: [["abc", createHash("md5").update("abc").digest().toString("latin1")]],
  SHA256: [
    [
      "\xff",
      createHash("sha256")
        .update(Buffer.from([255]))
        .digest()
        .toString("latin1"),
    ],
  ],
  REPLACE_COMMENTS: [
    ["UNION/*x*/SELECT", "UNION SELECT"],
    ["a/*1*//*2*/b", "a  b"],
    ["a/* open", "a "],
    ["a*/b", "a*/b"],
    ["/*/ */x", " x"],
  ],
  REMOVE_COMMENTS_CHAR: [["a/*b*/c--d#e<!--f-->", "abcdef"]],
  ESCAPE_SEQ_DECODE: [
    ["\\a\\b\\f\\n\\r\\t\\v\\\\\\?\\'\\\"", "\x07\b\f\n\r\t\v\\?'\""],
    ["\\x41\\101\\0", "AA\0"],
    ["\\xzz\\q\\N\\", "\\xzz\\q\\N\\"],
  ],
  CSS_DECODE: [
    ["ja\\vascript", "javascript"],
    ["\\3c script\\00003E", "<script>"],
    ["\\ff1cx", "<x"],
    ["\\61 bc\\\n", "abc"],
    ["a\\", "a"],
  ],
  JS_DECODE: [
    ["\\u003cscript\\x3e", "<script>"],
    ["\\uff1c\\u1234", "<4"],
    ["\\74\\074\\400\\0", "<< 0\0"],
    ["\\n\\q\\'\\\\", "\nq'\\"],
    ["\\", "\\"],
  ],
  JS_DECODE_EXT: [
    ["\\u{3c}\\u{00003E}\\u003c", "<><"],
    ["\\x41", "A"],
  ],
  NORMALIZE_PATH: [
    ["/a//b", "/a/b"],
    ["/a/./b/../c", "/a/c"],
    ["../a/../b", "../b"],
    ["/../../etc/passwd", "/etc/passwd"],
    ["/a/b/..", "/a/"],
    ["/", "/"],
    ["", ""],
    ["a/", "a/"],
  ],
  NORMALIZE_PATH_WIN: [
    ["\\a\\..\\b", "/b"],
    ["a/.\\b", "a/b"],
  ],
  REMOVE_NULLS: [["a\0b\0", "ab"]],
  REPLACE_NULLS: [["a\0b", "a b"]],
  UTF8_TO_UNICODE: [
    ["caf\xc3\xa9", "caf%u00e9"],
    ["\xe2\x82\xac", "%u20ac"],
    ["\xf0\x9f\x98\x80", "%u1f600"],
    ["\xc0\xaf", "%u002f"],
    ["\xc3x\xff", "\xc3x\xff"],
  ],
  REMOVE_WHITESPACE: [["u n\ti\xa0on", "union"]],
  TRIM: [["\t a b \n", "a b"]],
  TRIM_LEFT: [["\t a b \n", "a b \n"]],
  TRIM_RIGHT: [["\t a b \n", "\t a b"]],
};

for (const [name, rows] of Object.entries(EXAMPLES)) {
  test(`${name} follows its examples`, () => {
    for (const [input, output] of rows) {
      assert.equal(TRANSFORMATIONS[name as TransformationName](input), output, JSON.stringify(input));
    }
  });
}

test("there are 31 transformations", () => assert.equal(Object.keys(TRANSFORMATIONS).length, 31));

test("every transformation turns any byte string into a byte string that is not much longer", () => {
  const bytes = fc
    .array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from("\\%&#ux/*0"))))
    .map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(bytes, fc.constantFrom(...Object.values(TRANSFORMATIONS)), (text, transform) => {
      const output = transform(text);
      assert.ok(!/[^\x00-\xff]/.test(output));
      assert.ok(output.length <= text.length * 6 + 32);
    }),
    { numRuns: 1000, seed: 1 },
  );
});

test("64 KB of each transformation's worst characters are dealt with", () => {
  for (const unit of ["\\", "%", "&#", "/*", "\\u{0", "../", "%u", "&#x0", "<!-", " \xc2"]) {
    const text = unit.repeat(65_536 / unit.length);
    for (const transform of Object.values(TRANSFORMATIONS)) assert.equal(typeof transform(text), "string");
  }
});
