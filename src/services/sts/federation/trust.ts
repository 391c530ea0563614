import { evaluate } from "../../../policy/evaluate.ts";
import { anonymousPrincipal, type Principal } from "../../../policy/principal.ts";
import { requestContext } from "../../../policy/request-context.ts";
import type { RoleView } from "../../iam/port.ts";
import type { StsCall } from "../dependencies.ts";
import { accessDenied } from "../errors.ts";

/** What a provider said of somebody, once that is verified. */
export interface FederatedIdentity {
  /** The provider's ARN in IAM: what a trust policy names. */
  readonly providerArn: string;
  /** Condition keys, lower-case, and their values. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Those of the keys that the session's own requests carry on. */
  readonly lastingKeys: readonly string[];
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
}

/** The actions that a role's trust policy must allow. */
const actionsOf = (action: string, identity: FederatedIdentity): readonly string[] => [
  action,
  ...(identity.tags.length > 0 ? ["sts:TagSession"] : []),
  ...(identity.sourceIdentity !== undefined ? ["sts:SetSourceIdentity"] : []),
];

/**
 * The role, if its trust policy lets the identity assume it. A role that does not exist and one that does not trust are
 * refused alike. The caller has no policies of its own: the trust policy alone decides.
 */
export function requireTrustingRole(
  roleArn: string,
  sessionName: string,
  action: string,
  identity: FederatedIdentity,
  call: StsCall,
): RoleView {
  const role = call.deps.iam.findRole(roleArn);
  const trusted =
    role && actionsOf(action, identity).every((one) => allows(role, sessionName, one, identity, call));
  if (!trusted) throw accessDenied(`Not authorized to perform ${action}`);
  return role;
}

function allows(
  role: RoleView,
  sessionName: string,
  action: string,
  identity: FederatedIdentity,
  { deps, nowMs, origin, region }: StsCall,
): boolean {
  const principal: Principal = {
    ...anonymousPrincipal,
    type: "WebIdentity",
    arn: identity.providerArn,
    federatedProvider: identity.providerArn,
  };
  const keys = new Map(identity.keys);
  keys.set("sts:rolesessionname", [sessionName]);
  if (identity.sourceIdentity !== undefined) keys.set("sts:sourceidentity", [identity.sourceIdentity]);
  for (const { Key, Value } of identity.tags) keys.set(`aws:requesttag/${Key.toLowerCase()}`, [Value]);
  const tagKeys = identity.tags.map(({ Key }) => Key);
  if (tagKeys.length > 0) keys.set("aws:tagkeys", tagKeys);
  if (identity.transitiveTagKeys.length > 0) keys.set("sts:transitivetagkeys", identity.transitiveTagKeys);
  for (const [name, value] of Object.entries(role.tags)) {
    keys.set(`aws:resourcetag/${name.toLowerCase()}`, [value]);
    keys.set(`iam:resourcetag/${name.toLowerCase()}`, [value]);
  }
  const facts = {
    nowMs,
    sourceIp: origin.sourceIp,
    secureTransport: origin.secureTransport,
    userAgent: origin.userAgent,
    requestedRegion: region,
    resourceAccountId: role.accountId,
    resourceOrganization: deps.iam.findOrganization?.(role.accountId),
  };
  const decision = evaluate({
    principal,
    policies: { identityPolicies: [] },
    action,
    resource: role.arn,
    resourceAccountId: role.accountId,
    resourcePolicy: role.trustPolicy,
    resourcePolicyRequired: true,
    context: requestContext(principal, facts, keys),
  });
  return decision.effect === "Allow";
}
