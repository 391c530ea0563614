import type { SqlKind, SqlToken } from "./sql-kinds.ts";
import { type SqlDialect, SqlReader } from "./sql-tokens.ts";
import { isTellingNest, isType, kindOfPhrase, MODIFIERS, PHRASE_STARTS } from "./sql-words.ts";

/** A text as folded tokens. `fingerprint` has one character per token. */
export interface FoldedSql {
  readonly fingerprint: string;
  readonly tokens: readonly SqlToken[];
}

/** What a kind of token is, as bits. */
const OPERAND = 1;
const WORD = 2;
/** What a parenthesis may hold to be one value. */
const IN_VALUE = 4;
/** What a call may hold. */
const CALL_ARGUMENT = 8;

/** The bits of each kind, by its character. */
const TRAITS = new Uint8Array(128);
for (const [trait, kinds] of [
  [OPERAND, "n1svfFGI"],
  [WORD, "nw&!~oUEBHLKJCTXD1vIfFGQ"],
  [IN_VALUE, "n1svfFGIwo,"],
  [CALL_ARGUMENT, "n1svfFGIwo,=~&|!KTCp;()"],
] as const) {
  for (const kind of kinds) TRAITS[kind.charCodeAt(0)]! |= trait;
}
const hasTrait = (kind: SqlKind, trait: number): boolean => (TRAITS[kind.charCodeAt(0)]! & trait) !== 0;

/** Of two values that fold into one, the one further right here gives its kind: it tells more. */
const STRENGTH = "wn1svFfGI";

const isName = (kind: SqlKind): boolean => kind === "n" || kind === "w";
const isOperand = (kind: SqlKind | undefined): boolean => kind !== undefined && hasTrait(kind, OPERAND);

/**
 * Reads a text as SQL and folds what does not change its meaning, so that padding does not change its fingerprint:
 * arithmetic, lists, parentheses around a value, unary signs, comments, words in a row.
 *
 * `1+(2)*3 OR sin(1) = 'a' -- x` becomes `1&f=sc`.
 */
export function foldSql(text: string, start: number, dialect: SqlDialect, before?: SqlToken): FoldedSql {
  const folder = new Folder(text, before);
  const reader = new SqlReader(text, start, dialect);
  for (let token = reader.next(); token !== undefined; token = reader.next()) {
    folder.push(token);
    if (folder.isImplausible) break;
  }
  const tokens: SqlToken[] = [];
  let fingerprint = "";
  let last = "";
  for (const token of folder.tokens) {
    const { kind } = token;
    // Parentheses in a row say no more than one.
    if (kind === last && (kind === "(" || kind === ")")) continue;
    last = kind;
    fingerprint += kind;
    tokens.push(token);
  }
  return { fingerprint, tokens };
}

/** Parentheses that are open and stand in a row. */
interface OpenParentheses {
  /** Where the first is in the tokens; the others are not among them. */
  readonly index: number;
  /** Where each is in the text. */
  readonly starts: number[];
  /** Whether the last holds a query. */
  query: boolean;
}

class Folder {
  readonly tokens: SqlToken[] = [];
  readonly #text: string;
  readonly #open: OpenParentheses[] = [];
  /** The last token's words, lower-case, while they may begin a phrase. */
  #phrase = "";

  constructor(text: string, before: SqlToken | undefined) {
    this.#text = text;
    if (before) this.tokens.push(before);
  }

