import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../../base/random.ts";
import { sketchRequest } from "../request.fixture.ts";
import { TOKEN_COOKIE, type TokenClaims } from "../token.ts";
import { PuzzleDesk, type Redemption, WORK } from "./puzzle-desk.ts";
import { findNonces, solve } from "./solve.fixture.ts";

const NOW_MS = 1_700_000_000_000;
const SMALL = {
  challenge: { rounds: 2, zeroBits: 4 },
  withPicture: { rounds: 3, zeroBits: 4 },
  withoutPicture: { rounds: 3, zeroBits: 8 },
};
const EVERY_PLACE = Array.from({ length: 265 }, (_, place) => place);

const newDesk = (keyByte = 1, sinceMs = NOW_MS) =>
  new PuzzleDesk({
    key: Buffer.alloc(32, keyByte),
    random: new SeededRandom(`desk ${keyByte}`),
    sinceMs,
    work: SMALL,
  });

const asking = (host = "shop.example.com", token?: string) =>
  sketchRequest({
    headers: [["Host", host], ...(token ? [["Cookie", `${TOKEN_COOKIE}=${token}`] as const] : [])],
  }).input;

const claimsOf = (desk: PuzzleDesk, redemption: Redemption): TokenClaims => {
  assert.equal(redemption.kind, "token");
  return desk.tokens.read((redemption as { token: string }).token)!;
};

/** A solved challenge, and its desk. */
function solved(desk = newDesk()) {
  const { puzzle } = desk.issue("CHALLENGE", asking(), [], NOW_MS);
  return { desk, puzzle, solution: solve(SMALL.challenge, puzzle) };
}

/** Which places of the piece a picture's puzzle accepts. A puzzle is spent by one try, so each has a desk of its own. */
const acceptedPlaces = (): readonly number[] =>
  EVERY_PLACE.filter((place) => {
    // The same randomness gives the same id, and so the same picture.
    const desk = newDesk();
    const { puzzle } = desk.issue("CAPTCHA", asking(), [], NOW_MS);
    return desk.redeem(solve(SMALL.withPicture, puzzle, place), asking(), [], NOW_MS).kind === "token";
  });

test("a solved challenge earns a token for the host, with the time of the solution", () => {
  const { desk, solution } = solved();
  const redemption = desk.redeem(solution, asking(), [], NOW_MS + 2000);
  const { id, ...claims } = claimsOf(desk, redemption);
  assert.match(id, /^[\da-f-]{36}$/);
  assert.deepEqual(claims, { domain: "shop.example.com", challengeSolvedAtEpochS: NOW_MS / 1000 + 2 });
  assert.equal((redemption as { cookieDomain?: string }).cookieDomain, undefined);
});

test("a challenge's solution does not count as one of a CAPTCHA", () => {
  const { desk, solution } = solved();
  assert.equal(claimsOf(desk, desk.redeem(solution, asking(), [], NOW_MS)).captchaSolvedAtEpochS, undefined);
});

const { desk: own, puzzle, solution } = solved();
const [payload, signature] = puzzle.split(".") as [string, string];
const forgedPayload = Buffer.from(
  JSON.stringify({ ...JSON.parse(Buffer.from(payload, "base64url").toString()), action: "CAPTCHA" }),
).toString("base64url");
const [, nonces] = solution.split(";") as [string, string];
const someoneElses = newDesk(2).issue("CHALLENGE", asking(), [], NOW_MS).puzzle;
const captcha = own.issue("CAPTCHA", asking(), [], NOW_MS).puzzle;
const early = own.issue("CHALLENGE", asking(), [], NOW_MS - 1).puzzle;

/** What a refused solution comes with, where it is not the host and time of the others. */
interface Circumstances {
  readonly host?: string;
  readonly nowMs?: number;
}

const refusals: readonly (readonly [name: string, sent: string, fault: string, more?: Circumstances])[] = [
  ["no solution", "", "malformed"],
  ["a puzzle alone", puzzle, "malformed"],
  ["one of another shape", `${puzzle}:${nonces}`, "malformed"],
  ["a list of two", `${solution}, ${solution}`, "malformed"],
  ["too long a one", `${solution}${",1".repeat(2000)}`, "malformed"],
  ["another account's puzzle", solve(SMALL.challenge, someoneElses), "not signed here"],
  ["changed claims", `${forgedPayload}.${signature};${nonces}`, "not signed here"],
  ["a made-up signature", `${payload}.${"A".repeat(43)};${nonces}`, "not signed here"],
  ["one for another host", solution, "for another domain", { host: "other.example.com" }],
  ["a late one", solution, "too late", { nowMs: NOW_MS + 300_001 }],
  ["no work", `${puzzle};0,0`, "too little work"],
  ["work for one round", `${puzzle};${nonces.split(",")[0]}`, "too little work"],
  ["a CAPTCHA with a challenge's work", solve(SMALL.challenge, captcha, 100), "too little work"],
  [
    "a CAPTCHA without the picture, with the work of one",
    solve(SMALL.withPicture, captcha),
    "too little work",
  ],
  ["a puzzle from before the start", solve(SMALL.challenge, early), "tried before"],
];

for (const [name, sent, fault, { host, nowMs = NOW_MS } = {}] of refusals) {
  test(`${name} earns nothing: ${fault}`, () => {
    assert.deepEqual(own.redeem(sent, asking(host), [], nowMs), { kind: "refused", fault });
  });
}

