import type { WafDecision } from "../../waf/decision.ts";
import { SecretFields } from "../../waf/secret-fields.ts";
import { tellableName } from "../../waf/secret-names.ts";
import { pathWithoutSecrets } from "../../waf/secret-values.ts";
import { terminatingInGroup } from "../../waf/terminating-rule.ts";
import type { Doubt } from "./certainty.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import type { ChangedRequest, ChangeKind, ChangesOfRule, Verdict } from "./replay-report.ts";
import { type MatchedPiece, matchedPiece } from "./trial.ts";

/** Examples kept of each rule, and rules told apart: bounds on memory, whatever is replayed. */
const EXAMPLES_MAX = 5;
const RULES_MAX = 2000;
const URI_CHARS_MAX = 200;
const METHOD_CHARS_MAX = 32;
const FRAGMENT_CHARS_MAX = 100;
const FRAGMENTS_MAX = 8;

/** A request whose fate changes, and why. */
export interface Change {
  readonly kind: ChangeKind;
  readonly request: RecordedRequest;
  readonly before: Verdict;
  readonly after: Verdict;
  /** What the changed web ACL decided. */
  readonly decision: WafDecision;
  /** Why it cannot be told. */
  readonly doubt?: Doubt;
}

/** As {@link ChangesOfRule}, while they are counted. */
interface CountedChanges extends ChangesOfRule {
  count: number;
  readonly examples: ChangedRequest[];
}

/** Counts changes by the rule that makes the difference, and keeps the first of each. */
export class ChangeTally {
  readonly counts: Record<ChangeKind, number> = {
    "newly blocked": 0,
    "newly let in": 0,
    "answered differently": 0,
    "cannot be told": 0,
  };
  readonly #changes = new Map<string, CountedChanges>();

  /** All changes, and what cannot be told. */
  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  add(change: Change): void {
    const { kind, before, after, doubt } = change;
    this.counts[kind] += 1;
    const rule = doubt?.rule ?? (after.action === "ALLOW" ? before.rule : after.rule);
    const changes = this.#changesOf(kind, rule, doubt?.reason);
    changes.count += 1;
    if (changes.examples.length < EXAMPLES_MAX) changes.examples.push(exampleOf(change));
  }

  /** By rule, those with the most changes first. */
  list(): readonly ChangesOfRule[] {
    return [...this.#changes.values()].sort((one, other) => other.count - one.count);
  }

  #changesOf(kind: ChangeKind, rule: string, reason?: string): CountedChanges {
    const key = `${kind} ${rule} ${reason ?? ""}`;
    const known = this.#changes.get(key);
    if (known) return known;
    if (this.#changes.size >= RULES_MAX && rule !== OTHERS) return this.#changesOf(kind, OTHERS);
    const changes: CountedChanges = { kind, rule, ...(reason && { reason }), count: 0, examples: [] };
    this.#changes.set(key, changes);
    return changes;
  }
}

const OTHERS = "(other rules)";

/** What a report shows of a request: no query string, and nothing that matched where it may be a secret. */
function exampleOf({ kind, before, after, request, decision }: Change): ChangedRequest {
  const { id, input } = request;
  const [detail] = terminatingInGroup(decision)?.rule.matchDetails ?? decision.terminatingRuleMatchDetails;
  const example = {
    id: id.slice(0, URI_CHARS_MAX),
    method: input.method.slice(0, METHOD_CHARS_MAX),
    uri: pathWithoutSecrets(input.uriPath).slice(0, URI_CHARS_MAX),
    ...{ kind, before, after },
  };
  if (!detail) return example;
  const { fragments, ...piece } = matchedPiece(detail);
  if (new SecretFields(input).mayHold(detail)) return { ...example, matched: withoutSecrets(piece) };
  const shown = fragments.slice(0, FRAGMENTS_MAX).map((fragment) => fragment.slice(0, FRAGMENT_CHARS_MAX));
  return { ...example, matched: { ...piece, fragments: shown } };
}

/** A client may put a secret into a name as well, and the reason quotes what matched. */
const withoutSecrets = ({ condition, location, field }: Omit<MatchedPiece, "fragments">) => ({
  ...{ condition, location },
  ...(field && { field: tellableName(field) }),
});
