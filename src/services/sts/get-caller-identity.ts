import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import { isIdentity } from "../../policy/match-principal.ts";
import type { StsOperation } from "./dependencies.ts";
import { missingAuthentication } from "./errors.ts";

/** Who the caller is. Needs no permission, and no Deny takes it away. */
export const getCallerIdentity: StsOperation<GetCallerIdentityRequest, GetCallerIdentityResponse> = {
  name: "GetCallerIdentity",
  permits: "public",
  audit: { kind: "management", readOnly: true, redact: [] },
  handle: (_input, { principal }) => {
    if (!isIdentity(principal)) throw missingAuthentication();
    return { UserId: principal.userId, Account: principal.accountId, Arn: principal.arn };
  },
};
