import type { WafDecision } from "../../waf/decision.ts";
import type { MatchedPiece } from "./trial.ts";

/** What becomes of a request under the changed web ACL. */
export type ChangeKind =
  | "newly blocked"
  | "newly let in"
  | "answered differently"
  /** A rule that may decide cannot be evaluated, or looks at what is not in the recording. */
  | "cannot be told";

/** What was decided about a request: by a log, or by a web ACL. */
export interface Verdict {
  readonly action: WafDecision["action"];
  readonly rule: string;
  /** The status that the web ACL answers with; undefined where the log does not say. */
  readonly status?: number;
}

/** One request whose fate changes. Secrets are left out of it. */
export interface ChangedRequest {
  readonly id: string;
  readonly method: string;
  /** The path, without the query string. */
  readonly uri: string;
  readonly kind: ChangeKind;
  readonly before: Verdict;
  readonly after: Verdict;
  /** What the rule saw that stops it now. */
  readonly matched?: Omit<MatchedPiece, "fragments"> & { readonly fragments?: readonly string[] };
}

/** Requests that one rule decides in one way, and the first of them. */
export interface ChangesOfRule {
  readonly kind: ChangeKind;
  /** The rule that stops them now; of those that are let in, the one that stopped them before; else the one in doubt. */
  readonly rule: string;
  /** Why it cannot be told. */
  readonly reason?: string;
  readonly count: number;
  readonly examples: readonly ChangedRequest[];
}

/** What a replay found. */
export interface ReplayReport {
  readonly webAcl: string;
  /** What it is compared with. */
  readonly comparedWith: string;
  readonly requests: number;
  readonly unchanged: number;
  readonly counts: Readonly<Record<ChangeKind, number>>;
  /** Those that changed, and those that cannot be told, most first. */
  readonly changes: readonly ChangesOfRule[];
  readonly malformed: {
    readonly count: number;
    readonly first: readonly { place: string; reason: string }[];
  };
  readonly warnings: readonly string[];
}
