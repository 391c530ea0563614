import { isWordByte, NEWLINE } from "./byte-sets.ts";
import type { Program } from "./program.ts";
import type { ByteSet } from "./syntax.ts";

/** The bytes that a program cannot tell apart, numbered. */
export interface ByteClasses {
  /** The class of each byte. */
  readonly ofByte: Uint8Array;
  /** One byte of each class. */
  readonly examples: readonly number[];
}

/** Sorts the 256 bytes into classes, so that a table of transitions needs one column a class. */
export function classifyBytes(program: Program): ByteClasses {
  const ofByte = new Uint8Array(256);
  const refine = (set: ByteSet | readonly boolean[]): void => {
    const numbers = new Map<number, number>();
    for (let byte = 0; byte < 256; byte++) {
      const key = ofByte[byte]! * 2 + Number(set[byte]!);
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      ofByte[byte] = numbers.get(key)!;
    }
  };
  for (const instruction of program.instructions) if (instruction.op === "bytes") refine(instruction.set);
  if (program.instructions.some((instruction) => instruction.op === "assert")) {
    const bytes = Array.from({ length: 256 }, (_, byte) => byte);
    refine(bytes.map(isWordByte));
    refine(bytes.map((byte) => byte === NEWLINE));
  }
  const examples: number[] = [];
  for (let byte = 255; byte >= 0; byte--) examples[ofByte[byte]!] = byte;
  return { ofByte, examples };
}
