import { fullAccessPolicy } from "./full-access-policy.ts";
import type { Organization } from "./organization.ts";

/** Roots, units and accounts together: few enough that one transaction can change them all. */
export const TARGETS_MAX = 900;

/** Requests for accounts that are remembered, the newest: one who asks reads the answer soon. */
export const REQUESTS_MAX = 90;

/** Source: "Quotas and service limits for AWS Organizations". */
export const POLICIES_MAX = 1000;
export const POLICIES_PER_TARGET_MAX = 5;
/** In bytes of UTF-8. */
export const POLICY_BYTES_MAX = 5120;

/** What a new unit or account starts with, so that nothing is refused until another policy says so. */
export const newPolicyIds = ({ record }: Organization): readonly string[] =>
  record?.serviceControlPoliciesEnabled ? [fullAccessPolicy.id] : [];
