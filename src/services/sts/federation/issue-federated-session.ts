import type { AssumedRoleUser, AssumeRoleRequest, Credentials } from "@aws-sdk/client-sts";
import { anonymousPrincipal } from "../../../policy/principal.ts";
import type { RoleView } from "../../iam/port.ts";
import type { StsCall } from "../dependencies.ts";
import { validationError } from "../errors.ts";
import { credentialsView, issueSession } from "../issue-session.ts";
import { readSessionPolicies, readSessionTags } from "../session-input.ts";
import type { FederatedIdentity } from "./trust.ts";

/** In seconds. Source: STS API Reference, AssumeRoleWithWebIdentity and AssumeRoleWithSAML. */
const DURATION_DEFAULT_S = 3600;

/** The members that both operations of federation have. */
export interface FederatedInput extends Pick<AssumeRoleRequest, "Policy" | "PolicyArns" | "DurationSeconds"> {
  readonly sessionName: string;
  /** The provider's own word on how long a session lasts, in seconds. It only shortens. */
  readonly durationMaxS?: number;
}

/** Makes a session of the role for an identity that the role trusts. */
export function issueFederatedSession(
  input: FederatedInput,
  role: RoleView,
  identity: FederatedIdentity,
  { deps, nowMs, partition }: StsCall,
): { readonly Credentials: Credentials; readonly AssumedRoleUser: AssumedRoleUser } {
  const { sessionName } = input;
  const sessionPolicies = readSessionPolicies(deps.iam, role.accountId, input.Policy, input.PolicyArns);
  const session = readSessionTags([...identity.tags], identity.transitiveTagKeys, anonymousPrincipal);
  const federatedKeys = identity.lastingKeys.map((key) => [key, identity.keys.get(key) ?? []] as const);
  const issued = issueSession(
    {
      accountId: role.accountId,
      identity: { kind: "role", roleId: role.uniqueId, sessionName },
      ...session,
      federatedProvider: identity.providerArn,
      federatedKeys: Object.fromEntries(federatedKeys.filter(([, values]) => values.length > 0)),
      ...(identity.sourceIdentity !== undefined && { sourceIdentity: identity.sourceIdentity }),
      ...(sessionPolicies && { sessionPolicies }),
    },
    durationOf(input, role),
    nowMs,
    deps,
  );
  return {
    Credentials: credentialsView(issued),
    AssumedRoleUser: {
      AssumedRoleId: `${role.uniqueId}:${sessionName}`,
      Arn: `arn:${partition}:sts::${role.accountId}:assumed-role/${role.name}/${sessionName}`,
    },
  };
}

function durationOf({ DurationSeconds, durationMaxS = Infinity }: FederatedInput, role: RoleView): number {
  const durationS = DurationSeconds ?? Math.min(DURATION_DEFAULT_S, role.maxSessionDurationS);
  if (durationS > role.maxSessionDurationS) {
    throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  return Math.min(durationS, durationMaxS);
}
