import type { PrincipalElement } from "./document.ts";
import type { Principal } from "./principal.ts";

/**
 * How a resource-based policy names a caller, which decides what else can still refuse:
 * - `account`: it names the caller's account, and so leaves the decision to that account's identity policies
 * - `role`: it names the role behind the session, or the user who federated it; permissions boundary and session policies
 *   still limit
 * - `direct`: it names the user or session itself, the service, or everyone; nothing but a Deny limits
 * Source: IAM User Guide, "Determining whether a request is allowed or denied within an account", step 3.
 */
export type PrincipalMatch = "account" | "role" | "direct";

/** The strings of a Principal element, sorted by what they name. */
export interface NamedPrincipals {
  readonly everyone: boolean;
  readonly accountIds: ReadonlySet<string>;
  /** ARNs and unique ids of users, roles and sessions. */
  readonly identities: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
}

const ACCOUNT = /^(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?$/;

/** Sorts the strings of a Principal element once, so that matching is a few set lookups. */
export function sortPrincipals(element: PrincipalElement): NamedPrincipals {
  const accountIds = new Set<string>();
  const identities = new Set<string>();
  for (const name of element.aws) {
    const accountId = ACCOUNT.exec(name)?.[1];
    if (accountId) accountIds.add(accountId);
    else identities.add(name);
  }
  return {
    everyone: identities.delete("*"),
    accountIds,
    identities,
    services: new Set(element.service),
    providers: new Set(element.federated),
  };
}

/** How `Principal` names the caller; undefined when it does not. */
export function matchPrincipal(named: NamedPrincipals, principal: Principal): PrincipalMatch | undefined {
  if (named.everyone) return "direct";
  switch (principal.type) {
    case "Anonymous":
      return undefined;
    case "Service":
      return named.services.has(principal.serviceName ?? "") ? "direct" : undefined;
    case "WebIdentity":
      return named.providers.has(principal.federatedProvider ?? "") ? "direct" : undefined;
    default:
      return matchIdentity(named, principal);
  }
}

function matchIdentity(named: NamedPrincipals, principal: Principal): PrincipalMatch | undefined {
  const { identities, accountIds } = named;
  if (identities.size > 0) {
    if (identities.has(principal.arn) || identities.has(principal.userId)) return "direct";
    if (principal.roleArn !== undefined && namesRole(identities, principal)) return "role";
    const { federatedBy } = principal;
    if (federatedBy && (identities.has(federatedBy.arn) || identities.has(federatedBy.userId))) return "role";
  }
  if (!accountIds.has(principal.accountId)) return undefined;
  return principal.type === "Root" ? "direct" : "account";
}

/** A session's `userId` is `AROA…:session`: the role's unique id comes before the colon. */
const namesRole = (identities: ReadonlySet<string>, { roleArn, userId }: Principal): boolean =>
  identities.has(roleArn!) || identities.has(userId.slice(0, userId.indexOf(":")));

/**
 * Whether `NotPrincipal` spares the caller. AWS looks at the account first, then at the role, then at the session, and
 * denies where one of them is not listed: so all of them must be. Source: IAM User Guide, "AWS JSON policy elements:
 * NotPrincipal", "NotPrincipal with Deny".
 */
export function sparesPrincipal(named: NamedPrincipals, principal: Principal): boolean {
  const match = matchPrincipal(named, principal);
  if (named.everyone || !isIdentity(principal)) return match !== undefined;
  if (!named.accountIds.has(principal.accountId) || match !== "direct") return false;
  return principal.roleArn === undefined || namesRole(named.identities, principal);
}

/** Whether the caller belongs to an account, whose policies then have a say. */
export const isIdentity = ({ type }: Principal): boolean =>
  type !== "Service" && type !== "Anonymous" && type !== "WebIdentity";
