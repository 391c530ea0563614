/**
 * What a policy is attached to, which decides its grammar:
 * - `identity`: users, groups, roles; also the output of a Lambda authorizer
 * - `boundary`: an identity's permissions boundary
 * - `session`: passed to AssumeRole or GetFederationToken
 * - `scp`: an organization's service control policy
 * - `resource`: an API, bucket, key, function or VPC endpoint
 * - `share`: a rule group of AWS WAF, saying which other accounts may use it
 * - `trust`: a role, saying who may assume it
 */
export type PolicyKind = "identity" | "boundary" | "session" | "scp" | "resource" | "share" | "trust";

/** What a kind of policy may and must hold. */
export interface PolicyGrammar {
  /** Whether every statement names principals. Where not, none may. */
  readonly namesPrincipals: boolean;
  /** Whether every statement names resources. Where not, none may: the policy speaks of the role it is attached to. */
  readonly namesResources: boolean;
  readonly mayNegatePrincipals: boolean;
  /** Whether the document may carry an `Id`. */
  readonly mayHaveId: boolean;
  /** IAM's own policies restrict a Sid to letters and digits, once each; other services do not. */
  readonly strictSids: boolean;
  /** The only service whose actions may be named. */
  readonly onlyService?: string;
}

const withoutPrincipals: PolicyGrammar = {
  namesPrincipals: false,
  namesResources: true,
  mayNegatePrincipals: false,
  mayHaveId: false,
  strictSids: true,
};

/** Source: IAM User Guide, "Grammar of the IAM JSON policy language" and the pages of the single elements. */
export const policyGrammars: Readonly<Record<PolicyKind, PolicyGrammar>> = {
  identity: withoutPrincipals,
  boundary: withoutPrincipals,
  session: withoutPrincipals,
  scp: withoutPrincipals,
  resource: {
    namesPrincipals: true,
    namesResources: true,
    mayNegatePrincipals: true,
    mayHaveId: true,
    strictSids: false,
  },
  share: {
    namesPrincipals: true,
    namesResources: false,
    mayNegatePrincipals: false,
    mayHaveId: true,
    strictSids: false,
  },
  trust: {
    namesPrincipals: true,
    namesResources: false,
    mayNegatePrincipals: false,
    mayHaveId: true,
    strictSids: true,
    onlyService: "sts",
  },
};
