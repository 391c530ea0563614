import type { AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse } from "@aws-sdk/client-sts";
import { parseArn } from "../../aws/arn.ts";
import type { SamlProviderView } from "../iam/port.ts";
import type { StsCall, StsOperation } from "./dependencies.ts";
import { accessDenied, invalidIdentityToken, validationError } from "./errors.ts";
import { issueFederatedSession } from "./federation/issue-federated-session.ts";
import { requireTrustingRole } from "./federation/trust.ts";
import {
  assertionIdentity,
  nameQualifier,
  offersRole,
  readSessionName,
  sessionDurationMax,
  subjectType,
} from "./saml/assertion-identity.ts";
import { readAssertion } from "./saml/read-assertion.ts";
import { readSignedAssertion } from "./saml/signed-assertion.ts";

const ACTION = "sts:AssumeRoleWithSAML";

/**
 * Makes a session of a role for the user of a SAML provider. The provider's signed assertion proves who calls, so that the
 * call needs no signature; it must offer the role, and the role's trust policy must let the provider's user in.
 */
export const assumeRoleWithSaml: StsOperation<AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse> = {
  name: "AssumeRoleWithSAML",
  permits: "public",
  acceptsUnsigned: true,
  audit: { kind: "management", readOnly: false, redact: ["SAMLAssertion"] },
  refuses: [{ member: "MinimumSessionTokenSize" }],
  handle: (input, call) => {
    const { RoleArn, PrincipalArn, Policy, PolicyArns, DurationSeconds } = input;
    const provider = requireProvider(RoleArn, PrincipalArn, call);
    const response = Buffer.from(input.SAMLAssertion, "base64").toString();
    const signed = readSignedAssertion(response, provider.certificates);
    const assertion = readAssertion(signed, provider, call.nowMs);
    if (!offersRole(assertion, RoleArn, PrincipalArn))
      throw accessDenied(`Not authorized to perform ${ACTION}`);
    const identity = assertionIdentity(assertion, provider);
    const sessionName = readSessionName(assertion);
    const role = requireTrustingRole(RoleArn, sessionName, ACTION, identity, call);
    const durationMaxS = sessionDurationMax(assertion, call.nowMs);
    const session = { sessionName, Policy, PolicyArns, DurationSeconds, durationMaxS };
    return {
      ...issueFederatedSession(session, role, identity, call),
      Subject: assertion.subject,
      SubjectType: subjectType(assertion),
      Issuer: assertion.issuer,
      Audience: assertion.recipient,
      NameQualifier: nameQualifier(assertion, provider),
      ...(identity.sourceIdentity !== undefined && { SourceIdentity: identity.sourceIdentity }),
    };
  },
};

/** The provider, which must be of the role's own account and have metadata in force. */
function requireProvider(roleArn: string, providerArn: string, { deps, nowMs }: StsCall): SamlProviderView {
  const accountId = parseArn(roleArn)?.accountId;
  if (!accountId) throw validationError(`${roleArn} is invalid`);
  const provider = deps.iam.findSamlProvider(providerArn);
  if (!provider || parseArn(providerArn)?.accountId !== accountId) {
    throw invalidIdentityToken("Specified provider doesn't exist");
  }
  if (provider.validUntilMs !== undefined && provider.validUntilMs <= nowMs) {
    throw invalidIdentityToken("The metadata of the specified provider has expired");
  }
  return provider;
}
