import type { Position } from "@aws-sdk/client-iam";

/** Where a statement stands in its document. */
export interface StatementSpan {
  readonly StartPosition: Position;
  readonly EndPosition: Position;
}

/**
 * The place of every statement of a policy's text, from its opening to its closing brace; lines and columns count from 1.
 * The text is known to be a policy: its only objects that stand in the document itself, or in a list that does, are the
 * statements.
 */
export function statementSpans(text: string): readonly StatementSpan[] {
  const spans: StatementSpan[] = [];
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === "{" || character === "[") open.push(at);
    else if (character === "}" || character === "]") {
      const start = open.pop()!;
      const inDocument = open.length === 1 || (open.length === 2 && text[open[1]!] === "[");
      if (character === "}" && inDocument) {
        spans.push({ StartPosition: positionOf(text, start), EndPosition: positionOf(text, at) });
      }
    }
  }
  return spans;
}

/** The index of the closing quote of the string that opens at `open`. */
function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { Line: before.length, Column: before.at(-1)!.length + 1 };
}
