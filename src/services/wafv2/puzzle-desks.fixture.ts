import { createSecretKey } from "node:crypto";
import { ManualClock } from "../../base/clock.ts";
import { SeededRandom } from "../../base/random.ts";
import { AesVault } from "../../vault/aes-vault.ts";
import { PuzzleDesks } from "./puzzle-desks.ts";

/** Desks of their own for a firewall under test, under a clock that stands. */
export function testDesks(nowMs = 1_700_000_000_000): PuzzleDesks {
  const random = new SeededRandom("firewall");
  const vault = new AesVault([createSecretKey(Buffer.alloc(32, 1))], random);
  return new PuzzleDesks({ vault, random, clock: new ManualClock(nowMs) });
}
