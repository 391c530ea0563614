import type { Clock } from "../../base/clock.ts";
import { evaluate } from "../../policy/evaluate.ts";
import { type Principal, servicePrincipal } from "../../policy/principal.ts";
import { requestContext } from "../../policy/request-context.ts";
import type { RoleView } from "../iam/port.ts";
import type { StsDependencies } from "./dependencies.ts";
import { accessDenied } from "./errors.ts";
import { issueSession } from "./issue-session.ts";
import type { ServiceSessionRequest, SessionCredentials, SessionIssuer } from "./port.ts";

/** In seconds. */
const DURATION_DEFAULT_S = 3600;

/** Gives services the credentials of roles that trust them. */
export const serviceSessionIssuer = (deps: StsDependencies, clock: Clock): SessionIssuer => ({
  issueForService(request) {
    const role = deps.iam.findRole(request.roleArn);
    if (!role || !trusts(role, request, clock.nowMs())) {
      throw accessDenied(
        `${request.serviceName} is not authorized to perform: sts:AssumeRole on ${request.roleArn}`,
      );
    }
    return issue(role, request, clock.nowMs(), deps);
  },
});

/** The role's trust policy decides, with the resource that the service works for in its context. */
function trusts(role: RoleView, request: ServiceSessionRequest, nowMs: number): boolean {
  const principal = servicePrincipal(request.serviceName);
  const facts = {
    nowMs,
    secureTransport: true,
    requestedRegion: request.region,
    resourceAccountId: role.accountId,
    ...(request.sourceArn !== undefined && { sourceArn: request.sourceArn }),
    ...(request.sourceAccountId !== undefined && { sourceAccountId: request.sourceAccountId }),
  };
  const own = new Map([["sts:rolesessionname", [request.sessionName]]]);
  const decision = evaluate({
    principal,
    policies: { identityPolicies: [] },
    action: "sts:AssumeRole",
    resource: role.arn,
    resourceAccountId: role.accountId,
    resourcePolicy: role.trustPolicy,
    resourcePolicyRequired: true,
    context: requestContext(principal, facts, own),
  });
  return decision.effect === "Allow";
}

function issue(
  role: RoleView,
  { sessionName, durationS = DURATION_DEFAULT_S }: ServiceSessionRequest,
  nowMs: number,
  deps: StsDependencies,
): SessionCredentials {
  const identity = { kind: "role", roleId: role.uniqueId, sessionName } as const;
  const content = { accountId: role.accountId, identity, tags: {}, transitiveTagKeys: [] };
  const issued = issueSession(content, Math.min(durationS, role.maxSessionDurationS), nowMs, deps);
  const credential = deps.iam.findCredential(issued.accessKeyId, issued.sessionToken);
  if (typeof credential === "string") throw new Error(`A fresh session was refused: ${credential}`);
  const principal: Principal = credential.principal;
  return { ...issued, principal };
}
