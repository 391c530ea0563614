import { PolicyDocumentError } from "./policy-document-error.ts";

/**
 * The longest policy text read, in characters. IAM's own quotas are lower and differ by kind of policy; the services
 * apply them. Source: the IAM model's `policyDocumentType`.
 */
const TEXT_CHARACTERS_MAX = 131_072;

/**
 * Parses JSON and refuses an object that names a member twice. `JSON.parse` would keep the last one, so that two readers
 * of one document could see two different policies.
 * `{"a":1,"a":2}` throws; `{"a":{"a":1}}` gives the object.
 */
export function parseStrictJson(text: string): unknown {
  if (text.length > TEXT_CHARACTERS_MAX) {
    throw new PolicyDocumentError("", `The policy is longer than ${TEXT_CHARACTERS_MAX} characters.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PolicyDocumentError("", "This policy contains invalid Json");
  }
  const duplicate = findDuplicateMember(text);
  if (duplicate !== undefined) {
    throw new PolicyDocumentError(
      "",
      `This policy names the member ${JSON.stringify(duplicate)} twice in one object.`,
    );
  }
  return value;
}

/** The first member named twice in one object of `text`, which is known to be well-formed JSON. */
function findDuplicateMember(text: string): string | undefined {
  const seenPerLevel: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{" || character === "[") seenPerLevel.push(new Set());
    else if (character === "}" || character === "]") seenPerLevel.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      if (isMemberName(text, end)) {
        const name = JSON.parse(text.slice(at, end)) as string;
        const seen = seenPerLevel.at(-1)!;
        if (seen.has(name)) return name;
        seen.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** The index after the closing quote of the string that opens at `open`. */
function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** Whether the string that ended before `at` is followed by a colon, and so names a member. */
function isMemberName(text: string, at: number): boolean {
  let next = at;
  while (text[next] === " " || text[next] === "\n" || text[next] === "\r" || text[next] === "\t") next++;
  return text[next] === ":";
}
