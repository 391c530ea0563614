import type { MatchDetail } from "./decision.ts";
import type { FieldReading } from "./fields/read-field.ts";
import type { TextInput } from "./rules/model.ts";

/** What the operator's databases say of an address. */
export interface SeenPlace {
  readonly kind: "country" | "autonomous system";
  readonly address: string;
  /** `NL`, `XX` where the country is not known; a number. */
  readonly value: string;
}

/** What one rule looked at and what it made of it, for explaining a decision. It holds the request's data: redact it. */
export interface RuleTrace {
  readonly ruleId: string;
  /** Set for rules of a referenced group: the web ACL's rule that refers to it, and the group as it is logged. */
  readonly reference?: { readonly ruleId: string; readonly ruleGroupId: string };
  readonly result: "match" | "no match" | "does not apply";
  /** Each component that the rule's statements look at, transformed. */
  readonly saw: readonly (TextInput & FieldReading)[];
  /** What its statements learnt about addresses, whether they matched or not. */
  readonly places: readonly SeenPlace[];
  readonly matchDetails: readonly MatchDetail[];
  /** The labels that the rule could see: those of the rules before it. */
  readonly labels: readonly string[];
}
