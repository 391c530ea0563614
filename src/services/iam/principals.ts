import type { OrganizationPlace } from "../../policy/identity-directory.ts";
import type { Principal } from "../../policy/principal.ts";
import type { Session } from "../sts/port.ts";
import type { AccountRecords } from "./account-records.ts";
import type { RoleRecord, TagRecord, UserRecord } from "./records.ts";

/** The partition of every account here. */
const PARTITION = "aws";

/** Tags as the policy engine takes them. */
export const tagMap = (tags: readonly TagRecord[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

export const rootPrincipal = (accountId: string): Principal => ({
  type: "Root",
  accountId,
  arn: `arn:${PARTITION}:iam::${accountId}:root`,
  userId: accountId,
  tags: {},
});

export const userPrincipal = (accountId: string, user: UserRecord): Principal => ({
  type: "User",
  accountId,
  arn: user.arn,
  userId: user.uniqueId,
  userName: user.name,
  tags: tagMap(user.tags),
});

/** Who a session's calls are made by; undefined when its role or user is gone. */
export function sessionPrincipal(account: AccountRecords, session: Session): Principal | undefined {
  const base = baseOf(account, session);
  return (
    base && {
      ...base,
      accessKeyId: session.accessKeyId,
      tokenIssuedAtMs: session.issuedAtMs,
      tags: layTags(base.tags, session.tags),
      ...(session.transitiveTagKeys.length > 0 && { transitiveTagKeys: session.transitiveTagKeys }),
      ...(session.sourceIdentity !== undefined && { sourceIdentity: session.sourceIdentity }),
      ...(session.mfaAuthenticatedAtMs !== undefined && {
        mfaAuthenticatedAtMs: session.mfaAuthenticatedAtMs,
      }),
      ...(session.sessionPolicies && { sessionPolicies: session.sessionPolicies }),
      ...(session.federatedProvider !== undefined && { federatedProvider: session.federatedProvider }),
      ...(session.federatedKeys && { federatedKeys: session.federatedKeys }),
    }
  );
}

function baseOf(account: AccountRecords, session: Session): Principal | undefined {
  const { identity, accountId } = session;
  if (identity.kind === "root") return rootPrincipal(accountId);
  if (identity.kind === "federated") return federatedPrincipal(account, identity.name, identity.userId);
  if (identity.kind === "user") {
    const user = account.findById("user", identity.userId);
    return user && userPrincipal(accountId, user);
  }
  const role = account.findById("role", identity.roleId);
  return role && rolePrincipal(accountId, role, identity.sessionName);
}

/** A session of a role, before anything is known of the session itself. */
export const rolePrincipal = (accountId: string, role: RoleRecord, sessionName: string): Principal => ({
  type: "AssumedRole",
  accountId,
  arn: `arn:${PARTITION}:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
  userId: `${role.uniqueId}:${sessionName}`,
  roleArn: role.arn,
  tags: tagMap(role.tags),
});

function federatedPrincipal(
  account: AccountRecords,
  name: string,
  ownerId: string | undefined,
): Principal | undefined {
  const { accountId } = account;
  const user = ownerId === undefined ? undefined : account.findById("user", ownerId);
  if (ownerId !== undefined && !user) return undefined;
  return {
    type: "FederatedUser",
    accountId,
    arn: `arn:${PARTITION}:sts::${accountId}:federated-user/${name}`,
    userId: `${accountId}:${name}`,
    tags: user ? tagMap(user.tags) : {},
    ...(user && { federatedBy: { arn: user.arn, userId: user.uniqueId } }),
  };
}

/** The principal with its account's place in an organization. */
export const placed = (principal: Principal, place: OrganizationPlace | undefined): Principal =>
  place ? { ...principal, organizationId: place.organizationId, organizationPaths: [place.path] } : principal;

/** Session tags replace tags of the same key, which is compared without case. */
function layTags(under: Principal["tags"], over: Principal["tags"]): Principal["tags"] {
  const replaced = new Set(Object.keys(over).map((key) => key.toLowerCase()));
  const kept = Object.entries(under).filter(([key]) => !replaced.has(key.toLowerCase()));
  return { ...Object.fromEntries(kept), ...over };
}
