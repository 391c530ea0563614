import { LiteralBits } from "./literal-bits.ts";

/** What a text contains, as bits: the cheap gate before the precise detectors. */
export const EVIDENCE = {
  quote: 1,
  /** AND, OR, XOR, `||`, `&&`. */
  logic: 2,
  /** A sign or word that compares. */
  comparison: 4,
  parenthesis: 8,
  /** A sign with which SQL goes on after a string: `+`, `*`, `^` and the like. */
  operator: 16,
  /** A start of a comment in SQL, or a semicolon. */
  cut: 32,
  /** A word that SQL cannot do without in some attack: SELECT, UNION, ORDER, … */
  sqlWord: 64,
  /** `<` */
  tag: 128,
  equals: 256,
  /** `on`, as in `onclick`. */
  on: 512,
  /** `{`, a backtick, `[`: ways to call without a parenthesis, and templates. */
  bracket: 1024,
  /** A word that a script or a style of an attack is made of. */
  scriptWord: 2048,
} as const;

const LITERALS: readonly (readonly [bit: number, words: string])[] = [
  [EVIDENCE.quote, "' \""],
  [EVIDENCE.logic, "and or eqv imp || &&"],
  [EVIDENCE.comparison, "= < > ! ~ like rlike regexp glob between null true false"],
  [EVIDENCE.parenthesis, "("],
  [EVIDENCE.operator, "+ - * / % ^ | & , )"],
  [EVIDENCE.cut, "; -- /* # @"],
  [
    EVIDENCE.sqlWord,
    "union intersect except minus select orderby groupby order group having limit outfile dumpfile procedure case exec " +
      "drop create alter insert replace delete truncate merge load bulk declare waitfor shutdown openrowset xp_ sp_ where " +
      "values set from revert backup restore grant reconfigure",
  ],
  [EVIDENCE.tag, "<"],
  [EVIDENCE.equals, "="],
  [EVIDENCE.on, "on"],
  [EVIDENCE.bracket, "{ ` ["],
  [
    EVIDENCE.scriptWord,
    "expression behavio binding @im script alert confirm prompt eval document fromcharcode location throw ![] +! (!",
  ],
];

const gate = new LiteralBits(
  LITERALS.map(([bit, words]) => ({ bit, literals: words.split(" "), wholeWords: bit <= EVIDENCE.sqlWord })),
);

/** Which evidence a text holds: one pass over one table, whatever the text. */
export const evidenceOf = (text: string): number => gate.scan(text);

const has = (bits: number, ...any: number[]): boolean => any.some((bit) => (bits & bit) !== 0);

/** Whether a text can be injected SQL at all. */
export const mayBeSql = (bits: number, sensitivity: "LOW" | "HIGH"): boolean =>
  (sensitivity === "HIGH" && (bits & EVIDENCE.logic) !== 0) ||
  has(bits, EVIDENCE.sqlWord, EVIDENCE.parenthesis, EVIDENCE.cut) ||
  ((bits & EVIDENCE.logic) !== 0 && has(bits, EVIDENCE.quote, EVIDENCE.comparison)) ||
  ((bits & EVIDENCE.quote) !== 0 && has(bits, EVIDENCE.operator, EVIDENCE.comparison)) ||
  (bits & EVIDENCE.equals) !== 0;

/** Whether a text can hold script, apart from being an address that runs script. */
export const mayBeScript = (bits: number): boolean =>
  has(bits, EVIDENCE.tag, EVIDENCE.scriptWord, EVIDENCE.bracket) ||
  (bits & (EVIDENCE.equals | EVIDENCE.on)) === (EVIDENCE.equals | EVIDENCE.on) ||
  ((bits & EVIDENCE.quote) !== 0 && has(bits, EVIDENCE.parenthesis, EVIDENCE.equals));
