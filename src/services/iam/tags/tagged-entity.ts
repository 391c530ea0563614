import type { AccountRecords } from "../account-records.ts";
import type { IamCall } from "../dependencies.ts";
import { requireCustomerPolicy } from "../managed-policies/customer-policy.ts";
import { requireOidcProvider } from "../oidc-providers/require-provider.ts";
import { arnOf } from "../permissions.ts";
import type { RecordTypes } from "../records.ts";
import { requireIdentity, requireInstanceProfile } from "../require-entity.ts";
import { requireSamlProvider } from "../saml-providers/require-provider.ts";

/** What can be tagged here. */
export type TaggedType = "user" | "role" | "policy" | "instance-profile" | "oidc-provider" | "saml-provider";

/** As it is spelled within the names of operations. */
export const taggedNouns = {
  user: "User",
  role: "Role",
  policy: "Policy",
  "instance-profile": "InstanceProfile",
  "oidc-provider": "OpenIDConnectProvider",
  "saml-provider": "SAMLProvider",
} as const;

/** The entity by its name, or a policy or provider by its ARN. Throws `NoSuchEntity`. */
export function requireTagged(
  account: AccountRecords,
  type: TaggedType,
  name: string,
): RecordTypes[TaggedType] {
  if (type === "policy") return requireCustomerPolicy(account, name);
  if (type === "oidc-provider") return requireOidcProvider(account, name);
  if (type === "saml-provider") return requireSamlProvider(account, name);
  if (type === "instance-profile") return requireInstanceProfile(account, name);
  return requireIdentity(account, type, name);
}

/** Policies and providers are named by their ARNs already. */
export const taggedArn = (call: IamCall, type: TaggedType, name: string): string =>
  name.startsWith("arn:") ? name : arnOf(call, type, name);
