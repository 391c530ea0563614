/**
 * Whether a regular expression repeats a group that itself holds a repetition without an upper bound, as `(a+)+` does:
 * the shape of every pattern that can take exponential time. Example: `(/[a-z]+)*` gives true, `([a-z]{3})*` false.
 */
export function hasNestedRepetition(pattern: string): boolean {
  // A character class cannot hold a group or a repetition; an escape stands for itself.
  const text = pattern.replace(/\\./g, "e").replace(/\[[^\]]*\]/g, "c");
  const unbounded = /^(?:[*+]|\{\d+,\})/;
  const groups: { repeats: boolean }[] = [{ repeats: false }];
  for (let at = 0; at < text.length; at++) {
    const rest = text.slice(at);
    if (text[at] === "(") {
      groups.push({ repeats: false });
    } else if (text[at] === ")") {
      const group = groups.pop();
      const repeated = unbounded.test(text.slice(at + 1));
      if (group?.repeats && repeated) return true;
      if (group?.repeats) groups.at(-1)!.repeats = true;
    } else if (unbounded.test(rest)) {
      groups.at(-1)!.repeats = true;
    }
  }
  return false;
}
