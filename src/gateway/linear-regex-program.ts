/** A pattern outside the supported syntax, or too much work. */
export class RegexError extends Error {
  override readonly name = "RegexError";
}

/** Tests one UTF-16 code unit. */
export type CharacterTest = (code: number) => boolean;

/** One step of a compiled pattern. */
export type Instruction =
  | { readonly kind: "character"; readonly test: CharacterTest }
  | { readonly kind: "split"; readonly first: number; readonly second: number }
  | { readonly kind: "jump"; readonly to: number }
  | { readonly kind: "save"; readonly slot: number }
  | { readonly kind: "assert"; readonly test: (text: string, position: number) => boolean }
  | { readonly kind: "match" };

/** A parsed piece of a pattern, which can be written out more than once: `a{3}` is `aaa`. */
export type Fragment = (program: Instruction[]) => void;

const INSTRUCTIONS_MAX = 5_000;

/** The program of a whole pattern, whose slots 0 and 1 are the match's start and end. */
export function assemble(body: Fragment): readonly Instruction[] {
  const program: Instruction[] = [];
  saving(0, body)(program);
  emit(program, { kind: "match" });
  return program;
}

function emit(program: Instruction[], instruction: Instruction): void {
  if (program.length >= INSTRUCTIONS_MAX) throw new RegexError("the regular expression is too large");
  program.push(instruction);
}

/** One character. */
export const one =
  (test: CharacterTest): Fragment =>
  (program) =>
    emit(program, { kind: "character", test });

/** A condition between two characters. */
export const assertion =
  (test: (text: string, position: number) => boolean): Fragment =>
  (program) =>
    emit(program, { kind: "assert", test });

/** One after the other. */
export const sequence =
  (parts: readonly Fragment[]): Fragment =>
  (program) => {
    for (const part of parts) part(program);
  };

/** A group: where it begins and ends is kept in the slots `group * 2` and the next. */
export const saving =
  (group: number, body: Fragment): Fragment =>
  (program) => {
    emit(program, { kind: "save", slot: group * 2 });
    body(program);
    emit(program, { kind: "save", slot: group * 2 + 1 });
  };

/** The first alternative, else the second. */
export const either =
  (first: Fragment, second: Fragment): Fragment =>
  (program) => {
    const fork = reserve(program);
    first(program);
    const leave = reserve(program);
    program[fork] = { kind: "split", first: fork + 1, second: program.length };
    second(program);
    program[leave] = { kind: "jump", to: program.length };
  };

/** From `least` to `most` times, as often as possible or, when `lazy`, as seldom. */
export function repeat(atom: Fragment, least: number, most: number, lazy: boolean): Fragment {
  return (program) => {
    for (let count = 0; count < least; count++) {
      const length = program.length;
      atom(program);
      // Nothing, many times over, is nothing; written out it would cost the time of its nesting.
      if (program.length === length) return;
    }
    if (most === Number.POSITIVE_INFINITY) loop(program, atom, lazy);
    else for (let count = least; count < most; count++) optional(program, atom, lazy);
  };
}

function loop(program: Instruction[], atom: Fragment, lazy: boolean): void {
  const fork = reserve(program);
  atom(program);
  emit(program, { kind: "jump", to: fork });
  program[fork] = forkTo(fork + 1, program.length, lazy);
}

function optional(program: Instruction[], atom: Fragment, lazy: boolean): void {
  const fork = reserve(program);
  atom(program);
  program[fork] = forkTo(fork + 1, program.length, lazy);
}

const forkTo = (enter: number, skip: number, lazy: boolean): Instruction =>
  lazy ? { kind: "split", first: skip, second: enter } : { kind: "split", first: enter, second: skip };

/** Leaves a place for an instruction that is known later. */
function reserve(program: Instruction[]): number {
  emit(program, { kind: "jump", to: 0 });
  return program.length - 1;
}
