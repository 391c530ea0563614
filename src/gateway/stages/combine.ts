import type { Decision } from "../../policy/authorization.ts";

/**
 * What a Lambda authorizer's policy and the API's resource policy come to. Within one account an Allow on either side is
 * enough; when the authorizer's function belongs to another account, both must allow. An API without a resource policy
 * leaves the decision to the authorizer. A Deny on either side always wins.
 * Source: API Gateway guide, "Policy evaluation outcome tables", tables A and B.
 */
export function combine(
  authorizer: Decision,
  resource: Decision | undefined,
  sameAccount: boolean,
): Decision {
  if (resource?.effect === "ExplicitDeny") return resource;
  if (authorizer.effect === "ExplicitDeny" || !resource) return authorizer;
  if (sameAccount)
    return resource.effect === "Allow" && authorizer.effect !== "Allow" ? resource : authorizer;
  return authorizer.effect === "Allow" ? (resource.effect === "Allow" ? authorizer : resource) : authorizer;
}
