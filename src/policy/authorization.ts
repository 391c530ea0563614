import type { CompiledPolicy } from "./compile.ts";
import type { ConditionContext } from "./condition-context.ts";
import type { Principal } from "./principal.ts";

/** Every policy that speaks for a principal. Built once per principal and version of its policies, then shared. */
export interface PolicySet {
  /** Managed and inline policies of the user (groups included) or role. Root has none and needs none. */
  readonly identityPolicies: readonly CompiledPolicy[];
  readonly permissionsBoundary?: CompiledPolicy;
  /** Policies passed to AssumeRole or GetFederationToken. Absent when none was passed: then nothing is narrowed. */
  readonly sessionPolicies?: readonly CompiledPolicy[];
  /** One entry per level, from the organization's root down to the account; each level must allow. */
  readonly serviceControlPolicies?: readonly (readonly CompiledPolicy[])[];
}

/** One question: may this principal do this to that? */
export interface AuthorizationRequest {
  readonly principal: Principal;
  readonly policies: PolicySet;
  /** `service:Action`, as AWS spells it. */
  readonly action: string;
  /** The resource's ARN, or `*` for actions without one. */
  readonly resource: string;
  /** The account that owns the resource. Another account's principal needs an Allow on both sides. */
  readonly resourceAccountId: string;
  /** The resource-based policy, if the resource has one. */
  readonly resourcePolicy?: CompiledPolicy;
  /**
   * Whether the resource's policy must allow even within one account, as a role's trust policy and a KMS key's policy
   * must. Default false: there, identity policies suffice.
   */
  readonly resourcePolicyRequired?: boolean;
  /** The policy of the VPC endpoint that the request came through, which must allow. */
  readonly vpcEndpointPolicy?: CompiledPolicy;
  readonly context: ConditionContext;
}

/** Which layer of policies spoke. Order and meaning: IAM User Guide, "Policy evaluation logic". */
export type PolicyLayer =
  | "service-control"
  | "resource"
  | "identity"
  /** The policy that a Lambda authorizer returned. */
  | "authorizer"
  | "permissions-boundary"
  | "session"
  | "vpc-endpoint";

/** The statement that decided. */
export interface DecidingStatement {
  readonly layer: PolicyLayer;
  /** The policy's name or ARN as its owner would recognise it. */
  readonly policy: string;
  /** The statement's Sid, or its place in the document: `Statement[2]`. */
  readonly statement: string;
  readonly effect: "Allow" | "Deny";
}

/** What the evaluator decided. Everything a fast path needs, and nothing that costs time to build. */
export interface Decision {
  readonly effect: "Allow" | "ExplicitDeny" | "ImplicitDeny";
  /** The layer that refused, or that allowed. */
  readonly layer: PolicyLayer;
  readonly statement?: DecidingStatement;
}
