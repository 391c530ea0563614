import type { SqlKind, SqlToken } from "./sql-kinds.ts";
import { type SqlDialect, SqlReader } from "./sql-tokens.ts";
import { isTellingNest, isType, kindOfPhrase, MODIFIERS, PHRASE_STARTS } from "./sql-words.ts";

/** A text as folded tokens. `fingerprint` has one character per token. */
export interface FoldedSql {
  readonly fingerprint: string;
  readonly tokens: readonly SqlToken[];
}

/** Kinds that are a value. */
const OPERANDS = "n1svfFGI";
/** Of two values that fold into one, the one further right here gives its kind: it tells more. */
const STRENGTH = "wn1svFfGI";
const WORDS = "nw&!~oUEBHLKJCTXD1vIfFGQ";

/** What a parenthesis may hold to be one value, and what a call may hold. */
const VALUES = "n1svfFGIwo,";
const CALL_ARGUMENTS = "n1svfFGIwo,=~&|!KTCp;()";

const isName = (kind: SqlKind): boolean => kind === "n" || kind === "w";
const isOperand = (kind: SqlKind | undefined): boolean => kind !== undefined && OPERANDS.includes(kind);

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
  const tokens = folder.tokens.filter(isNotRepeated);
  return { fingerprint: tokens.map((token) => token.kind).join(""), tokens };
}

/** Parentheses in a row say no more than one. */
const isNotRepeated = ({ kind }: SqlToken, index: number, tokens: readonly SqlToken[]): boolean =>
  (kind !== "(" && kind !== ")") || tokens[index - 1]?.kind !== kind;

class Folder {
  readonly tokens: SqlToken[] = [];
  readonly #text: string;
  /** The parentheses that are open: where each is in `tokens`, and whether it holds a query. */
  readonly #open: { readonly index: number; query: boolean }[] = [];
  /** The last token's words, lower-case, while they may begin a phrase. */
  #phrase = "";

  constructor(text: string, before: SqlToken | undefined) {
    this.#text = text;
    if (before) this.tokens.push(before);
  }

  push(token: SqlToken): void {
    if (!WORDS.includes(token.kind)) this.#phrase = "";
    else if (this.#joinPhrase(token)) return;
    if (token.kind === "q" && this.#isOtherQuote(token)) token.kind = "p";
    if (this.#isDropped(token)) return;
    if (this.#kind(1) === "!" && (isOperand(token.kind) || token.kind === "(")) this.tokens.pop();
    this.tokens.push(token);
    if (!CALL_ARGUMENTS.includes(token.kind) && this.#open.length > 0) this.#open.at(-1)!.query = true;
    if (token.kind === "(") this.#open.push({ index: this.tokens.length - 1, query: false });
    else if (token.kind === ")") this.#foldParentheses();
    else if (isOperand(token.kind)) this.#foldOperand();
  }

  /**
   * A name or number right after the quote that ended the text's string is no SQL: `O'Brien`. Nor are names and then a
   * string: `it's John's`. Told from two tokens, so that prose is not read to its end.
   */
  get isImplausible(): boolean {
    const [first, second] = this.tokens;
    if (first === undefined || second === undefined || this.#phrase !== "") return false;
    if (first.kind === "n" || first.kind === "w") {
      return (
        (second.kind === "s" || second.kind === "q") && !(first.kind === "n" && isType(first.word ?? ""))
      );
    }
    return (first.kind === "'" || first.kind === '"') && "nw1vF".includes(second.kind);
  }

  #kind(back: number): SqlKind | undefined {
    return this.tokens[this.tokens.length - back]?.kind;
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
    const word = token.word ?? this.#word(token);
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

  /** Folds `(value)` to the value, and `name(…)` to a call unless it holds a query. */
  #foldParentheses(): void {
    const open = this.#open.pop();
    if (open === undefined) return;
    const name = this.tokens[open.index - 1];
    const isCall = name?.kind === "f" || name?.kind === "F" || name?.kind === "G";
    if (open.query) {
      const outer = this.#open.at(-1);
      if (outer) outer.query = true;
      return;
    }
    if (!isCall && !this.#holdsValues(open.index + 1)) return;
    const inner = this.tokens.slice(open.index + 1, -1);
    const end = this.tokens.at(-1)!.end;
    const kind = inner.reduce<SqlKind>((kind, token) => stronger(kind, token.kind), "w");
    const start = this.tokens[open.index]!.start;
    this.tokens.length = open.index;
    if (isCall) {
      if (kind === "G" || (kind === "I" && name.kind === "f") || this.#isTellingNest(name, inner))
        name.kind = "G";
      name.end = end;
    } else this.tokens.push({ kind: inner.length === 0 ? "1" : kind, start, end });
    this.#foldOperand();
  }

  #holdsValues(from: number): boolean {
    for (let index = from; index < this.tokens.length - 1; index += 1) {
      if (!VALUES.includes(this.tokens[index]!.kind)) return false;
    }
    return true;
  }

  #isTellingNest(outer: SqlToken, inner: readonly SqlToken[]): boolean {
    const first = inner.find((token) => token.kind === "f");
    if (outer.kind !== "f" || first === undefined) return false;
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

  #merge(count: number, kind: SqlKind): void {
    const end = this.tokens.at(-1)!.end;
    this.tokens.length -= count;
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

const stronger = (left: SqlKind, right: SqlKind): SqlKind =>
  STRENGTH.indexOf(right) > STRENGTH.indexOf(left) ? right : left;
