import type { Assertion, ByteSet, RegexNode } from "./syntax.ts";
import { RegexSyntaxError } from "./syntax.ts";

/** Most instructions of one expression: a step of the matcher costs at most this much. */
export const INSTRUCTIONS_MAX = 2000;

/** One instruction of a Thompson automaton; `next` and `other` are indexes into the program. */
export type Instruction =
  | { readonly op: "bytes"; readonly set: ByteSet; readonly next: number }
  | { readonly op: "assert"; readonly assertion: Assertion; readonly next: number }
  | { op: "split"; next: number; other: number }
  | { readonly op: "match" };

/** An expression as instructions; matching begins at `start`. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly start: number;
}

/** Lays an expression out as instructions. Throws RegexSyntaxError where there would be more than 2,000. */
export function compileProgram(node: RegexNode): Program {
  if (size(node) > INSTRUCTIONS_MAX) {
    throw new RegexSyntaxError(
      `The expression is too large: with its counted repetitions written out it has more than ${INSTRUCTIONS_MAX} steps`,
    );
  }
  const instructions: Instruction[] = [{ op: "match" }];
  const start = emit(node, 0, instructions);
  return { instructions, start };
}

/** How many instructions `emit` would add, without adding them. */
function size(node: RegexNode): number {
  switch (node.kind) {
    case "empty":
      return 0;
    case "bytes":
    case "assertion":
      return 1;
    case "sequence":
      return node.items.reduce((sum, item) => sum + size(item), 0);
    case "choice":
      return node.options.reduce((sum, option) => sum + size(option) + 1, 0);
    case "repeat": {
      // An empty item still costs a split, so that a count alone cannot make the work long.
      const item = size(node.item) + 1;
      return item * (node.max === Number.POSITIVE_INFINITY ? node.min + 1 : node.max);
    }
  }
}

/** Adds the instructions of `node`, which go on at `next`; returns where to enter. */
function emit(node: RegexNode, next: number, out: Instruction[]): number {
  switch (node.kind) {
    case "empty":
      return next;
    case "bytes":
      return out.push({ op: "bytes", set: node.set, next }) - 1;
    case "assertion":
      return out.push({ op: "assert", assertion: node.assertion, next }) - 1;
    case "sequence":
      return node.items.reduceRight((after, item) => emit(item, after, out), next);
    case "choice":
      return node.options
        .map((option) => emit(option, next, out))
        .reduce((other, entry) => out.push({ op: "split", next: entry, other }) - 1);
    case "repeat":
      return emitRepeat(node, next, out);
  }
}

function emitRepeat(
  { item, min, max }: RegexNode & { kind: "repeat" },
  next: number,
  out: Instruction[],
): number {
  let entry = next;
  if (max === Number.POSITIVE_INFINITY) {
    const loop: Instruction = { op: "split", next: 0, other: next };
    entry = out.push(loop) - 1;
    loop.next = emit(item, entry, out);
  } else {
    for (let count = min; count < max; count++) {
      entry = out.push({ op: "split", next: emit(item, entry, out), other: next }) - 1;
    }
  }
  for (let count = 0; count < min; count++) entry = emit(item, entry, out);
  return entry;
}
