import type { CompiledRule } from "./compile/compile-web-acl.ts";
import type { RuleMatch, TokenResponse } from "./decision.ts";

/** What one rule that matched did. */
export interface Outcome {
  readonly rule: CompiledRule;
  readonly match: RuleMatch;
  readonly terminates: boolean;
  /** The request is stopped whatever the web ACL says: how, `runOrStop` tells. */
  readonly isForced?: boolean;
  /** Set for CAPTCHA and Challenge. */
  readonly token?: TokenResponse;
}
