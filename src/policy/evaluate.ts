import type { AuthorizationRequest, Decision, PolicyLayer } from "./authorization.ts";
import type { CompiledPolicy } from "./compile.ts";
import { type CompiledStatement, conditionsHold } from "./compile-statement.ts";
import { isIdentity, type PrincipalMatch } from "./match-principal.ts";

/**
 * Decides one request, in AWS's order: an explicit Deny anywhere; service control policies; the VPC endpoint's policy;
 * the resource's policy; then the caller's identity policies, permissions boundary and session policies. A caller from
 * another account needs an Allow on both sides. Synchronous and free of side effects.
 * Sources: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
 */
export function evaluate(request: AuthorizationRequest): Decision {
  return findExplicitDeny(request) ?? findRefusingLimit(request) ?? decideByGrant(request);
}

/** "If the enforcement code finds even one explicit deny that applies, the code returns a final decision of Deny." */
function findExplicitDeny(request: AuthorizationRequest): Decision | undefined {
  const { policies, resourcePolicy, vpcEndpointPolicy } = request;
  if (limitedByOrganization(request)) {
    for (const level of policies.serviceControlPolicies ?? []) {
      const found = denyIn(request, "service-control", level);
      if (found) return found;
    }
  }
  return (
    (resourcePolicy && denyIn(request, "resource", [resourcePolicy])) ??
    denyIn(request, "identity", policies.identityPolicies) ??
    (policies.permissionsBoundary &&
      denyIn(request, "permissions-boundary", [policies.permissionsBoundary])) ??
    (policies.sessionPolicies && denyIn(request, "session", policies.sessionPolicies)) ??
    (vpcEndpointPolicy && denyIn(request, "vpc-endpoint", [vpcEndpointPolicy]))
  );
}

function denyIn(
  request: AuthorizationRequest,
  layer: PolicyLayer,
  policies: readonly CompiledPolicy[],
): Decision | undefined {
  for (const policy of policies) {
    for (const statement of policy.statementsFor(request.action).denies) {
      if (applies(statement, request)) return decided("ExplicitDeny", layer, statement);
    }
  }
  return undefined;
}

/** The outer limits, which grant nothing: each level of the organization and the VPC endpoint must allow. */
function findRefusingLimit(request: AuthorizationRequest): Decision | undefined {
  if (limitedByOrganization(request)) {
    for (const level of request.policies.serviceControlPolicies ?? []) {
      if (!allowIn(request, level)) return implicitDeny("service-control");
    }
  }
  const { vpcEndpointPolicy } = request;
  if (vpcEndpointPolicy && !allowIn(request, [vpcEndpointPolicy])) return implicitDeny("vpc-endpoint");
  return undefined;
}

function decideByGrant(request: AuthorizationRequest): Decision {
  const { principal, resourceAccountId, resourcePolicy, resourcePolicyRequired } = request;
  const grant = resourcePolicy && strongestGrant(request, resourcePolicy);
  // Services and anonymous callers have no policies of their own.
  if (!isIdentity(principal))
    return grant ? allowedBy("resource", grant.statement) : implicitDeny("resource");
  const sameAccount = principal.accountId === resourceAccountId;
  if (!grant && (!sameAccount || resourcePolicyRequired)) return implicitDeny("resource");
  if (sameAccount && grant?.match === "direct") return allowedBy("resource", grant.statement);
  return decideByIdentity(request, sameAccount && grant?.match === "role" ? grant.statement : undefined);
}

/** The caller's own side. `roleGrant` is a resource policy's Allow for the caller's role, which counts as its own. */
function decideByIdentity(request: AuthorizationRequest, roleGrant: CompiledStatement | undefined): Decision {
  const { principal, policies } = request;
  // "All requests are implicitly denied with the exception of the AWS account root user, which has full access."
  if (principal.type === "Root") return { effect: "Allow", layer: "identity" };
  const own = allowIn(request, policies.identityPolicies);
  if (!own && !roleGrant) return implicitDeny("identity");
  const { permissionsBoundary, sessionPolicies } = policies;
  if (permissionsBoundary && !allowIn(request, [permissionsBoundary]))
    return implicitDeny("permissions-boundary");
  if (sessionPolicies ? !allowIn(request, sessionPolicies) : principal.type === "FederatedUser") {
    return implicitDeny("session");
  }
  return own ? allowedBy("identity", own) : allowedBy("resource", roleGrant!);
}

function allowIn(
  request: AuthorizationRequest,
  policies: readonly CompiledPolicy[],
): CompiledStatement | undefined {
  for (const policy of policies) {
    for (const statement of policy.statementsFor(request.action).allows) {
      if (applies(statement, request)) return statement;
    }
  }
  return undefined;
}

/** The Allow of a resource's policy that names the caller most directly. */
function strongestGrant(request: AuthorizationRequest, policy: CompiledPolicy): Grant | undefined {
  let strongest: Grant | undefined;
  for (const statement of policy.statementsFor(request.action).allows) {
    const match = applies(statement, request);
    if (match === "direct") return { statement, match };
    if (match && (!strongest || match === "role")) strongest = { statement, match };
  }
  return strongest;
}

interface Grant {
  readonly statement: CompiledStatement;
  readonly match: PrincipalMatch;
}

/** Whether a statement whose action fits applies, and how it names the caller. */
function applies(statement: CompiledStatement, request: AuthorizationRequest): PrincipalMatch | undefined {
  const match = statement.matchPrincipal(request.principal);
  if (!match || !statement.coversResource(request.resource, request.context)) return undefined;
  return conditionsHold(statement, request.context) ? match : undefined;
}

/**
 * Service control policies speak of the members of an account, but not of its service-linked roles.
 * Source: AWS Organizations User Guide, "Tasks and entities not restricted by SCPs".
 */
export const limitedByOrganization = ({ principal }: AuthorizationRequest): boolean =>
  isIdentity(principal) && !principal.roleArn?.includes(":role/aws-service-role/");

const implicitDeny = (layer: PolicyLayer): Decision => ({ effect: "ImplicitDeny", layer });

const allowedBy = (layer: PolicyLayer, statement: CompiledStatement): Decision =>
  decided("Allow", layer, statement);

function decided(
  effect: "Allow" | "ExplicitDeny",
  layer: PolicyLayer,
  statement: CompiledStatement,
): Decision {
  const { policy, label } = statement;
  return { effect, layer, statement: { layer, policy, statement: label, effect: statement.effect } };
}
