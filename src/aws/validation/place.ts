/** Where in an input a value is: a chain, so that a path is only spelled when something is wrong there. */
export interface Place {
  readonly above: Place | undefined;
  readonly name: string;
  readonly depth: number;
  /** Whether the value travels in the body, not in the path, the query or a header. */
  readonly inBody: boolean;
}

/** The place of a whole input. */
export const root: Place = { above: undefined, name: "", depth: 0, inBody: true };

/** The place of a member. */
export const under = (place: Place, name: string): Place => ({
  above: place,
  name,
  depth: place.depth + 1,
  inBody: place.inBody,
});

/** The path as AWS spells it, members with a small first letter: `tags.1.member.key`. */
export function pathOf(place: Place): string {
  const names: string[] = [];
  for (let at: Place | undefined = place; at?.above; at = at.above) {
    names.unshift(at.name.slice(0, 1).toLowerCase() + at.name.slice(1));
  }
  return names.join(".");
}
