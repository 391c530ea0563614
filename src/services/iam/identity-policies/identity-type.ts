/** What policies can be attached to. */
export type IdentityType = "user" | "group" | "role";

/** As it is spelled within the names of operations and quotas. */
export const identityNouns = { user: "User", group: "Group", role: "Role" } as const;
