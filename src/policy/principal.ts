/** Who a caller turned out to be, once the credentials were verified. */
export type PrincipalType =
  | "Root"
  | "User"
  | "AssumedRole"
  | "FederatedUser"
  | "Service"
  /** The bearer of an identity provider's verified token, who asks for a role. */
  | "WebIdentity"
  | "Anonymous";

/**
 * A verified caller, in the terms of IAM's global condition keys.
 * Source: IAM User Guide, "AWS global condition context keys", "Properties of the principal".
 */
export interface Principal {
  readonly type: PrincipalType;
  /** Twelve digits; empty for `Service`, `WebIdentity` and `Anonymous`. */
  readonly accountId: string;
  /**
   * The ARN that GetCallerIdentity shows: `arn:aws:iam::123456789012:root`, `…:user/path/name`,
   * `arn:aws:sts::123456789012:assumed-role/Role/session`. A service's name (`apigateway.amazonaws.com`) for `Service`;
   * `anonymous` for `Anonymous`.
   */
  readonly arn: string;
  /** `aws:userid`: `AIDA…`, `AROA…:session`, or the account for root. Empty where there is none. */
  readonly userId: string;
  /** `aws:username`, for users only. */
  readonly userName?: string;
  /** The IAM role's ARN behind an assumed-role session: what `aws:PrincipalArn` and role policies speak of. */
  readonly roleArn?: string;
  /** `aws:PrincipalTag/…`: the user's or role's tags, with session tags laid over them. */
  readonly tags: Readonly<Record<string, string>>;
  /** The user behind a federated user: ARN and unique id. Absent where the root user vouched. */
  readonly federatedBy?: { readonly arn: string; readonly userId: string };
  /** The access key the call was signed with, if it was signed. */
  readonly accessKeyId?: string;
  /** When the session's token was issued, milliseconds since the epoch; sessions only. */
  readonly tokenIssuedAtMs?: number;
  /** When multi-factor authentication took place, milliseconds since the epoch; absent when it did not. */
  readonly mfaAuthenticatedAtMs?: number;
  /** The keys of the session tags that a role assumed with this session inherits. */
  readonly transitiveTagKeys?: readonly string[];
  /** What narrows a session. Absent when it was made without session policies. */
  readonly sessionPolicies?: SessionPolicies;
  /** `aws:SourceIdentity`, sessions only. */
  readonly sourceIdentity?: string;
  /** `aws:PrincipalOrgID`, when the account is in an organization. */
  readonly organizationId?: string;
  /** `aws:PrincipalOrgPaths`. */
  readonly organizationPaths?: readonly string[];
  /** The service a principal of type `Service` or a service-linked call speaks for: `lambda.amazonaws.com`. */
  readonly serviceName?: string;
  /** `aws:FederatedProvider`: who vouched for a `WebIdentity`, or for the one who assumed a role's session. */
  readonly federatedProvider?: string;
  /** What that provider said of the one behind a session, by lower-case condition key: `example.com:sub`, `saml:sub`. */
  readonly federatedKeys?: Readonly<Record<string, readonly string[]>>;
}

/** The policies that were passed when a session was made: it may do only what one of them allows. */
export interface SessionPolicies {
  /** JSON texts. */
  readonly documents: readonly string[];
  /** Managed policies of the session's account, read when they are evaluated. */
  readonly policyArns: readonly string[];
}

/** A caller without credentials. */
export const anonymousPrincipal: Principal = {
  type: "Anonymous",
  accountId: "",
  arn: "anonymous",
  userId: "",
  tags: {},
};

/** An AWS service acting for a customer, such as `apigateway.amazonaws.com` invoking a function. */
export const servicePrincipal = (serviceName: string): Principal => ({
  type: "Service",
  accountId: "",
  arn: serviceName,
  userId: "",
  tags: {},
  serviceName,
});
