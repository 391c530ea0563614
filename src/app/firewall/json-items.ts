/** Largest item of a list that is read, in characters: an entry with a response of many megabytes is none of use. */
const ITEM_CHARS_MAX = 64 * 1024 * 1024;
const KEY_CHARS_MAX = 256;

/** An object or a text of a list in a JSON document, as it is written; undefined where it is larger than what is read. */
export interface JsonItem {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string | undefined;
}

/**
 * Cuts the objects and texts of one list out of a JSON document that comes in pieces, so that no more than one of them is in
 * memory: of `{"log": {"entries": [{"a": 1}, {"b": 2}]}}` and the path `log`, `entries`, the texts `{"a": 1}` and
 * `{"b": 2}`. It does not check the rest of the document.
 */
export class JsonItems {
  readonly #path: readonly string[];
  readonly #takesTexts: boolean;
  /** The keys that lead to where the reader is, as far as they are of interest, and what kind of value each holds. */
  readonly #keys: string[] = [];
  #depth = 0;
  #isList = false;
  #inString = false;
  #isEscaped = false;
  /** Whether the string that the reader is in is an item. */
  #isItemText = false;
  /** The last string outside of items, which is a key where a colon follows. */
  #string = "";
  #item: string[] | undefined;
  #itemChars = 0;
  #count = 0;

  /** @param takesTexts Whether the list's strings are items as well. */
  constructor(path: readonly string[], { takesTexts = false } = {}) {
    this.#path = path;
    this.#takesTexts = takesTexts;
  }

  /** Whether the document ended in the middle of something. */
  get isCutShort(): boolean {
    return this.#depth > 0;
  }

  /** How many items began. */
  get count(): number {
    return this.#count;
  }

  /** The items that end in this piece. */
  push(piece: string): JsonItem[] {
    const items: JsonItem[] = [];
    let from = 0;
    for (let i = 0; i < piece.length; i++) {
      const character = piece[i]!;
      if (this.#inString) {
        this.#readString(character);
        if (!this.#inString && this.#isItemText) {
          items.push(this.#take(piece.slice(from, i + 1)));
          this.#isItemText = false;
        }
        continue;
      }
      if (character === '"') {
        this.#inString = true;
        this.#string = "";
        this.#isItemText = this.#takesTexts && this.#beginsItem();
        if (this.#isItemText) from = i;
      } else if (character === "{" || character === "[") {
        const isItem = character === "{" && this.#beginsItem();
        if (isItem) from = i;
        this.#open(character);
      } else if (character === "}" || character === "]") {
        this.#depth -= 1;
        if (this.#endsItem()) items.push(this.#take(piece.slice(from, i + 1)));
        else if (this.#keys.length > this.#depth) this.#keys.length = Math.max(this.#depth, 0);
      } else if (character === ":" && !this.#item && this.#depth <= this.#path.length) {
        this.#keys[this.#depth - 1] = this.#string;
      }
    }
    if (this.#item) this.#keep(piece.slice(from));
    return items;
  }

  #readString(character: string): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === "\\") this.#isEscaped = true;
    else if (character === '"') this.#inString = false;
    else if (!this.#item && this.#string.length < KEY_CHARS_MAX) this.#string += character;
  }

  #open(character: string): void {
    this.#depth += 1;
    if (this.#depth === this.#path.length + 1) this.#isList = character === "[";
  }

  #beginsItem(): boolean {
    if (this.#item || this.#depth !== this.#path.length + 1 || !this.#isList) return false;
    if (!this.#path.every((key, index) => this.#keys[index] === key)) return false;
    this.#item = [];
    this.#itemChars = 0;
    this.#count += 1;
    return true;
  }

  #endsItem(): boolean {
    return this.#item !== undefined && this.#depth === this.#path.length + 1;
  }

  #keep(text: string): void {
    this.#itemChars += text.length;
    if (this.#itemChars <= ITEM_CHARS_MAX) this.#item!.push(text);
    else this.#item!.length = 0;
  }

  #take(text: string): JsonItem {
    this.#keep(text);
    const item = this.#itemChars <= ITEM_CHARS_MAX ? this.#item!.join("") : undefined;
    this.#item = undefined;
    return { number: this.#count, text: item };
  }
}
