/** How an expression of a page's template engine opens, and what in it only an attack calls. */
interface Template {
  readonly open: string;
  readonly call: RegExp;
  /** Most characters between the opening and the call. */
  readonly reach: number;
  /** Whether braces may close between the opening and the call. */
  readonly skipsBraces: boolean;
  /** Whether a sign that calls or assigns must follow, as near and before the next closing brace. */
  readonly needsSign: boolean;
}

const TEMPLATES: readonly Template[] = [
  {
    open: "{{",
    call: /constructor|alert|\$on|\$eval|\.call\s*\(|__proto__|charcodeat|tostring\(\)|\$new|prototype|_c\b/gi,
    reach: 128,
    skipsBraces: true,
    needsSign: true,
  },
  {
    open: "${",
    call: /(?:alert|confirm|prompt|eval|document\.|constructor)\b/gi,
    reach: 256,
    skipsBraces: false,
    needsSign: false,
  },
];

/**
 * The first expression that a template engine in the page would run: `{{constructor.constructor('alert(1)')()}}`.
 * Calls are looked for first and what stands around them then, so that braces in any number cost nothing.
 */
export function findTemplate(text: string): string | undefined {
  for (const template of TEMPLATES) {
    if (!text.includes(template.open)) continue;
    for (const { 0: call, index } of text.matchAll(template.call)) {
      const start = openBefore(text, index, template);
      const end = start < 0 ? -1 : endAfter(text, index + call.length, template);
      if (end >= 0) return text.slice(start, end);
    }
  }
  return undefined;
}

/** Where the expression opens that a call at `index` is in, or -1. */
function openBefore(text: string, index: number, { open, reach, skipsBraces }: Template): number {
  const from = Math.max(0, index - reach - open.length);
  const before = text.slice(from, index);
  const at = before.lastIndexOf(open);
  return at < 0 || (!skipsBraces && before.includes("}", at)) ? -1 : from + at;
}

/** Where the expression has what makes it run, after a call that ends at `index`; or -1. */
function endAfter(text: string, index: number, { reach, needsSign }: Template): number {
  if (!needsSign) return index;
  const after = text.slice(index, index + reach + 1);
  const sign = after.search(/[(=`}]/);
  return sign < 0 || after[sign] === "}" ? -1 : index + sign + 1;
}
