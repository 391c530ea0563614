import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { drawPicture } from "../../waf/puzzles/picture.ts";
import { isRoundDone } from "../../waf/puzzles/proof-of-work.ts";
import { type IssuedPuzzle, WORK } from "../../waf/puzzles/puzzle-desk.ts";
import { interstitialPage } from "./interstitial.ts";

const puzzle = "eyJpZCI6ImEifQ.c2lnbmF0dXJl";
const picture = drawPicture(Buffer.alloc(64, 7));
const challenge: IssuedPuzzle = { action: "CHALLENGE", puzzle, work: WORK.challenge };
const captcha: IssuedPuzzle = {
  action: "CAPTCHA",
  puzzle,
  work: WORK.withPicture,
  withoutPicture: WORK.withoutPicture,
  picture,
};

const textOf = (issued: IssuedPuzzle, requestId = "r1") =>
  interstitialPage(issued, requestId).body.toString();

function headerOf(issued: IssuedPuzzle, wanted: string): string {
  const { headers } = interstitialPage(issued, "r1");
  return headers[headers.indexOf(wanted) + 1]!;
}

const between = (text: string, start: RegExp, end: string): string => {
  const from = text.search(start) + text.match(start)![0].length;
  return text.slice(from, text.indexOf(end, from));
};
const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64");

for (const issued of [challenge, captcha]) {
  test(`${issued.action}: the policy allows the page's own script and style, and nothing else`, () => {
    const policy = headerOf(issued, "Content-Security-Policy");
    const text = textOf(issued);
    const script = between(text, /<script[^>]*>/, "</script>");
    assert.ok(script.length > 1000);
    assert.match(policy, /^default-src 'none'; /);
    assert.ok(policy.includes(`script-src 'sha256-${sha256(script)}';`));
    assert.ok(policy.includes(`style-src 'sha256-${sha256(between(text, /<style>/, "</style>"))}';`));
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.equal(text.match(/<script/g)?.length, 1);
    assert.doesNotMatch(text, / on\w+=| style=/);
  });

  test(`${issued.action}: the page refers to nothing outside itself`, () => {
    const references = /\s(?:src|href|action)="(?!data:)[^"]*|@import|url\(|https?:\/\/\w/g;
    assert.deepEqual([...textOf(issued).matchAll(references)], []);
  });
}

test("a page carries its puzzle and how much work it takes", () => {
  assert.ok(textOf(challenge).includes(`data-puzzle="${puzzle}"`));
  assert.match(textOf(challenge), /data-rounds="8" data-zero-bits="14">/);
  const top = (100 * picture.pieceTopPx) / 160;
  assert.ok(
    textOf(captcha).includes(`data-zero-bits="14" data-long-zero-bits="18" data-piece-top="${top}">`),
  );
});

test("a page without a picture has no form, and the long way", () => {
  const text = textOf({ ...captcha, picture: undefined });
  assert.doesNotMatch(text, /<form|<img/);
  assert.match(text, /<button id="work" type="button">Continue</);
});

test("what comes from outside cannot write markup", () => {
  assert.ok(textOf(challenge, '"><script>').includes("<code>&quot;&gt;&lt;script&gt;</code>"));
});

test("the page's search finds what the server accepts, and no less", async () => {
  const module = "./search.js";
  const { createSearch } = (await import(module)) as {
    createSearch: () => (prefix: string, zeroBits: number, first: number, count: number) => number;
  };
  const search = createSearch();
  // With as many characters as a signature has, and with few.
  for (const signature of ["A".repeat(43), "x"]) {
    for (let round = 9; round <= 11; round++) {
      const nonce = search(`${signature}:${round}:`, 10, 0, 1_000_000);
      assert.ok(isRoundDone(10, signature, round, String(nonce)));
      for (let earlier = 0; earlier < nonce; earlier++) {
        assert.equal(isRoundDone(10, signature, round, String(earlier)), false);
      }
    }
  }
  assert.equal(search("x:0:", 32, 0, 1000), -1);
});