  push(token: SqlToken): void {
    if (!hasTrait(token.kind, WORD)) this.#phrase = "";
    else if (this.#joinPhrase(token)) return;
    if (token.kind === "q" && this.#isOtherQuote(token)) token.kind = "p";
    if (this.#isDropped(token)) return;
    if (this.#kind(1) === "!" && (isOperand(token.kind) || token.kind === "(")) this.tokens.pop();
    if (token.kind === "(") {
      this.#openParenthesis(token);
      return;
    }
    this.tokens.push(token);
    if (!hasTrait(token.kind, CALL_ARGUMENT) && this.#open.length > 0) this.#open.at(-1)!.query = true;
    if (token.kind === ")") this.#foldParentheses();
    else if (isOperand(token.kind)) this.#foldOperand();
  }

  /**
   * A name or number right after the quote that ended the text's string is no SQL: `O'Brien`. Nor are names and then a
   * string: `it's John's`. Told from two tokens, so that prose is not read to its end.
   */
  get isImplausible(): boolean {
    if (this.tokens.length < 2 || this.#phrase !== "") return false;
    const first = this.tokens[0]!;
    const second = this.tokens[1]!;
    if (first.kind === "n" || first.kind === "w") {
      return (
        (second.kind === "s" || second.kind === "q") && !(first.kind === "n" && isType(first.word ?? ""))
      );
    }
    return (first.kind === "'" || first.kind === '"') && "nw1vF".includes(second.kind);
  }

  #kind(back: number): SqlKind | undefined {
    return back > this.tokens.length ? undefined : this.tokens[this.tokens.length - back]!.kind;
  }

  /** Whether a string that does not end opened with another quote than the one that ended the text's own string. */
  #isOtherQuote(token: SqlToken): boolean {
    const first = this.tokens[0]?.kind;
    return (first === "'" || first === '"') && this.#text[token.start] !== first;
  }

  #word(token: SqlToken): string {
    return this.#text.slice(token.start, Math.min(token.end, token.start + 24)).toLowerCase();
  }

  /** Joins `order` and `by` into one token. True if the token is used up. */
  #joinPhrase(token: SqlToken): boolean {
    const { word } = token;
    // What is no word, as a number or a sign, begins no phrase and belongs to none.
    if (word === undefined) {
      this.#phrase = "";
      return false;
    }
    if (this.#phrase === "") {
      if (PHRASE_STARTS.has(word)) this.#phrase = word;
      return false;
    }
    const phrase = `${this.#phrase} ${word}`;
    const kind = kindOfPhrase(phrase);
    const last = this.tokens.at(-1);
    this.#phrase = PHRASE_STARTS.has(phrase) ? phrase : PHRASE_STARTS.has(word) ? word : "";
    if (kind === undefined || last === undefined || last.kind === "'" || last.kind === '"') return false;
    last.kind = kind;
    last.end = token.end;
    return true;
  }

  /** Whether a token says nothing: a sign before a value, a modifier of SELECT or UNION, repeated punctuation. */
  #isDropped(token: SqlToken): boolean {
    const last = this.#kind(1);
    if (token.kind === "o") {
      const star = this.#text[token.start] === "*";
      if (star && (last === "E" || last === "(" || last === ",")) token.kind = "n";
      // Right after SELECT or UNION only a sign is one; `select / null` is prose.
      const isSign = (last !== "E" && last !== "U") || /[+~-]/.test(this.#text[token.start]!);
      return token.kind === "o" && isSign && !endsValue(last);
    }
    if (last === "E" || last === "U") return MODIFIERS.has(this.#word(token));
    return token.kind === "p" && last === "p";
  }

  #openParenthesis(token: SqlToken): void {
    const open = this.#open.at(-1);
    if (open?.index === this.tokens.length - 1) {
      open.starts.push(token.start);
      return;
    }
    this.tokens.push(token);
    this.#open.push({ index: this.tokens.length - 1, starts: [token.start], query: false });
  }

  /** Folds `(value)` to the value, and `name(…)` to a call unless it holds a query. */
  #foldParentheses(): void {
    const open = this.#open.at(-1);
    if (open === undefined) return;
    const start = open.starts.pop()!;
    const isOutermost = open.starts.length === 0;
    if (isOutermost) this.#open.pop();
    if (open.query) {
      const outer = this.#open.at(-1);
      if (outer) outer.query = true;
      return;
    }
    const inner = open.index + 1;
    const name = this.tokens[open.index - 1];
    if (isOutermost && (name?.kind === "f" || name?.kind === "F" || name?.kind === "G")) {
      this.#foldCall(name, inner);
    } else {
      if (!this.#holdsValues(inner)) return;
      const kind = inner === this.tokens.length - 1 ? "1" : this.#strongest(inner);
      const { end } = this.tokens.at(-1)!;
      this.#drop(this.tokens.length - (isOutermost ? open.index : inner));
      this.tokens.push({ kind, start, end });
    }
    this.#foldOperand();
  }

  /** Folds a call whose arguments are the tokens from `inner` to the parenthesis that closes it. */
  #foldCall(name: SqlToken, inner: number): void {
    const kind = this.#strongest(inner);
    if (kind === "G" || (name.kind === "f" && (kind === "I" || this.#isTellingNest(name, inner))))
      name.kind = "G";
    name.end = this.tokens.at(-1)!.end;
    this.#drop(this.tokens.length - inner + 1);
  }

  #strongest(from: number): SqlKind {
    let kind: SqlKind = "w";
    for (let index = from; index < this.tokens.length - 1; index += 1)
      kind = stronger(kind, this.tokens[index]!.kind);
    return kind;
  }

  #holdsValues(from: number): boolean {
    for (let index = from; index < this.tokens.length - 1; index += 1) {
      if (!hasTrait(this.tokens[index]!.kind, IN_VALUE)) return false;
    }
    return true;
  }

  #isTellingNest(outer: SqlToken, from: number): boolean {
    let index = from;
    while (index < this.tokens.length - 1 && this.tokens[index]!.kind !== "f") index += 1;
    if (index >= this.tokens.length - 1) return false;
    const first = this.tokens[index]!;
    const called = (token: SqlToken): string => this.#word(token).split(/[^a-z_0-9]/, 1)[0]!;
    return isTellingNest(called(outer), called(first));
  }

  /** Folds the value at the end with what stands before it. */
  #foldOperand(): void {
    const tokens = this.tokens;
    while (tokens.length >= 2) {
      const last = tokens.at(-1)!;
      const previous = tokens.at(-2)!;
      // A word that may begin a phrase waits for the next: `name order by` is not prose.
      const waits = last.kind === "n" && this.#phrase !== "";
      if (isName(last.kind) && isName(previous.kind) && !waits) this.#merge(1, "w");
      else if (last.kind === "s" && previous.kind === "s") this.#merge(1, "s");
      else if (isPair(tokens.at(-3)?.kind, previous.kind, last.kind)) {
        this.#merge(2, stronger(tokens.at(-3)!.kind, last.kind));
      } else return;
    }
  }