test("a solution counts once", () => {
  const { desk, solution } = solved();
  assert.equal(desk.redeem(solution, asking(), [], NOW_MS).kind, "token");
  assert.deepEqual(desk.redeem(solution, asking(), [], NOW_MS), { kind: "refused", fault: "tried before" });
});

test("the piece must be put where the picture's hole is, give or take six pixels", () => {
  const places = acceptedPlaces();
  assert.equal(places.length, 13);
  assert.equal(places.at(-1)! - places[0]!, 12);
});

test("a wrong place spends the puzzle: nobody tries them all", () => {
  const desk = newDesk();
  const { puzzle } = desk.issue("CAPTCHA", asking(), [], NOW_MS);
  const answers = EVERY_PLACE.map((place) =>
    desk.redeem(solve(SMALL.withPicture, puzzle, place), asking(), [], NOW_MS),
  );
  assert.deepEqual(answers[0], { kind: "refused", fault: "the piece is in the wrong place" });
  assert.ok(answers.slice(1).every((answer) => answer.kind === "refused" && answer.fault === "tried before"));
});

test("where the hole is cannot be read from the puzzle", () => {
  const { puzzle } = newDesk().issue("CAPTCHA", asking(), [], NOW_MS);
  const claims: object = JSON.parse(Buffer.from(puzzle.split(".")[0]!, "base64url").toString());
  assert.deepEqual(Object.keys(claims), ["id", "action", "domain", "issuedAtMs"]);
});

test("more work stands in for the picture, and counts as a challenge as well", () => {
  const desk = newDesk();
  const { puzzle } = desk.issue("CAPTCHA", asking(), [], NOW_MS);
  const claims = claimsOf(desk, desk.redeem(solve(SMALL.withoutPicture, puzzle), asking(), [], NOW_MS));
  assert.equal(claims.captchaSolvedAtEpochS, NOW_MS / 1000);
  assert.equal(claims.challengeSolvedAtEpochS, NOW_MS / 1000);
});

test("who has a token keeps what it tells", () => {
  const desk = newDesk();
  const earlier: TokenClaims = { id: "c", domain: "shop.example.com", captchaSolvedAtEpochS: 1_699_999_000 };
  const earnedWith = (token: string) => {
    const { puzzle } = desk.issue("CHALLENGE", asking(), [], NOW_MS);
    const request = asking("shop.example.com", token);
    return claimsOf(desk, desk.redeem(solve(SMALL.challenge, puzzle), request, [], NOW_MS));
  };
  const challengeSolvedAtEpochS = NOW_MS / 1000;
  assert.deepEqual(earnedWith(desk.tokens.issue(earlier)), { ...earlier, challengeSolvedAtEpochS });
  for (const token of [
    newDesk(2).tokens.issue(earlier),
    desk.tokens.issue({ ...earlier, domain: "other.example.com" }),
  ]) {
    const claims = earnedWith(token);
    assert.equal(claims.captchaSolvedAtEpochS, undefined);
    assert.notEqual(claims.id, "c");
  }
});

test("under a listed domain the token is for that, and so is its cookie", () => {
  const desk = newDesk();
  const domains = ["other.net", "api.example.com", "example.com"];
  const request = asking("v1.api.example.com:4566");
  const { puzzle } = desk.issue("CHALLENGE", request, domains, NOW_MS);
  const redemption = desk.redeem(solve(SMALL.challenge, puzzle), request, domains, NOW_MS);
  assert.equal(claimsOf(desk, redemption).domain, "example.com");
  assert.equal((redemption as { cookieDomain?: string }).cookieDomain, "example.com");
});

test("a token counts as long as the rule's immunity time, for its account alone", () => {
  const { desk, solution } = solved();
  const { token } = desk.redeem(solution, asking(), [], NOW_MS) as { token: string };
  const demand = { action: "CHALLENGE", immunityS: 300, tokenDomains: [] } as const;
  const verdict = (at: PuzzleDesk, afterMs: number) =>
    at.tokens.verify(
      sketchRequest({ headers: asking("shop.example.com", token).headers }),
      demand,
      NOW_MS + afterMs,
    ).failureReason;
  assert.equal(verdict(desk, 300_000), undefined);
  assert.equal(verdict(desk, 300_001), "TOKEN_EXPIRED");
  assert.equal(verdict(newDesk(2), 0), "TOKEN_INVALID");
});

test("pictures are drawn fifty times a second at most; beyond, the long way alone is open", () => {
  const desk = newDesk();
  const hasPicture = (nowMs: number) => desk.issue("CAPTCHA", asking(), [], nowMs).picture !== undefined;
  const drawn = Array.from({ length: 52 }, () => hasPicture(NOW_MS));
  assert.equal(drawn.indexOf(false), 50);
  assert.equal(hasPicture(NOW_MS + 1000), true);
});

test("the real work can be done, and fits a header", () => {
  const desk = new PuzzleDesk({
    key: Buffer.alloc(32, 3),
    random: new SeededRandom("real"),
    sinceMs: NOW_MS,
  });
  const host = `${"a".repeat(63)}.`.repeat(3) + "example.com";
  const { puzzle, work } = desk.issue("CHALLENGE", asking(host), [], NOW_MS);
  assert.deepEqual(work, WORK.challenge);
  const sent = `${puzzle};${findNonces(work, puzzle).join(",")}`;
  assert.ok(sent.length < 1024);
  assert.equal(desk.redeem(sent, asking(host), [], NOW_MS).kind, "token");
});
