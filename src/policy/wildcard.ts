import type { FixedToken } from "./pattern.ts";

/** The longest run of a pattern without `*`: text in which single positions may be open. */
interface Piece {
  readonly text: string;
  /** Positions where any character fits, for `?`; empty for plain text. */
  readonly open: readonly number[];
}

/**
 * Compiles a pattern to a test of a whole string. Pieces between `*` are searched left to right, each at its first
 * place: leftmost is always enough, so nothing is tried twice and the work is bounded by pattern length times text
 * length, whatever an attacker sends. Plain pieces are compared by the engine's own string search.
 */
export function compileWildcard(tokens: readonly FixedToken[]): (text: string) => boolean {
  const pieces = splitAtRuns(tokens);
  const first = pieces[0]!;
  if (pieces.length === 1) {
    if (first.open.length === 0) return (text) => text === first.text;
    return (text) => text.length === first.text.length && fitsAt(first, text, 0);
  }
  const last = pieces.at(-1)!;
  const middle = pieces.slice(1, -1);
  const shortest = first.text.length + last.text.length;
  return (text) => {
    const end = text.length - last.text.length;
    if (text.length < shortest || !fitsAt(first, text, 0) || !fitsAt(last, text, end)) return false;
    let from = first.text.length;
    for (const piece of middle) {
      const at = findPiece(piece, text, from, end);
      if (at < 0) return false;
      from = at + piece.text.length;
    }
    return true;
  };
}

/** `a?b*c` gives the pieces `a?b` and `c`; a leading or trailing `*` gives an empty first or last piece. */
function splitAtRuns(tokens: readonly FixedToken[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let text = "";
  let open: number[] = [];
  for (const token of tokens) {
    if (token.kind === "any-run") {
      pieces.push({ text, open });
      text = "";
      open = [];
    } else if (token.kind === "any-one") {
      open.push(text.length);
      text += "?";
    } else {
      text += token.text;
    }
  }
  pieces.push({ text, open });
  return pieces;
}

function fitsAt(piece: Piece, text: string, at: number): boolean {
  if (piece.open.length === 0) return text.startsWith(piece.text, at);
  let from = 0;
  for (const position of piece.open) {
    if (!text.startsWith(piece.text.slice(from, position), at + from)) return false;
    from = position + 1;
  }
  return text.startsWith(piece.text.slice(from), at + from);
}

/** The first place of `piece` in `text` between `from` and `end`, or -1. */
function findPiece(piece: Piece, text: string, from: number, end: number): number {
  const latest = end - piece.text.length;
  if (piece.open.length === 0) {
    const at = text.indexOf(piece.text, from);
    return at <= latest ? at : -1;
  }
  for (let at = from; at <= latest; at++) {
    if (fitsAt(piece, text, at)) return at;
  }
  return -1;
}