  /** Takes tokens off the end. One by one: engines are slow to shorten an array at once. */
  #drop(count: number): void {
    for (let dropped = 0; dropped < count; dropped += 1) this.tokens.pop();
  }

  #merge(count: number, kind: SqlKind): void {
    const end = this.tokens.at(-1)!.end;
    this.#drop(count);
    const merged = this.tokens.at(-1)!;
    merged.kind = kind;
    merged.end = end;
  }
}

/** Whether a value, an operator or comma, and another value are one value. `1 + f()` stays: it is telling. */
function isPair(left: SqlKind | undefined, between: SqlKind, right: SqlKind): boolean {
  if (left === undefined) return false;
  if (between === "o")
    return ("n1svw".includes(left) && "n1sv".includes(right)) || ("fGF".includes(left) && isOperand(right));
  return between === "," && (isOperand(left) || left === "w") && isOperand(right);
}

const endsValue = (kind: SqlKind | undefined): boolean =>
  kind !== undefined &&
  (isOperand(kind) || kind === "w" || kind === ")" || kind === "'" || kind === '"' || kind === "q");

const RANKS = new Uint8Array(128);
for (const [rank, kind] of [...STRENGTH].entries()) RANKS[kind.charCodeAt(0)] = rank + 1;

const stronger = (left: SqlKind, right: SqlKind): SqlKind =>
  RANKS[right.charCodeAt(0)]! > RANKS[left.charCodeAt(0)]! ? right : left;
