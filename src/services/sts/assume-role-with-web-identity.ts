import type {
  AssumeRoleWithWebIdentityRequest,
  AssumeRoleWithWebIdentityResponse,
} from "@aws-sdk/client-sts";
import { parseArn } from "../../aws/arn.ts";
import type { StsOperation } from "./dependencies.ts";
import { invalidIdentityToken, validationError } from "./errors.ts";
import { issueFederatedSession } from "./federation/issue-federated-session.ts";
import { requireTrustingRole } from "./federation/trust.ts";
import { tokenIdentity } from "./web-identity/token-identity.ts";
import { readIssuer, verifyToken } from "./web-identity/verify-token.ts";

/** As long as a provider's URL can be, in characters. */
const ISSUER_SHOWN_MAX = 255;

/**
 * Makes a session of a role for the bearer of a token of an OpenID Connect provider. The token proves who calls, so that
 * the call needs no signature; the role's trust policy, which names the provider, decides whom it lets in.
 */
export const assumeRoleWithWebIdentity: StsOperation<
  AssumeRoleWithWebIdentityRequest,
  AssumeRoleWithWebIdentityResponse
> = {
  name: "AssumeRoleWithWebIdentity",
  permits: "public",
  acceptsUnsigned: true,
  audit: { kind: "management", readOnly: false, redact: ["WebIdentityToken"] },
  // Names the providers of OAuth 2.0 access tokens that AWS knows by itself.
  refuses: [{ member: "ProviderId" }, { member: "MinimumSessionTokenSize" }],
  handle: async (input, call) => {
    const { iam, keySets } = call.deps;
    const accountId = parseArn(input.RoleArn)?.accountId;
    if (accountId === undefined) throw validationError(`${input.RoleArn} is invalid`);
    const issuer = readIssuer(input.WebIdentityToken);
    const provider = iam.findOidcProvider(accountId, issuer);
    if (!provider) {
      throw invalidIdentityToken(
        `No OpenIDConnect provider found in your account for ${issuer.slice(0, ISSUER_SHOWN_MAX)}`,
      );
    }
    const token = await verifyToken(input.WebIdentityToken, provider, keySets, call.nowMs);
    const identity = tokenIdentity(token, provider);
    const sessionName = input.RoleSessionName;
    const action = "sts:AssumeRoleWithWebIdentity";
    const role = requireTrustingRole(input.RoleArn, sessionName, action, identity, call);
    const { Policy, PolicyArns, DurationSeconds } = input;
    const session = { sessionName, Policy, PolicyArns, DurationSeconds };
    return {
      ...issueFederatedSession(session, role, identity, call),
      SubjectFromWebIdentityToken: token.subject,
      Audience: token.audience,
      Provider: provider.arn,
      ...(identity.sourceIdentity !== undefined && { SourceIdentity: identity.sourceIdentity }),
    };
  },
};
