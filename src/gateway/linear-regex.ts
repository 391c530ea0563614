import { BoundedCache } from "../base/bounded-cache.ts";
import { parseRegex } from "./linear-regex-parser.ts";
import { type Instruction, RegexError } from "./linear-regex-program.ts";

export { RegexError };

/**
 * A regular expression that runs in time proportional to the text, whatever the pattern: it follows all alternatives at
 * once and never goes back. The patterns come from API owners and the texts from clients, so a backtracking engine
 * would let a client stop the process. The syntax is the common part of Java's and JavaScript's, without look-around
 * and back references.
 */
export interface LinearRegex {
  /** Whether the whole text matches. */
  matches(text: string): boolean;
  /** Replaces every match; `$1` in the replacement stands for a group, `\$` for a dollar sign, as in Java. */
  replaceAll(text: string, replacement: string): string;
  /** The parts between the matches. */
  split(text: string): string[];
}

/** Steps that one call may take: characters times instructions. */
const WORK_MAX = 50_000_000;

const compiled = new BoundedCache<string, LinearRegex>(500);

/** Compiles a pattern, or finds it compiled. Throws {@link RegexError} on a pattern outside the supported syntax. */
export function compileLinearRegex(pattern: string): LinearRegex {
  const known = compiled.get(pattern);
  if (known) return known;
  const program = parseRegex(pattern);
  const regex: LinearRegex = {
    matches: (text) => findMatch(program, text, 0, true) !== undefined,
    replaceAll: (text, replacement) => replaceAll(program, text, replacement),
    split: (text) => split(program, text),
  };
  compiled.set(pattern, regex);
  return regex;
}

/** Where groups begin and end: `[start, end, start of group 1, end of group 1, …]`, -1 where a group took no part. */
type Captures = readonly number[];

interface Thread {
  readonly at: number;
  readonly captures: Captures;
}

/** The leftmost match at or after `from`, preferring earlier alternatives as backtracking engines do. */
function findMatch(
  program: readonly Instruction[],
  text: string,
  from: number,
  whole: boolean,
): Captures | undefined {
  if ((text.length - from + 1) * program.length > WORK_MAX) {
    throw new RegexError("the text is too long for the regular expression");
  }
  let threads: Thread[] = [];
  let found: Captures | undefined;
  for (let position = from; position <= text.length; position++) {
    const next: Thread[] = [];
    if (found === undefined && (position === from || !whole))
      addThread(program, threads, 0, [], position, text);
    if (threads.length === 0 && (whole || found)) break;
    const seen = new Uint8Array(program.length);
    for (const thread of threads) {
      const instruction = program[thread.at]!;
      if (instruction.kind === "match") {
        if (whole && position !== text.length) continue;
        found = thread.captures;
        // Threads after this one were less preferred.
        break;
      }
      if (
        instruction.kind === "character" &&
        position < text.length &&
        instruction.test(text.charCodeAt(position))
      ) {
        follow(program, next, thread.at + 1, thread.captures, position + 1, text, seen);
      }
    }
    threads = next;
  }
  return found;
}

function addThread(
  program: readonly Instruction[],
  threads: Thread[],
  at: number,
  captures: Captures,
  position: number,
  text: string,
): void {
  const seen = new Uint8Array(program.length);
  for (const thread of threads) seen[thread.at] = 1;
  follow(program, threads, at, captures, position, text, seen);
}

/** Adds what can be reached from `at` without reading a character, each instruction at most once, in order of preference. */
function follow(
  program: readonly Instruction[],
  threads: Thread[],
  at: number,
  captures: Captures,
  position: number,
  text: string,
  seen: Uint8Array,
): void {
  const pending: Thread[] = [{ at, captures }];
  for (let thread = pending.pop(); thread; thread = pending.pop()) {
    if (seen[thread.at]) continue;
    seen[thread.at] = 1;
    const instruction = program[thread.at]!;
    switch (instruction.kind) {
      case "jump":
        pending.push({ at: instruction.to, captures: thread.captures });
        break;
      case "split":
        pending.push({ at: instruction.second, captures: thread.captures });
        pending.push({ at: instruction.first, captures: thread.captures });
        break;
      case "save": {
        const saved = [...thread.captures];
        saved[instruction.slot] = position;
        pending.push({ at: thread.at + 1, captures: saved });
        break;
      }
      case "assert":
        if (instruction.test(text, position)) pending.push({ at: thread.at + 1, captures: thread.captures });
        break;
      default:
        threads.push(thread);
    }
  }
}

function* allMatches(program: readonly Instruction[], text: string): Generator<Captures> {
  let work = 0;
  for (let from = 0; from <= text.length; ) {
    const captures = findMatch(program, text, from, false);
    if (!captures) return;
    const end = captures[1]!;
    work += (end - from + 1) * program.length;
    if (work > WORK_MAX) throw new RegexError("the text is too long for the regular expression");
    yield captures;
    from = end === captures[0] ? end + 1 : end;
  }
}

function replaceAll(program: readonly Instruction[], text: string, replacement: string): string {
  let out = "";
  let end = 0;
  for (const captures of allMatches(program, text)) {
    out += text.slice(end, captures[0]) + expand(replacement, text, captures);
    end = captures[1]!;
  }
  return out + text.slice(end);
}

function expand(replacement: string, text: string, captures: Captures): string {
  return replacement.replace(
    /\\([\s\S])|\$(\d)/g,
    (_, escaped: string | undefined, group: string | undefined) => {
      if (escaped !== undefined) return escaped;
      const start = captures[Number(group) * 2];
      return start === undefined || start < 0 ? "" : text.slice(start, captures[Number(group) * 2 + 1]);
    },
  );
}

function split(program: readonly Instruction[], text: string): string[] {
  const parts: string[] = [];
  let end = 0;
  for (const captures of allMatches(program, text)) {
    if (captures[1] === 0) continue;
    parts.push(text.slice(end, captures[0]));
    end = captures[1]!;
  }
  parts.push(text.slice(end));
  return parts;
}
