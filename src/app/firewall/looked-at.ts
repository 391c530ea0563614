import type { CompiledRule, CompiledWebAcl } from "../../waf/compile/compile-web-acl.ts";
import type { Field } from "../../waf/fields/field.ts";
import { addressListNames } from "../../waf/managed/address-lists.ts";
import type { MissingPart } from "./recorded-request.ts";

/** Header names come from recordings: beyond so many parts, what was found is forgotten. */
const PARTS_KNOWN_MAX = 1000;

type LooksAt = (part: MissingPart) => boolean;

/** Which parts of a request the rules of a web ACL look at, by the rules' names: `no-secrets`, `core › SizeRestrictions_BODY`. */
export class LookedAt {
  readonly #rules = new Map<string, LooksAt>();
  readonly #byPart = new Map<MissingPart, readonly string[]>();

  constructor({ steps }: CompiledWebAcl) {
    for (const step of steps) {
      if (step.kind === "rule") {
        this.#rules.set(step.name, ownRule(step));
        continue;
      }
      // Managed rules look for themselves; AWS names the part of the request last.
      const looksAt = (rule: CompiledRule) =>
        step.type === "MANAGED_RULE_GROUP" ? managedRule(rule.name) : ownRule(rule);
      for (const rule of step.rules) this.#rules.set(`${step.name} › ${rule.name}`, looksAt(rule));
    }
  }

  /** Whether the web ACL has a rule of this name. */
  has(rule: string): boolean {
    return this.#rules.has(rule);
  }

  /** The first of these parts that a rule looks at. */
  findPart(rule: string, parts: readonly MissingPart[]): MissingPart | undefined {
    const looksAt = this.#rules.get(rule);
    return looksAt && parts.find(looksAt);
  }

  /** The rules that look at a part. */
  rulesOf(part: MissingPart): readonly string[] {
    const known = this.#byPart.get(part);
    if (known) return known;
    if (this.#byPart.size >= PARTS_KNOWN_MAX) this.#byPart.clear();
    const rules = [...this.#rules].filter(([, looksAt]) => looksAt(part)).map(([name]) => name);
    this.#byPart.set(part, rules);
    return rules;
  }
}

const ownRule =
  ({ inputs }: CompiledRule): LooksAt =>
  (part) =>
    inputs.some(({ input: { field } }) => isIn(field, part));

function isIn(field: Field, part: MissingPart): boolean {
  switch (field.kind) {
    case "singleHeader":
      return part === `header ${field.name}`;
    case "headers": {
      if (!part.startsWith("header ")) return false;
      const { filter } = field;
      return filter.kind === "all" || filter.names.has(part.slice(7)) === (filter.kind === "included");
    }
    case "cookies":
      return part === "header cookie";
    case "uriPath":
      return part === "path";
    case "queryString":
    case "allQueryArguments":
    case "singleQueryArgument":
      return part === "query string";
    case "body":
    case "jsonBody":
      return part === "body";
    case "method":
      return part === "method";
    case "ja3Fingerprint":
      return part === "JA3 fingerprint";
    case "ja4Fingerprint":
      return part === "JA4 fingerprint";
    case "headerOrder":
    case "uriFragment":
      return false;
  }
}

/** Managed rules that look at one header, by how their names begin. */
const ONE_HEADER: readonly (readonly [name: RegExp, part: MissingPart])[] = [
  [/^(?:No)?UserAgent_/, "header user-agent"],
  [/^Host_/, "header host"],
  [/_Cookie_HEADER$/, "header cookie"],
];

const BY_SUFFIX: Readonly<Record<string, LooksAt>> = {
  HEADER: (part) => part.startsWith("header "),
  COOKIE: (part) => part === "header cookie",
  QUERYARGUMENTS: (part) => part === "query string",
  QUERYSTRING: (part) => part === "query string",
  BODY: (part) => part === "body",
  URIPATH: (part) => part === "path",
  METHOD: (part) => part === "method",
};

/** By the part that AWS names last in a rule's name; a rule of another name may look at anything. */
export function managedRule(name: string): LooksAt {
  if ((addressListNames as readonly string[]).includes(name)) return () => false;
  const one = ONE_HEADER.find(([pattern]) => pattern.test(name));
  if (one) return (part) => part === one[1];
  return BY_SUFFIX[/_([A-Z]+)$/i.exec(name)?.[1]?.toUpperCase() ?? ""] ?? (() => true);
}
