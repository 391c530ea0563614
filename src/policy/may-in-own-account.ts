import { evaluate } from "./evaluate.ts";
import type { PolicyDirectory } from "./identity-directory.ts";
import type { Principal } from "./principal.ts";
import { requestContext } from "./request-context.ts";

/** What a service would do in a principal's name, in the principal's own account. */
export interface OwnAccountAction {
  readonly action: string;
  readonly resource: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** Whether a principal may do something that a service does for it: by its own policies alone. A principal that is gone may nothing. */
export function mayInOwnAccount(
  principal: Principal,
  { action, resource, region, nowMs }: OwnAccountAction,
  directory: PolicyDirectory,
): boolean {
  const policies = directory.findPolicies(principal);
  if (!policies) return false;
  const resourceAccountId = principal.accountId;
  const facts = { nowMs, secureTransport: true, requestedRegion: region, resourceAccountId };
  const context = requestContext(principal, facts);
  return evaluate({ principal, policies, action, resource, resourceAccountId, context }).effect === "Allow";
}
