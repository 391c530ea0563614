import type { GetFederationTokenRequest, GetFederationTokenResponse } from "@aws-sdk/client-sts";
import type { Principal } from "../../policy/principal.ts";
import type { IamCheck } from "../operation.ts";
import type { StsCall, StsOperation } from "./dependencies.ts";
import { accessDenied } from "./errors.ts";
import { credentialsView, issueSession } from "./issue-session.ts";
import { readSessionPolicies, readSessionTags } from "./session-input.ts";

/** In seconds. The root user's sessions last an hour at most. Source: STS API Reference, GetFederationToken. */
const DURATION_DEFAULT_S = 43_200;
const ROOT_DURATION_MAX_S = 3600;

/**
 * Temporary credentials for someone whom the caller vouches for. They may do what the caller may and the passed policies
 * allow: without policies, nothing but what a resource's policy allows them.
 */
export const getFederationToken: StsOperation<GetFederationTokenRequest, GetFederationTokenResponse> = {
  name: "GetFederationToken",
  permits: (input, call) => {
    refuseSession(call.principal);
    const tagKeys = (input.Tags ?? []).map(({ Key = "" }) => Key);
    const tagEntries = (input.Tags ?? []).map(
      ({ Key = "", Value = "" }) => [`aws:requesttag/${Key.toLowerCase()}`, [Value]] as const,
    );
    const keys = new Map<string, readonly string[]>(tagEntries);
    if (tagKeys.length > 0) keys.set("aws:tagkeys", tagKeys);
    const check = (action: string): IamCheck => ({
      action,
      resource: arnOf(call, input.Name),
      context: keys,
    });
    const checks = [check("sts:GetFederationToken")] as const;
    return tagKeys.length > 0 ? [...checks, check("sts:TagSession")] : checks;
  },
  audit: { kind: "management", readOnly: false, redact: [] },
  handle: (input, call) => {
    const { principal, accountId, deps, nowMs } = call;
    const isRoot = principal.type === "Root";
    const wantedS = input.DurationSeconds ?? DURATION_DEFAULT_S;
    const sessionPolicies = readSessionPolicies(deps.iam, accountId, input.Policy, input.PolicyArns);
    const { tags } = readSessionTags(input.Tags, undefined, principal);
    const issued = issueSession(
      {
        accountId,
        identity: { kind: "federated", name: input.Name, ...(!isRoot && { userId: principal.userId }) },
        tags,
        transitiveTagKeys: [],
        ...(sessionPolicies && { sessionPolicies }),
      },
      isRoot ? Math.min(wantedS, ROOT_DURATION_MAX_S) : wantedS,
      nowMs,
      deps,
    );
    return {
      Credentials: credentialsView(issued),
      FederatedUser: { FederatedUserId: `${accountId}:${input.Name}`, Arn: arnOf(call, input.Name) },
    };
  },
};

const arnOf = (call: StsCall, name: string): string =>
  `arn:${call.partition}:sts::${call.accountId}:federated-user/${name}`;

function refuseSession({ type, tokenIssuedAtMs }: Principal): void {
  if ((type !== "User" && type !== "Root") || tokenIssuedAtMs !== undefined) {
    throw accessDenied("Cannot call GetFederationToken with session credentials");
  }
}
