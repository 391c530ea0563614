import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { detectXss, isScriptAddress } from "./xss.ts";

/** Attacks by what reads them. */
const ATTACKS: readonly (readonly [context: string, ...texts: string[]])[] = [
  [
    "elements",
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example>",
    "<scr\0ipt>x",
    "<svg/onload=alert(1)>",
    "<iframe src=//evil.example>",
    "<base href=//evil.example/>",
    '<svg width="1" onload="alert(1)">',
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    '<meta charset="utf-7">',
    '<link rel="stylesheet" href="//evil.example">',
    "<link rel=stylesheet rel=canonical href=//evil.example>",
    "alert(1)</script>",
    "<math><mi xlink:href=javascript:alert(1)>",
  ],
  ["nested elements", "<scr<script>ipt>alert(1)", "<<script>alert(1)//<</script>", "<a b='<' c=<script>x"],
  [
    "event handlers",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'",
    "<x onclick = alert(1)",
    "<details open ontoggle=alert(1)>",
    "<x\u000conpointerrawupdate=f()>",
  ],
  [
    "attribute break-outs",
    '" onfocus=alert(1) autofocus="',
    "' onmouseover='alert(1)",
    "x onclick=alert(1)",
    '"/onload=alert(1)//',
    "` onerror=alert(1) x=`",
  ],
  [
    "addresses",
    "javascript:alert(1)",
    " \u0001jAvA\tscript:alert(1)",
    "jav&#x61;script&colon;alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "<a href=javascript:alert(1)>",
    "<form action='java\nscript:f()'>",
  ],
  [
    "script strings",
    "';alert(1)//",
    "'-alert(1)-'",
    '"-eval(name)-"',
    "\\';alert(1)//",
    "'});fetch(`//evil.example`)//",
    "</script><img src=x onerror=alert(1)>",
  ],
  ["templates", "{{constructor.constructor('alert(1)')()}}", "${alert(1)}", "<x @click='alert(1)'>"],
  [
    "no markup",
    "alert.call(null,1)",
    "setTimeout`alert(1)`",
    "[a](javascript:alert(1))",
    "[][(![]+[])[+[]]+(![]+[])[+[]]]",
  ],
  [
    "styles",
    "<div style=width:expression(alert(1))>",
    "<style>*{}</style>",
    "x:expression(alert(1))",
    "<x style='behavior:url(#x)'>",
    "<p style='\\65xpression(x)'>",
  ],
  [
    "comments and declarations",
    "<!--[if IE]><script>x</script>",
    "<!--><img src=x onerror=alert(1)>",
    "<!ENTITY x 'y'>",
    '<?xml-stylesheet href="javascript:alert(1)"?>',
  ],
];

for (const [context, ...texts] of ATTACKS) {
  test(`script in ${context}`, () => {
    for (const text of texts) assert.ok(detectXss(text), text);
  });
}

const HARMLESS: readonly string[] = [
  "a < b and b > c",
  "I <3 you",
  "<b>bold</b> <i>x</i>",
  '<a href="https://example.com/?a=b">x</a>',
  '<p style="color:red;margin:0 auto">x</p>',
  '<img src="data:image/png;base64,iVBORw0KGgo=">',
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" width="8"><path d="M0 0h8v8z"/></svg>',
  '<meta charset="utf-8"><link rel="canonical" href="https://example.com/">',
  "Ann <script.ann@example.com>",
  "JavaScript: The Good Parts",
  "the onclick handler is on=off",
  "Ann <ann@example.com>",
  "it's (a) 'quote'",
  'he said "alert"; she left',
  "x = y ? 'a' : 'b'",
  "{{ user.name }} and ${name}",
  "data: see below",
];

for (const text of HARMLESS) {
  test(`no script in ${text}`, () => assert.equal(detectXss(text), undefined));
}

test("an address of script is known however its scheme is written", () => {
  for (const address of [
    "javascript:x",
    "JAVA\nSCRIPT:x",
    "\u0000javascript:x",
    "&#106;avascript:x",
    "&#x0000006A;avascript&#58;x",
    "data:text/html,x",
  ]) {
    assert.equal(isScriptAddress(address), true, address);
  }
  for (const address of [
    "https://example.com/javascript:",
    "/javascript",
    "data:image/png;base64,AA==",
    "#javascript:x",
    "",
  ]) {
    assert.equal(isScriptAddress(address), false, address);
  }
});

const PIECES =
  "< > </ <! <!-- --> <? <script <img <a href= src= style= on onerror= = ' \" ` / \\ javascript: data: alert( 1 ) { } {{ ${ & &# &#x61; ; : expression( \0 \n x".split(
    " ",
  );

test("no text makes it throw", () => {
  const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), soup), (text) => {
      detectXss(text);
    }),
    { numRuns: 2000 },
  );
});

test("64 KB of any one piece is read to its end", () => {
  for (const piece of [
    ...PIECES,
    "<a ",
    "<a b=",
    "<a b='",
    "&#x",
    "<!-- ",
    "'+",
    "{{x",
    "a=b ",
    "/*",
    "+!",
  ]) {
    detectXss(piece.repeat(65_536 / piece.length));
  }
});
