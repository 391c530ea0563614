import { LiteralBits, type LiteralGroup } from "./literal-bits.ts";

/** What a text contains, as bits: the cheap gate before the precise detectors. */
export const EVIDENCE = {
  quote: 1,
  /** AND, OR, XOR, `||`, `&&`. */
  logic: 2,
  /** A sign or word that compares. */
  comparison: 4,
  parenthesis: 8,
  /** A sign or word with which SQL goes on after a string: `+`, `*`, DIV and the like. */
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
  /** `:`, as in `javascript:`, or the ampersand of a reference to it. */
  colon: 4096,
  /** What an encoding cannot do without: a text without it has one form (see decode.ts). */
  encoding: 8192,
  /** A literal of some signature. Set by gates that look for those as well. */
  signature: 16_384,
} as const;

const LITERALS: readonly (readonly [bit: number, words: string])[] = [
  [EVIDENCE.quote, "' \""],
  [EVIDENCE.logic, "and or xor eqv imp || &&"],
  [EVIDENCE.comparison, "= < > ! ~ like rlike regexp glob between null true false"],
  [EVIDENCE.parenthesis, "("],
  [EVIDENCE.operator, "+ - * / % ^ | & , ) div mod"],
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
  [EVIDENCE.colon, ": &"],
  [EVIDENCE.encoding, "% & \\ \0 \xc0 \xc1 \xe0 \xef \xf0 \xf8 \xfc \xe2\x88 \xbf' \xbf\" \xdf' \xdf\" + /*"],
];

/** The literals of each kind of evidence, for gates that look for more as well. */
export const EVIDENCE_GROUPS: readonly LiteralGroup[] = LITERALS.map(([bit, words]) => ({
  bit,
  literals: words.split(" "),
  wholeWords: bit <= EVIDENCE.sqlWord,
}));

const gate = new LiteralBits(EVIDENCE_GROUPS);

/** Which evidence a text holds: one pass over one table, whatever the text. */
export const evidenceOf = (text: string): number => gate.scan(text);

/** Whether a text can be injected SQL at all. */
export const mayBeSql = (bits: number, sensitivity: "LOW" | "HIGH"): boolean =>
  (sensitivity === "HIGH" && (bits & EVIDENCE.logic) !== 0) ||
  (bits & (EVIDENCE.sqlWord | EVIDENCE.parenthesis | EVIDENCE.cut)) !== 0 ||
  ((bits & EVIDENCE.logic) !== 0 && (bits & (EVIDENCE.quote | EVIDENCE.comparison)) !== 0) ||
  ((bits & EVIDENCE.quote) !== 0 && (bits & (EVIDENCE.operator | EVIDENCE.comparison)) !== 0) ||
  (bits & EVIDENCE.equals) !== 0;

/** Whether a text can hold script, apart from being an address that runs script. */
export const mayBeScript = (bits: number): boolean =>
  (bits & (EVIDENCE.tag | EVIDENCE.scriptWord | EVIDENCE.bracket)) !== 0 ||
  (bits & (EVIDENCE.equals | EVIDENCE.on)) === (EVIDENCE.equals | EVIDENCE.on) ||
  ((bits & EVIDENCE.quote) !== 0 && (bits & (EVIDENCE.parenthesis | EVIDENCE.equals)) !== 0);

/** Whether a text can be an address that runs script. */
export const mayBeAddress = (bits: number): boolean => (bits & EVIDENCE.colon) !== 0;
