import type { GetSessionTokenRequest, GetSessionTokenResponse } from "@aws-sdk/client-sts";
import { isIdentity } from "../../policy/match-principal.ts";
import type { StsOperation } from "./dependencies.ts";
import { accessDenied, missingAuthentication } from "./errors.ts";
import { credentialsView, issueSession } from "./issue-session.ts";
import { checkSecondFactor } from "./second-factor.ts";

/** In seconds. The root user's sessions last an hour at most. Source: STS API Reference, GetSessionToken. */
const DURATION_DEFAULT_S = 43_200;
const ROOT_DURATION_MAX_S = 3600;

/** Temporary credentials of the calling user, with the user's permissions. Needs no permission, and may take a second factor. */
export const getSessionToken: StsOperation<GetSessionTokenRequest, GetSessionTokenResponse> = {
  name: "GetSessionToken",
  permits: "public",
  audit: { kind: "management", readOnly: false, redact: ["TokenCode"] },
  handle: async (input, call) => {
    const { principal, deps, nowMs } = call;
    if (!isIdentity(principal)) throw missingAuthentication();
    if (principal.tokenIssuedAtMs !== undefined) {
      throw accessDenied("Cannot call GetSessionToken with session credentials");
    }
    const withMfa = await checkSecondFactor(input, call);
    const { DurationSeconds = DURATION_DEFAULT_S } = input;
    const isRoot = principal.type === "Root";
    const durationS = isRoot ? Math.min(DurationSeconds, ROOT_DURATION_MAX_S) : DurationSeconds;
    const identity = isRoot
      ? ({ kind: "root" } as const)
      : ({ kind: "user", userId: principal.userId } as const);
    const content = {
      accountId: principal.accountId,
      identity,
      tags: {},
      transitiveTagKeys: [],
      ...(withMfa && { mfaAuthenticatedAtMs: nowMs }),
    };
    return { Credentials: credentialsView(issueSession(content, durationS, nowMs, deps)) };
  },
};
