import { assertThat } from "../../base/assert.ts";
import { BoundedCache } from "../../base/bounded-cache.ts";
import type { Clock } from "../../base/clock.ts";
import { evaluate } from "../../policy/evaluate.ts";
import type { PolicyDirectory } from "../../policy/identity-directory.ts";
import { servicePrincipal } from "../../policy/principal.ts";
import { requestContext } from "../../policy/request-context.ts";
import type { RoleView } from "../iam/port.ts";
import type { StsDependencies } from "./dependencies.ts";
import { accessDenied } from "./errors.ts";
import { type IssuedCredentials, issueSession } from "./issue-session.ts";
import type { ServiceSessionRequest, SessionCredentials, SessionIssuer } from "./port.ts";

/** In seconds. */
const DURATION_DEFAULT_S = 3600;

/** Credentials are handed out again for this long, so that a service may ask as often as it works. In milliseconds. */
const REUSED_FOR_MS = 300_000;
const REUSED_MAX = 1000;

interface Issued {
  readonly credentials: IssuedCredentials;
  readonly reusableUntilMs: number;
}

/** Gives services the credentials of roles that trust them. The trust is asked for anew each time. */
export class ServiceSessions implements SessionIssuer {
  readonly #deps: StsDependencies;
  readonly #clock: Clock;
  readonly #issued = new BoundedCache<string, Issued>(REUSED_MAX);

  constructor(deps: StsDependencies, clock: Clock) {
    this.#deps = deps;
    this.#clock = clock;
  }

  issueForService(request: ServiceSessionRequest): SessionCredentials {
    const { roleArn, serviceName } = request;
    const role = this.#deps.iam.findRole(roleArn);
    if (!role || !this.#trusts(role, request)) {
      throw accessDenied(`${serviceName} is not authorized to perform: sts:AssumeRole on ${roleArn}`);
    }
    const credentials = this.#credentials(role, request);
    const found = this.#deps.iam.findCredential(credentials.accessKeyId, credentials.sessionToken);
    assertThat(typeof found === "object", `A session of ${roleArn} that was just issued is refused`);
    return { ...credentials, principal: found.principal };
  }

  trusts(request: ServiceSessionRequest): boolean {
    const role = this.#deps.iam.findRole(request.roleArn);
    return role !== undefined && this.#trusts(role, request);
  }

  #trusts(role: RoleView, request: ServiceSessionRequest): boolean {
    return trusts(role, request, this.#clock.nowMs(), this.#deps.iam);
  }

  #credentials(role: RoleView, request: ServiceSessionRequest): IssuedCredentials {
    const { sessionName, durationS: wantedS = DURATION_DEFAULT_S } = request;
    const nowMs = this.#clock.nowMs();
    const durationS = Math.min(wantedS, role.maxSessionDurationS);
    const id = `${role.uniqueId}/${sessionName}/${durationS}`;
    const known = this.#issued.get(id);
    if (known && nowMs < known.reusableUntilMs) return known.credentials;
    const identity = { kind: "role", roleId: role.uniqueId, sessionName } as const;
    const content = { accountId: role.accountId, identity, tags: {}, transitiveTagKeys: [] };
    const credentials = issueSession(content, durationS, nowMs, this.#deps);
    this.#issued.set(id, { credentials, reusableUntilMs: nowMs + Math.min(REUSED_FOR_MS, durationS * 500) });
    return credentials;
  }
}

/** The role's trust policy decides, with the resource that the service works for in its context. */
function trusts(
  role: RoleView,
  request: ServiceSessionRequest,
  nowMs: number,
  directory: PolicyDirectory,
): boolean {
  const principal = servicePrincipal(request.serviceName);
  const facts = {
    nowMs,
    secureTransport: true,
    requestedRegion: request.region,
    resourceAccountId: role.accountId,
    resourceOrganization: directory.findOrganization?.(role.accountId),
    ...(request.sourceArn !== undefined && { sourceArn: request.sourceArn }),
    ...(request.sourceAccountId !== undefined && {
      sourceAccountId: request.sourceAccountId,
      sourceOrganization: directory.findOrganization?.(request.sourceAccountId),
    }),
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
