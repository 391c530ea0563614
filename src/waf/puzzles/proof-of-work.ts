import { createHash } from "node:crypto";

/** Digits of a nonce: with a signature, a round and these, what is digested fits one block of SHA-256. */
const NONCE = /^\d{1,8}$/;

/**
 * How much computing is asked for: in each round a nonce whose digest begins with so many zero bits, which takes
 * 2^bits digests on average. Many rounds in place of one hard one: the time it takes varies less, and progress shows.
 */
export interface Work {
  readonly rounds: number;
  /** At most 32. */
  readonly zeroBits: number;
}

/** Whether there is a right nonce for every round. It costs one digest a round. */
export function isWorkDone(work: Work, signature: string, nonces: readonly string[]): boolean {
  return (
    nonces.length === work.rounds &&
    nonces.every((nonce, round) => NONCE.test(nonce) && isRoundDone(work.zeroBits, signature, round, nonce))
  );
}

/** Whether SHA-256 of `signature:round:nonce` begins with so many zero bits. */
export function isRoundDone(zeroBits: number, signature: string, round: number, nonce: string): boolean {
  const digest = createHash("sha256").update(`${signature}:${round}:${nonce}`).digest();
  return Math.clz32(digest.readUInt32BE(0)) >= zeroBits;
}
