import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { test } from "node:test";
import { ManualClock } from "../../base/clock.ts";
import { SeededRandom } from "../../base/random.ts";
import { AesVault } from "../../vault/aes-vault.ts";
import { sketchRequest } from "../../waf/request.fixture.ts";
import { TOKEN_HEADER } from "../../waf/token.ts";
import { PuzzleDesks } from "./puzzle-desks.ts";

const NOW_MS = 1_700_000_000_000;

/** The desks of a server that was just started. */
function startDesks(rootKeyByte = 1): PuzzleDesks {
  const random = new SeededRandom("desks");
  const vault = new AesVault([createSecretKey(Buffer.alloc(32, rootKeyByte))], random);
  return new PuzzleDesks({ vault, random, clock: new ManualClock(NOW_MS) });
}

const claims = {
  id: "client",
  domain: "shop.example.com",
  challengeSolvedAtEpochS: NOW_MS / 1000,
};
const token = startDesks().of("111122223333").tokens.issue(claims);

const verdict = (desks: PuzzleDesks, accountId: string) =>
  desks.of(accountId).tokens.verify(
    sketchRequest({
      headers: [
        ["Host", claims.domain],
        [TOKEN_HEADER, token],
      ],
    }),
    { action: "CHALLENGE", immunityS: 300, tokenDomains: [] },
    NOW_MS,
  ).failureReason;

test("a token outlives the process that issued it", () => {
  assert.equal(verdict(startDesks(), "111122223333"), undefined);
});

test("a token counts for nothing with another account, or under another root key", () => {
  assert.equal(verdict(startDesks(), "444455556666"), "TOKEN_INVALID");
  assert.equal(verdict(startDesks(2), "111122223333"), "TOKEN_INVALID");
});

test("an account's desk remembers: it is the same one each time", () => {
  const desks = startDesks();
  assert.equal(desks.of("111122223333"), desks.of("111122223333"));
});
