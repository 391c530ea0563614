/** Hears what a JSON text consists of, in order. Positions are of bytes; a string's are those between its quotes. */
export interface JsonSink {
  /** An object or array begins. */
  enter(isArray: boolean): void;
  leave(): void;
  /** @param isEscaped Whether it is a string that holds a backslash. */
  key(start: number, end: number, isEscaped: boolean): void;
  value(start: number, end: number, isEscaped: boolean): void;
}

const DEPTH_MAX = 256;
/** Many parsers skip it, so it must not hide what follows. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const BARE_VALUE = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

const SEPARATOR = 1;
const DELIMITER = 2;
/** Of each byte: whether it separates tokens, begins or ends one of its own, or, if neither, is part of a bare value. */
const BYTE_KINDS = new Uint8Array(256);
for (const byte of Buffer.from(" \t\n\r,:")) BYTE_KINDS[byte] = SEPARATOR;
for (const byte of Buffer.from('{}[]"')) BYTE_KINDS[byte] = DELIMITER;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What may come next in the innermost object or array. */
const ITEM = 0;
const KEY = 1;
const VALUE_OF_KEY = 2;

/**
 * Reads a JSON text as leniently as AWS WAF: commas and colons may be missing or repeated. Unlike AWS WAF it goes on
 * after a duplicate key: the backend may use either. The result is false where reading stopped at an error; the sink
 * has heard what came before, the token at fault included.
 *
 * @param text A byte string.
 * @param bytes The same as bytes, which are faster to read.
 */
export const scanJson = (text: string, bytes: Uint8Array, sink: JsonSink): boolean =>
  new JsonScanner(text, bytes, sink).scan();

class JsonScanner {
  readonly #text: string;
  readonly #bytes: Uint8Array;
  readonly #sink: JsonSink;
  /** What is expected in each object or array that is open. */
  readonly #expected: number[] = [];
  #position = 0;

  constructor(text: string, bytes: Uint8Array, sink: JsonSink) {
    this.#text = text;
    this.#bytes = bytes;
    this.#sink = sink;
  }

  scan(): boolean {
    if (BYTE_ORDER_MARK.every((byte, index) => this.#bytes[index] === byte)) this.#position = 3;
    let valid = true;
    let rootSeen = false;
    while (valid && this.#skipSeparators()) {
      if (rootSeen && this.#expected.length === 0) valid = false;
      else {
        valid = this.#token(rootSeen);
        rootSeen = true;
      }
    }
    return valid && rootSeen && this.#expected.length === 0;
  }

  /** Moves to the next token; whether there is one. */
  #skipSeparators(): boolean {
    const bytes = this.#bytes;
    let position = this.#position;
    while (position < bytes.length && BYTE_KINDS[bytes[position]!] === SEPARATOR) position++;
    this.#position = position;
    return position < bytes.length;
  }

  /** Takes one token; false where it cannot stand here. */
  #token(rootSeen: boolean): boolean {
    switch (this.#bytes[this.#position]) {
      case 0x7b:
        return this.#enter(false);
      case 0x5b:
        return this.#enter(true);
      case 0x7d:
        return this.#leave(false);
      case 0x5d:
        return this.#leave(true);
      case QUOTE:
        return this.#string(rootSeen);
      default:
        return this.#bare(rootSeen);
    }
  }

  #enter(isArray: boolean): boolean {
    const depth = this.#expected.length;
    if (depth === DEPTH_MAX || this.#expected[depth - 1] === KEY) return false;
    this.#position++;
    this.#valueTaken();
    this.#expected.push(isArray ? ITEM : KEY);
    this.#sink.enter(isArray);
    return true;
  }

  #leave(isArray: boolean): boolean {
    this.#position++;
    if (this.#expected.pop() !== (isArray ? ITEM : KEY)) return false;
    this.#sink.leave();
    return true;
  }

  #string(rootSeen: boolean): boolean {
    const bytes = this.#bytes;
    const start = this.#position + 1;
    let end = start;
    let isEscaped = false;
    while (end < bytes.length && bytes[end] !== QUOTE) {
      if (bytes[end] === BACKSLASH) {
        isEscaped = true;
        end++;
      }
      end++;
    }
    const isClosed = end < bytes.length;
    end = Math.min(end, bytes.length);
    this.#position = end + 1;
    if (this.#takesKey()) {
      this.#sink.key(start, end, isEscaped);
      return isClosed;
    }
    this.#sink.value(start, end, isEscaped);
    // The root of a document is an object or an array.
    return isClosed && rootSeen;
  }

  /** Takes a number, a literal, or whatever stands in its place. */
  #bare(rootSeen: boolean): boolean {
    const bytes = this.#bytes;
    const start = this.#position;
    let end = start;
    while (end < bytes.length && BYTE_KINDS[bytes[end]!] === 0) end++;
    this.#position = end;
    if (this.#takesKey()) {
      this.#sink.key(start, end, false);
      return false;
    }
    this.#sink.value(start, end, false);
    return rootSeen && (isNumber(bytes, start, end) || BARE_VALUE.test(this.#text.slice(start, end)));
  }

  /** Whether the token is an object's key; notes what comes after it. */
  #takesKey(): boolean {
    const last = this.#expected.length - 1;
    if (this.#expected[last] === KEY) {
      this.#expected[last] = VALUE_OF_KEY;
      return true;
    }
    this.#valueTaken();
    return false;
  }

  /** An object's next token after a value is a key. */
  #valueTaken(): void {
    const last = this.#expected.length - 1;
    if (this.#expected[last] === VALUE_OF_KEY) this.#expected[last] = KEY;
  }
}

/** Whether the bytes are digits with at most one dot among them: most of what stands bare. */
function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  let dots = 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    if (byte === 0x2e && index > start && index + 1 < end && dots === 0) dots = 1;
    else if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}
