import type { AssumeRoleRequest, AssumeRoleResponse } from "@aws-sdk/client-sts";
import { parseArn } from "../../aws/arn.ts";
import type { RoleView } from "../iam/port.ts";
import type { IamCheck, IamChecks, Validated } from "../operation.ts";
import { assumeRoleKeys } from "./assume-role-keys.ts";
import type { StsCall, StsOperation } from "./dependencies.ts";
import { accessDenied, validationError } from "./errors.ts";
import { credentialsView, issueSession } from "./issue-session.ts";
import { checkSecondFactor } from "./second-factor.ts";
import { readSessionPolicies, readSessionTags } from "./session-input.ts";

type Input = Validated<AssumeRoleRequest>;

/** In seconds. Source: STS API Reference, AssumeRole. */
const DURATION_DEFAULT_S = 3600;
const CHAINED_DURATION_MAX_S = 3600;

/**
 * Makes a session of a role for a caller whom the role's trust policy names. A role that does not exist and one that
 * does not trust the caller are refused alike.
 */
export const assumeRole: StsOperation<AssumeRoleRequest, AssumeRoleResponse> = {
  name: "AssumeRole",
  permits: permissionsFor,
  audit: { kind: "management", readOnly: false, redact: ["TokenCode"] },
  refuses: [{ member: "ProvidedContexts", accepts: [[]] }],
  handle: (input, call) => {
    const { principal, deps, nowMs } = call;
    const role = deps.iam.findRole(input.RoleArn);
    if (!role) throw accessDenied("Not authorized to perform sts:AssumeRole");
    const sourceIdentity = input.SourceIdentity ?? principal.sourceIdentity;
    const { tags, transitiveTagKeys } = readSessionTags(input.Tags, input.TransitiveTagKeys, principal);
    const sessionPolicies = readSessionPolicies(deps.iam, role.accountId, input.Policy, input.PolicyArns);
    const sessionName = input.RoleSessionName;
    const issued = issueSession(
      {
        accountId: role.accountId,
        identity: { kind: "role", roleId: role.uniqueId, sessionName },
        tags,
        transitiveTagKeys,
        ...(sourceIdentity !== undefined && { sourceIdentity }),
        ...(sessionPolicies && { sessionPolicies }),
      },
      durationOf(input, role, call),
      nowMs,
      deps,
    );
    return {
      Credentials: credentialsView(issued),
      AssumedRoleUser: {
        AssumedRoleId: `${role.uniqueId}:${sessionName}`,
        Arn: `arn:${call.partition}:sts::${role.accountId}:assumed-role/${role.name}/${sessionName}`,
      },
      ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    };
  },
};

/** Tags and a source identity need permissions of their own, from the trust policy too. */
async function permissionsFor(input: Input, call: StsCall): Promise<IamChecks> {
  const { principal } = call;
  requireRoleArn(input.RoleArn);
  if (principal.type === "Root") throw accessDenied("Roles may not be assumed by root accounts.");
  if (principal.type === "FederatedUser")
    throw accessDenied("Cannot call AssumeRole with federation credentials");
  const withMfa = await checkSecondFactor(input, call);
  const role = call.deps.iam.findRole(input.RoleArn);
  const context = assumeRoleKeys(input, principal, role, withMfa);
  const check = (action: string): IamCheck => ({
    action,
    resource: input.RoleArn,
    context,
    resourcePolicyRequired: true,
    ...(role && { resourcePolicy: role.trustPolicy }),
  });
  const inherits = (principal.transitiveTagKeys?.length ?? 0) > 0;
  return [
    check("sts:AssumeRole"),
    ...(input.Tags?.length || inherits ? [check("sts:TagSession")] : []),
    ...(setsSourceIdentity(input, call) ? [check("sts:SetSourceIdentity")] : []),
  ];
}

/** A source identity is set once and then handed on: a chained call cannot replace it. */
function setsSourceIdentity({ SourceIdentity }: Input, { principal }: StsCall): boolean {
  if (SourceIdentity === undefined) return principal.sourceIdentity !== undefined;
  if (principal.sourceIdentity !== undefined && principal.sourceIdentity !== SourceIdentity) {
    throw accessDenied("The source identity of the calling session cannot be changed.");
  }
  return true;
}

function requireRoleArn(arn: string): void {
  if (!parseArn(arn)) throw validationError(`${arn} is invalid`);
}

function durationOf({ DurationSeconds }: Input, role: RoleView, { principal }: StsCall): number {
  const durationS = DurationSeconds ?? Math.min(DURATION_DEFAULT_S, role.maxSessionDurationS);
  if (principal.type === "AssumedRole" && durationS > CHAINED_DURATION_MAX_S) {
    throw validationError(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  }
  if (durationS > role.maxSessionDurationS) {
    throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  return durationS;
}
