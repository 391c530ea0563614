/** How models write "not blank". Taken to the letter, a policy over several lines would be refused. */
const NOT_BLANK = ".*\\S.*";

/**
 * A pattern of the AWS models as a regular expression that must match the whole value: AWS's servers match so,
 * whether or not the pattern has anchors of its own. Throws `SyntaxError` on what JavaScript cannot read.
 */
export function compilePattern(pattern: string): RegExp {
  if (pattern === NOT_BLANK) return /\S/;
  const unicode = pattern.includes("\\p{") || pattern.includes("\\u{");
  return new RegExp(`^(?:${pattern})$`, unicode ? "u" : "");
}
