import type { SqlKind, SqlToken } from "./sql-kinds.ts";
import { isKeyword, kindOfCall, kindOfSpacedCall, kindOfWord } from "./sql-words.ts";

/**
 * How comments are read. MySQL: `--` needs a space after it. Others: `--` starts a comment at once, and `#` is an
 * operator there; both are read as a comment in `comments`, and neither in `operators`.
 */
export type SqlDialect = "comments" | "operators";

const SPACE = 1;
const WORD = 2;
const DIGIT = 3;
const QUOTE = 4;
const OPERATOR = 5;

/** The class of each character below 256; above, everything is part of a word. */
const CLASSES = new Uint8Array(256);
for (let code = 0; code <= 32; code += 1) CLASSES[code] = SPACE;
for (let code = 128; code < 256; code += 1) CLASSES[code] = WORD;
for (const char of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
  CLASSES[char.charCodeAt(0)] = WORD;
for (const char of "0123456789") CLASSES[char.charCodeAt(0)] = DIGIT;
for (const char of "'\"`") CLASSES[char.charCodeAt(0)] = QUOTE;
for (const char of "+-*/%^&|<>=!~:") CLASSES[char.charCodeAt(0)] = OPERATOR;

const classAt = (text: string, index: number): number => {
  const code = text.charCodeAt(index);
  return code < 256 ? (CLASSES[code] ?? 0) : WORD;
};

const NUMBER = /0x[0-9a-f]+|0b[01]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const WORD_TAIL = /[\w$\x80-\uffff]*(?:\s?\.{1,2}\s?[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*)*/y;
const ALPHANUMERIC = /[\w\x80-\uffff]*/y;
const VARIABLE = /@{1,2}(?:[\w$.]+|`[^`]*`|'[^']*'|"[^"]*")?/y;
const DOLLAR_QUOTE = /\$(?:[A-Za-z_]\w*)?\$/y;
const BRACKETED_NAME = /\[[A-Za-z_][\w .]{0,63}\]/y;
const CONDITIONAL_COMMENT = /\/\*!(?:\d{5,6}|(?=\s*[A-Za-z(]))/y;
const OPERATORS = /<=>|<>|<=|>=|!=|!<|!>|===?|!==|<<|>>|\|\||&&|:=|::|->>?|~\*|!~\*?|@>|<@|[-+*/%^&|<>=!~:]/y;
const COMPARISONS = new Set([
  "=",
  "<",
  ">",
  "<=",
  ">=",
  "<>",
  "!=",
  "!<",
  "!>",
  "<=>",
  "==",
  "~*",
  "!~",
  "!~*",
]);

const isWordClass = (klass: number): boolean => klass === WORD || klass === DIGIT;

/** Length of what a sticky expression matches at `index`; 0 if it does not. */
function measure(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex - index : 0;
}

/** Reads SQL tokens from a text, one after another, in time linear in its length. White space is skipped. */
export class SqlReader {
  readonly text: string;
  readonly #dialect: SqlDialect;
  #index: number;
  /** How many conditional comments of MySQL are open: their content is code. */
  #conditional = 0;
  #word: string | undefined;

  constructor(text: string, start: number, dialect: SqlDialect) {
    this.text = text;
    this.#index = start;
    this.#dialect = dialect;
  }

  /** The next token, or undefined at the end of the text. */
  next(): SqlToken | undefined {
    while (this.#index < this.text.length) {
      const start = this.#index;
      this.#word = undefined;
      const kind = this.#read(start);
      if (kind !== undefined) return { kind, start, end: this.#index, word: this.#word };
    }
    return undefined;
  }

  #read(start: number): SqlKind | undefined {
    switch (classAt(this.text, start)) {
      case SPACE:
        return this.#take(1, undefined);
      case WORD:
        return this.#readWord(start);
      case DIGIT:
        return this.#readNumber(start);
      case QUOTE:
        return this.#readString(start);
      case OPERATOR:
        return this.#readOperator(start);
      default:
        return this.#readPunctuation(start);
    }
  }

  #take<K extends SqlKind | undefined>(length: number, kind: K): K {
    this.#index += length;
    return kind;
  }

  #readWord(start: number): SqlKind | undefined {
    if (this.#isSpaceOfLatin1(start)) return this.#take(1, undefined);
    const prefixed = this.#readPrefixedString(start);
    if (prefixed !== undefined) return prefixed;
    this.#skipWord(start);
    return this.#kindBefore(start);
  }

  /** A lone no-break space of Latin-1. In UTF-8 the same byte always follows another one past 127. */
  #isSpaceOfLatin1(index: number): boolean {
    return this.text.charCodeAt(index) === 0xa0 && !(this.text.charCodeAt(index - 1) >= 128);
  }

  #skipWord(start: number): void {
    let index = start + 1;
    while (
      index < this.text.length &&
      isWordClass(classAt(this.text, index)) &&
      !this.#isSpaceOfLatin1(index)
    ) {
      index += 1;
    }
    const code = this.text.charCodeAt(index);
    // Only a name with dots or a dollar sign needs more than the plain loop.
    const dotted = code === 36 || code === 46 || (code <= 32 && this.text[index + 1] === ".");
    this.#index = dotted ? start + measure(WORD_TAIL, this.text, start) : index;
  }

  #kindBefore(start: number): SqlKind {
    const word = this.text.slice(start, this.#index).toLowerCase();
    this.#word = word;
    // A conditional comment may end between a name and its parenthesis: `/*!sleep*/(5)`.
    let after = this.#index + (this.#conditional > 0 && this.text.startsWith("*/", this.#index) ? 2 : 0);
    const after0 = this.text.charCodeAt(after);
    if (after0 === 40) return kindOfCall(word);
    while (after < this.#index + 6 && classAt(this.text, after) === SPACE) after += 1;
    if (this.text.charCodeAt(after) !== 40) return kindOfWord(word);
    return kindOfSpacedCall(word);
  }

  /** `N'…'`, `x'41'`, `b'1'`, `_utf8'…'`, `U&'…'`, Oracle's `q'[…]'`. */
  #readPrefixedString(start: number): SqlKind | undefined {
    const text = this.text;
    const next = text.charCodeAt(start + 1);
    if (next === 39 && "nNxXbBeE".includes(text[start]!)) {
      this.#index = start + 1;
      return this.#readString(start + 1);
    }
    if (next === 38 && text[start + 2] === "'" && "uU".includes(text[start]!)) {
      this.#index = start + 2;
      return this.#readString(start + 2);
    }
    return next === 39 && "qQ".includes(text[start]!) ? this.#readOracleString(start) : undefined;
  }

  #readOracleString(start: number): SqlKind | undefined {
    const open = this.text[start + 2];
    if (open === undefined || /[\w\s]/.test(open)) return undefined;
    const close = `${{ "[": "]", "(": ")", "{": "}", "<": ">" }[open] ?? open}'`;
    return this.#skipPast(close, start + 3);
  }

  #skipPast(close: string, from: number): SqlKind {
    const end = this.text.indexOf(close, from);
    this.#index = end < 0 ? this.text.length : end + close.length;
    return end < 0 ? "q" : "s";
  }

  #readNumber(start: number): SqlKind {
    let end = start;
    while (classAt(this.text, end) === DIGIT) end += 1;
    // Most numbers are digits and nothing more.
    if (end > start && classAt(this.text, end) !== WORD && this.text[end] !== ".") {
      this.#index = end;
      return "1";
    }
    this.#index += measure(NUMBER, this.text, start);
    const letters = measure(ALPHANUMERIC, this.text, this.#index);
    if (letters === 0) return "1";
    const word = this.text.slice(this.#index, this.#index + letters).toLowerCase();
    // MySQL ends a number where it stops making sense: `1union`, `1funion`, `0xunion`.
    if (isKeyword(word) || /^[bdflx](?:union|select)$/.test(word)) return "1";
    this.#index += letters;
    return "n";
  }

  #readString(start: number): SqlKind {
    const quote = this.text[start]!;
    const end = closingQuote(this.text, start + 1, quote);
    this.#index = end < 0 ? this.text.length : end + 1;
    if (quote === "`") return end < 0 ? "p" : this.text[this.#index] === "(" ? "F" : "n";
    return end < 0 ? "q" : "s";
  }

  #readOperator(start: number): SqlKind | undefined {
    const comment = this.#readComment(start);
    if (comment !== false) return comment;
    // Most operators are one character, which needs no expression to be told.
    const isAlone = classAt(this.text, start + 1) !== OPERATOR && this.text[start + 1] !== "@";
    const length = isAlone ? 1 : measure(OPERATORS, this.text, start);
    const operator = isAlone ? this.text[start]! : this.text.slice(start, start + length);
    this.#index += length;
    if (COMPARISONS.has(operator)) return "=";
    if (operator === "&&") return "&";
    if (operator === "||") return "|";
    if (operator === "!" || operator === "~") return "!";
    return operator.startsWith("==") || operator === "!==" || operator === ":" ? "p" : "o";
  }

  /** False if there is no comment here; undefined if it reads like white space; `c` if it ends the text. */
  #readComment(start: number): SqlKind | undefined | false {
    const text = this.text;
    const first = text[start];
    const second = text[start + 1];
    if (first === "-" && second === "-" && this.#dashesComment(start)) return this.#skipLine(start);
    if (first === "*" && second === "/" && this.#conditional > 0) {
      this.#conditional -= 1;
      return this.#take(2, undefined);
    }
    if (first !== "/" || second !== "*") return false;
    const conditional = text[start + 2] === "!" ? measure(CONDITIONAL_COMMENT, text, start) : 0;
    if (conditional > 0) {
      this.#conditional += 1;
      return this.#take(conditional, undefined);
    }
    const end = text.indexOf("*/", start + 2);
    this.#index = end < 0 ? text.length : end + 2;
    return end < 0 || /^[\s\0]*$/.test(text.slice(this.#index, this.#index + 64)) ? "c" : undefined;
  }

  #dashesComment(start: number): boolean {
    return (
      this.#dialect === "comments" || start + 2 >= this.text.length || classAt(this.text, start + 2) === SPACE
    );
  }

  #skipLine(start: number): SqlKind | undefined {
    const end = this.text.indexOf("\n", start);
    this.#index = end < 0 ? this.text.length : end + 1;
    return end < 0 ? "c" : undefined;
  }

  #readPunctuation(start: number): SqlKind | undefined {
    const text = this.text;
    const char = text[start]!;
    if (char === "(" || char === ")" || char === "," || char === ";") return this.#take(1, char);
    if (char === "#") {
      return this.#dialect === "comments" ? this.#skipLine(start) : this.#take(1, "o");
    }
    if (char === "@") return this.#take(measure(VARIABLE, text, start), "v");
    if (char === "$") return this.#readDollar(start);
    if (char === ".") return this.#readDot(start);
    if (char === "[")
      return this.#take(
        Math.max(1, measure(BRACKETED_NAME, text, start)),
        text[start + 1] === "]" ? "p" : bracketKind(text, start),
      );
    if (char === "\\" && /[nN]/.test(text[start + 1] ?? "") && !/\w/.test(text[start + 2] ?? ""))
      return this.#take(2, "1");
    return this.#take(1, "p");
  }

  #readDollar(start: number): SqlKind {
    const tag = measure(DOLLAR_QUOTE, this.text, start);
    if (tag > 0) return this.#skipPast(this.text.slice(start, start + tag), start + tag);
    const name = measure(ALPHANUMERIC, this.text, start + 1);
    return this.#take(1 + name, name > 0 ? "n" : "p");
  }

  #readDot(start: number): SqlKind {
    if (classAt(this.text, start + 1) === DIGIT) return this.#readNumber(start);
    return this.#take(1, "p");
  }
}

const bracketKind = (text: string, start: number): SqlKind =>
  measure(BRACKETED_NAME, text, start) > 0 ? "n" : "p";

/** Index of the quote that ends a string: not doubled, not after a backslash. -1 if there is none. */
export function closingQuote(text: string, from: number, quote: string): number {
  let index = text.indexOf(quote, from);
  while (index >= 0) {
    if (text[index + 1] === quote && quote !== "`") index = text.indexOf(quote, index + 2);
    else if (isEscaped(text, index, from)) index = text.indexOf(quote, index + 1);
    else return index;
  }
  return -1;
}

function isEscaped(text: string, index: number, from: number): boolean {
  let backslashes = 0;
  while (index - 1 - backslashes >= from && text[index - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}
