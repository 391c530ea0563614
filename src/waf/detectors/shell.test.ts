import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findUnixCommand, findWindowsCommand } from "./shell.ts";

/** Ways to have a shell run a command, and each of them disguised. */
const UNIX: readonly (readonly [how: string, ...texts: string[]])[] = [
  ["separators", "a;id", "a|id", "a||id", "a&&id", "a & id", "a\nid", "127.0.0.1; whoami", "';ls -la;'"],
  ["substitution", "`id`", "x`whoami`", "$(id)", "x$(cat /etc/passwd)", "<(cat /etc/passwd)"],
  ["quotes", ";c''at /etc/passwd", ';c"a"t /etc/passwd', ";w\\hoami", "; 'p'ing -c 1 evil.example"],
  ["empty words", ";who$@ami", ";ca$()t /etc/passwd", ";ca``t /etc/passwd", ";ca${x}t /etc/passwd"],
  [
    "other spaces",
    ";cat${IFS}/etc/passwd",
    ";cat$IFS$9/etc/passwd",
    ";{cat,/etc/passwd}",
    ";cat</etc/passwd",
  ],
  ["wildcards", "/???/c?t /etc/p?sswd", ";/bin/c?t x", "cat /e*c/p*d"],
  ["folders", ";/usr/bin/id", "/bin/ls -al", "|/bin/sh"],
  ["no separator", "cat /etc/passwd", "ping -c 10 127.0.0.1", "/usr/bin/id|", "id;"],
  ["variables", "echo $HOME", ";cat ${HOME:0:1}etc", "a=id;$a"],
  ["pipes into a shell", "echo aWQ=|base64 -d|sh", ";bash<<<id"],
  ["functions in variables", "() { :;}; echo x", "() { _; } >_[$($())] { id; }"],
  ["interpreters", "__import__('os').system('id')", "require('child_process').exec('id')"],
  ["server-side includes", '<!--#exec cmd="id" -->'],
];

for (const [how, ...texts] of UNIX) {
  test(`a Unix command by ${how}`, () => {
    for (const text of texts) assert.ok(findUnixCommand(text), text);
  });
}

test("a Windows command, with carets, quotes and folders", () => {
  const texts = [
    "x||nslookup evil.example",
    ";cmd /c dir",
    "& w^h^o^ami",
    '& s""ysteminfo',
    "| type c:\\boot.ini",
    "& C:\\Windows\\System32\\whoami.exe",
    "& for %i in (1) do dir",
    "& NET USER x y /ADD",
  ];
  for (const text of texts) assert.ok(findWindowsCommand(text), text);
});

const HARMLESS = [
  "a cat; find my cat (or ls)",
  "salt & pepper shakers; set of 2",
  "echo & the bunnymen",
  "cut & paste",
  "name|date|size",
  "name;date;host;path",
  "| date | host | id |",
  "run `npm test`, then `ls`; it lists files",
  "the `set` operation and the `id` field",
  "; date.now(); x",
  "a=1&id=5&sort=date",
  "what type; dir or net?",
  "export * from './x.js';",
  "import { a } from 'b'; // find c",
  "W);nL<E2Du;ID",
  "#!/usr/bin/perl -w",
  "Type c:\\ to see the disk",
];

for (const text of HARMLESS) {
  test(`no command in ${text}`, () => {
    assert.equal(findUnixCommand(text), undefined);
    assert.equal(findWindowsCommand(text), undefined);
  });
}

test("a match repeats what follows the separator, and only so much of it", () => {
  const found = findUnixCommand(`a; cat /etc/passwd ${"x".repeat(1000)}`)!;
  assert.match(found, /^; cat \/etc\/passwd/);
  assert.ok(found.length < 200);
});

const PIECES =
  "; | & || && ` $( ) { } , \n ' \" \\ ^ $IFS ${IFS} $@ cat ls id dir net user / /etc -c < > .exe C:\\ x 1 . = #".split(
    " ",
  );

test("no text makes it throw", () => {
  const soup = fc.array(fc.constantFrom(...PIECES, " "), { maxLength: 40 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), soup), (text) => {
      findUnixCommand(text);
      findWindowsCommand(text);
    }),
    { numRuns: 2000 },
  );
});

test("64 KB of any one piece is read to its end", () => {
  for (const piece of [
    ...PIECES,
    ";cat ",
    "`a ",
    "a/",
    "x=1;",
    ";if ",
    "{a,",
    "<<<",
    "${x}a",
    "'a'",
    "a=b;$a",
  ]) {
    const text = piece.repeat(65_536 / piece.length);
    findUnixCommand(text);
    findWindowsCommand(text);
  }
});
