import type { CompiledPolicy } from "../../policy/compile.ts";
import type { OrganizationPlace } from "../../policy/identity-directory.ts";

/** An account's place in its organization. The same object until something in the organization changes. */
export interface Membership extends OrganizationPlace {
  /** One entry per level, from the root down to the account. Absent where none limit it, as the management account. */
  readonly serviceControlPolicies?: readonly (readonly CompiledPolicy[])[];
}

/** Tells who is a member of which organization. Synchronous. */
export interface MembershipDirectory {
  /** Undefined for an account without organization. Throws when what is known is not current: nobody is let in then. */
  findMembership(accountId: string): Membership | undefined;
}

/** No organizations at all: for programs that run IAM without them. */
export const noOrganizations: MembershipDirectory = { findMembership: () => undefined };
