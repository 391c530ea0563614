import type { Node } from "./ast.ts";

/** A template that does not parse, or that cannot be carried out. The message names the place or the cause. */
export class VtlError extends Error {
  override readonly name = "VtlError";
}

/** Deepest nesting of blocks and expressions: the parser and the renderer call themselves. */
const DEPTH_MAX = 64;

/** A place in a template's text. */
export class Cursor {
  readonly text: string;
  #at = 0;
  #depth = 0;

  /** Parses a string in double quotes, which is a template of its own. */
  readonly parseNested: (content: string) => readonly Node[];

  constructor(text: string, parseNested: (content: string) => readonly Node[]) {
    this.text = text;
    this.parseNested = parseNested;
  }

  get at(): number {
    return this.#at;
  }

  get ended(): boolean {
    return this.#at >= this.text.length;
  }

  /** The next character, or empty at the end. */
  peek(): string {
    return this.text.charAt(this.#at);
  }

  startsWith(token: string): boolean {
    return this.text.startsWith(token, this.#at);
  }

  /** Steps over `token` if it is next. */
  take(token: string): boolean {
    if (!this.startsWith(token)) return false;
    this.#at += token.length;
    return true;
  }

  /** Steps over what the sticky `pattern` matches here and returns it. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (!found) return undefined;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  /** Steps over `token` or fails. */
  expect(token: string): void {
    if (!this.take(token)) this.fail(`"${token}" is missing`);
  }

  skipSpace(): void {
    this.match(/\s*/y);
  }

  /** Goes back to a place seen before. */
  reset(at: number): void {
    this.#at = at;
  }

  /** Runs `parse` one level deeper. */
  nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) this.fail("the template is nested too deeply");
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  fail(problem: string): never {
    const line = this.text.slice(0, this.#at).split("\n").length;
    throw new VtlError(`line ${line}: ${problem}`);
  }
}
