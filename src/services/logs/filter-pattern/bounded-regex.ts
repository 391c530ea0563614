import { type Place, parseRegex, type Sequence } from "./regex-parser.ts";

/**
 * Compiles the inside of `%…%` to a search: CloudWatch's dialect has no groups, so an expression is a choice of plain
 * sequences, and a search takes at most the text's length times the expression's. A regular expression of JavaScript's
 * would let one caller stop the server with `%a*a*a*a*a*b%`. Throws {@link FilterPatternError}.
 *
 * `^ab+|c$` gives a search for texts that begin with `ab` or end with `c`.
 */
export function compileRegex(source: string): (text: string) => boolean {
  const sequences = parseRegex(source);
  return (text) => sequences.some((sequence) => search(sequence, text));
}

/** Follows all ways through the sequence at once (Thompson's construction), so nothing is tried twice. */
function search({ places, fromStart, toEnd }: Sequence, text: string): boolean {
  const end = places.length;
  let at = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  for (let position = 0; position <= text.length; position++) {
    if (position === 0 || !fromStart) at[0] = 1;
    skipOptional(places, at);
    if (at[end] === 1 && (!toEnd || position === text.length)) return true;
    if (position === text.length) return false;
    next.fill(0);
    const unit = text.charCodeAt(position);
    for (let place = 0; place < end; place++) {
      if (at[place] === 0 || !places[place]!.accepts(unit)) continue;
      next[places[place]!.repeats ? place : place + 1] = 1;
    }
    [at, next] = [next, at];
  }
  return false;
}

function skipOptional(places: readonly Place[], at: Uint8Array): void {
  for (let place = 0; place < places.length; place++) {
    if (at[place] === 1 && places[place]!.optional) at[place + 1] = 1;
  }
}
