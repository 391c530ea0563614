import { AssertionRefused } from "./assertion-refused.mjs";
import { checkConditions } from "./conditions.mjs";
import { policyFor } from "./policy.mjs";
import { decodeAssertion, readSignedAssertion } from "./signed-assertion.mjs";
import { readSignerKeys } from "./signer-keys.mjs";

const { env } = process;
const expected = { issuer: env.ISSUER, audience: env.AUDIENCE };
const keys = readSignerKeys(env.CERTIFICATES);
const grants = JSON.parse(env.GRANTS);

/**
 * A Lambda authorizer of type TOKEN. The token is a SAML 2.0 assertion, base64url-encoded as in RFC 7522. One that is not
 * accepted ends in the error "Unauthorized", which API Gateway answers with 401.
 */
export async function handler({ authorizationToken, methodArn }) {
  try {
    const encoded = /^SAML ([A-Za-z0-9_-]+)$/i.exec(authorizationToken)?.[1];
    if (!encoded) throw new AssertionRefused("not a SAML token");
    const assertion = readSignedAssertion(decodeAssertion(encoded), keys);
    const caller = checkConditions(assertion, expected, Date.now());
    return policyFor(caller, methodArn, grants);
  } catch (error) {
    if (!(error instanceof AssertionRefused)) throw error;
    console.log(`refused: ${error.message}`);
    throw new Error("Unauthorized");
  }
}
