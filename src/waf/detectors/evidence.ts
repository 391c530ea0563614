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

/** Classes of characters: 0 is every character that no literal has. */
const CLASS_BITS = 6;
const CLASSES = new Uint8Array(128);
let classCount = 0;

interface Node {
  readonly next: Map<number, number>;
  /** Evidence that ends here. */
  bits: number;
  /** Evidence that ends here if it is a whole word, and the word's length. */
  wordBits: number;
  wordLength: number;
  fail: number;
}

/** Builds the automaton of Aho and Corasick over all literals, as one table: state × class → state. */
function compile(): { next: Uint16Array; bits: Uint16Array; wordBits: Uint16Array; wordLengths: Uint8Array } {
  const nodes: Node[] = [{ next: new Map(), bits: 0, wordBits: 0, wordLength: 0, fail: 0 }];
  for (const [bit, words] of LITERALS) {
    for (const word of words.split(" ")) addWord(nodes, word, bit);
  }
  const next = new Uint16Array(nodes.length << CLASS_BITS);
  const queue = [0];
  for (const index of queue) {
    const node = nodes[index]!;
    const suffix = nodes[node.fail]!;
    node.bits |= suffix.bits;
    if (node.wordLength === 0)
      Object.assign(node, { wordBits: suffix.wordBits, wordLength: suffix.wordLength });
    for (let klass = 0; klass < 1 << CLASS_BITS; klass += 1) {
      const child = node.next.get(klass);
      const fallback = index === 0 ? 0 : next[(node.fail << CLASS_BITS) | klass]!;
      next[(index << CLASS_BITS) | klass] = child ?? fallback;
      if (child === undefined) continue;
      nodes[child]!.fail = fallback;
      queue.push(child);
    }
  }
  return {
    next,
    bits: Uint16Array.from(nodes, (node) => node.bits),
    wordBits: Uint16Array.from(nodes, (node) => node.wordBits),
    wordLengths: Uint8Array.from(nodes, (node) => node.wordLength),
  };
}

function addWord(nodes: Node[], word: string, bit: number): void {
  let index = 0;
  for (const char of word) {
    const klass = classOf(char.charCodeAt(0));
    let child = nodes[index]!.next.get(klass);
    if (child === undefined) {
      child = nodes.push({ next: new Map(), bits: 0, wordBits: 0, wordLength: 0, fail: 0 }) - 1;
      nodes[index]!.next.set(klass, child);
    }
    index = child;
  }
  const node = nodes[index]!;
  if (/^[a-z]/.test(word) && bit <= EVIDENCE.sqlWord && bit !== EVIDENCE.on) {
    node.wordBits |= bit;
    node.wordLength = word.length;
  } else node.bits |= bit;
}

/** The class of a character of a literal, given out as they come; upper and lower case share one. */
function classOf(code: number): number {
  if (CLASSES[code] === 0) {
    classCount += 1;
    CLASSES[code] = classCount;
    const char = String.fromCharCode(code);
    CLASSES[char.toUpperCase().charCodeAt(0)] = classCount;
  }
  return CLASSES[code]!;
}

const automaton = compile();

let lastText = "";
let lastBits = 0;

/** Which evidence a text holds: one pass over one table, whatever the text. */
export function evidenceOf(text: string): number {
  // The two detectors ask about the same text one after the other.
  if (text === lastText) return lastBits;
  const { next, bits, wordBits, wordLengths } = automaton;
  let state = 0;
  let found = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    state = next[(state << CLASS_BITS) | (code < 128 ? CLASSES[code]! : 0)]!;
    found |= bits[state]!;
    const word = wordBits[state]!;
    // Asked only of evidence that is new: `for` holds `or`, and most words of prose hold one.
    if ((word & ~found) !== 0 && isWhole(text, index + 1 - wordLengths[state]!, index + 1)) found |= word;
  }
  lastText = text;
  lastBits = found;
  return found;
}

/** Whether no letter stands right before `start` and right at `end`. */
const isWhole = (text: string, start: number, end: number): boolean =>
  !isLetter(text.charCodeAt(start - 1)) && !isLetter(text.charCodeAt(end));

const isLetter = (code: number): boolean => (code | 0x20) >= 97 && (code | 0x20) <= 122;

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
