import { isNode, parseDocument } from "yaml";
import { parseTemplateText } from "../template/parse-text.ts";
import { isMap, sameValue, type Value, type ValueMap } from "../template/value.ts";

/** A value that is another than the text says. */
interface Replacement {
  readonly path: readonly string[];
  readonly value: Value;
}

/**
 * A template's text with some values replaced where they stand, so that comments stay and errors name the lines of the
 * user's own file: `CodeUri: src/ # ours` → `CodeUri: "s3://bucket/key" # ours`. Where that cannot be done, as for a
 * value that an alias brings in twice, the new template as JSON.
 */
export function rewriteTemplate(text: string, before: ValueMap, after: ValueMap): string {
  const replacements = differences(before, after, []);
  if (replacements.length === 0) return text;
  const rewritten = replaceInText(text, replacements);
  if (rewritten !== undefined && says(rewritten, after)) return rewritten;
  return JSON.stringify(after, null, 1);
}

/** The outermost values that differ. */
function differences(before: ValueMap, after: ValueMap, path: readonly string[]): Replacement[] {
  return Object.entries(after).flatMap(([key, value]) => {
    const old = before[key];
    const here = [...path, key];
    if (isMap(old) && isMap(value)) return differences(old, value, here);
    return sameValue(old, value) ? [] : [{ path: here, value }];
  });
}

function replaceInText(text: string, replacements: readonly Replacement[]): string | undefined {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent" });
  const spans: { start: number; end: number; text: string }[] = [];
  for (const { path, value } of replacements) {
    const node = document.getIn(path, true);
    if (!isNode(node) || !node.range) return undefined;
    spans.push({ start: node.range[0], end: node.range[1], text: JSON.stringify(value) });
  }
  // Last first: what is replaced moves only what comes after it.
  spans.sort((one, other) => other.start - one.start);
  return spans.reduce((rest, span) => rest.slice(0, span.start) + span.text + rest.slice(span.end), text);
}

function says(text: string, wanted: ValueMap): boolean {
  try {
    return sameValue(parseTemplateText(text).value, wanted);
  } catch {
    return false;
  }
}
