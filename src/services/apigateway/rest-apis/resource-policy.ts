import { compilePolicy } from "../../../policy/compile.ts";
import { PolicyDocumentError } from "../../../policy/policy-document-error.ts";
import { badRequest } from "../api-errors.ts";

/** Source: API Gateway quotas page, "Length, in characters, of API Gateway resource policy". */
const POLICY_LENGTH_MAX = 8192;

/** Resources may be abbreviated: `execute-api:/prod/GET/pets`. Any API's ARN will do to check the rest. */
const ABBREVIATED = "execute-api:/";
const ANY_API = "arn:aws:execute-api:us-east-1:000000000000:api/";

/** Checks that a resource policy is one that the gateway can enforce. Throws BadRequest naming the place that is wrong. */
export function checkResourcePolicy(policy: string): void {
  if (policy.length > POLICY_LENGTH_MAX) {
    throw badRequest(`A resource policy has at most ${POLICY_LENGTH_MAX} characters`);
  }
  try {
    compilePolicy(policy, {
      name: "resource policy",
      kind: "resource",
      expandResource: (resource) => resource.replace(ABBREVIATED, ANY_API),
    });
  } catch (error) {
    if (!(error instanceof PolicyDocumentError)) throw error;
    throw badRequest(
      `Invalid policy document. Please check the policy syntax and ensure that Principals are valid. ${error.message}`,
    );
  }
}
