/** A pattern as it stands in a file. */
export interface SourcePattern {
  readonly source: string;
  readonly flags: string;
  readonly line: number;
}

/** What a file is made of, as far as it matters here: the first that fits is taken. */
const PIECE =
  /\/\/.*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|((?:String\.raw|new RegExp\(\s*|const STEP = )?)`((?:\\[\s\S]|[^`\\])*)`|(?<=(?:[([{,;=:?!&|>]|return|\/\/.*\n)\s*)\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+)\/([a-z]*)/g;

/**
 * The regular expressions in a file: its literals, and the texts that they are made of. Constants of the file that texts
 * refer to are put in their places; a text that is a part of an expression must be one by itself.
 */
export function patternsIn(text: string): readonly SourcePattern[] {
  const constants = new Map<string, string>();
  const patterns: SourcePattern[] = [];
  for (const match of text.matchAll(PIECE)) {
    const [, before = "", template, literal, flags = ""] = match;
    const line = text.slice(0, match.index).split("\n").length;
    if (literal !== undefined) patterns.push({ source: literal, flags, line });
    if (template === undefined || before === "") continue;
    const source = template
      .replace(/\$\{(\w+)\}/g, (_, name: string) => constants.get(name) ?? "")
      .replaceAll("\\`", "`");
    const name = /const (\w+) =\s*$/.exec(text.slice(0, match.index));
    if (name) constants.set(name[1]!, source);
    patterns.push({ source, flags: "i", line });
  }
  return patterns;
}
