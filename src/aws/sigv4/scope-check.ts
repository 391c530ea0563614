import { refuse, type SignatureRefusal } from "./refusal.ts";
import { coversRegion } from "./region-set.ts";
import type { SignedRequest } from "./signed-request.ts";

/** What the service that is called accepts as a credential scope. */
export interface ScopeExpectations {
  /** The signing name: `execute-api`. */
  readonly service: string;
  /** Absent where any region is served, and the scope's region is the one that is called. */
  readonly region?: string;
}

/**
 * Undefined when the scope is for this service, this region and the day of signing. A signature made for one service
 * is worth nothing at another.
 */
export function refuseScope(
  signed: SignedRequest,
  expectations: ScopeExpectations,
): SignatureRefusal | undefined {
  const { scope, timestamp, mechanism } = signed;
  if (scope.service !== expectations.service) {
    const detail = `Credential should be scoped to correct service: '${expectations.service}'. `;
    return refuse("scope_service_mismatch", detail, mechanism);
  }
  const { regionSet } = signed;
  const { region } = expectations;
  if (region !== undefined && !(regionSet ? coversRegion(regionSet, region) : scope.region === region)) {
    const detail = `Credential should be scoped to a valid region, not '${(regionSet ?? [scope.region]).join(",")}'. `;
    return refuse("scope_region_mismatch", detail, mechanism, { Region: region });
  }
  const signedOn = timestamp.slice(0, 8);
  if (scope.date !== signedOn) {
    const detail =
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ` +
      `'${scope.date}' != '${signedOn}', from '${timestamp}'.`;
    return refuse("scope_date_mismatch", detail, mechanism);
  }
  return undefined;
}
