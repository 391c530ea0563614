import type { ConditionContext } from "./condition-context.ts";
import type { OrganizationPlace } from "./identity-directory.ts";
import { isIdentity } from "./match-principal.ts";
import type { Principal } from "./principal.ts";

/** What the global condition keys are made from, apart from the principal. */
export interface RequestFacts {
  readonly nowMs: number;
  /** The caller's address; an IPv4 address mapped into IPv6 counts as the IPv4 address. Absent for services. */
  readonly sourceIp?: string;
  readonly secureTransport: boolean;
  readonly userAgent?: string;
  readonly referer?: string;
  readonly requestedRegion: string;
  readonly resourceAccountId: string;
  /** The place of the resource's account, when it is in an organization. */
  readonly resourceOrganization?: OrganizationPlace | undefined;
  /** The resource on whose behalf a service calls. */
  readonly sourceArn?: string;
  /** The account that owns that resource. */
  readonly sourceAccountId?: string;
  /** The place of that account, when it is in an organization. */
  readonly sourceOrganization?: OrganizationPlace | undefined;
  /** The services that passed the caller's credentials on, first to last. */
  readonly calledVia?: readonly string[];
  /** The VPC endpoint that the request came through. Its presence hides `aws:SourceIp`. */
  readonly vpcEndpoint?: { readonly endpointId: string; readonly vpcId: string };
}

type Values = readonly string[] | undefined;

const one = (value: string | undefined): Values => (value === undefined ? undefined : [value]);
const bool = (value: boolean): Values => [value ? "true" : "false"];
const time = (ms: number | undefined): Values =>
  ms === undefined ? undefined : [new Date(ms).toISOString()];
const plainAddress = (address: string | undefined): string | undefined =>
  address?.replace(/^::ffff:(?=\d+\.)/i, "");

/** Keys about the caller. Source: IAM User Guide, "AWS global condition context keys" and "Principal key values". */
const principalKeys: ReadonlyMap<string, (principal: Principal, nowMs: number) => Values> = new Map([
  [
    "aws:principalarn",
    (principal) => (isIdentity(principal) ? [principal.roleArn ?? principal.arn] : undefined),
  ],
  ["aws:principalaccount", principalAccount],
  ["aws:principaltype", (principal) => [principal.type === "Root" ? "Account" : principal.type]],
  ["aws:principalisawsservice", isAwsService],
  ["aws:principalservicename", (principal) => one(principal.serviceName)],
  ["aws:principalservicenameslist", (principal) => one(principal.serviceName)],
  ["aws:principalorgid", (principal) => one(principal.organizationId)],
  ["aws:principalorgpaths", (principal) => principal.organizationPaths],
  [
    "aws:userid",
    (principal) => one(principal.type === "Anonymous" ? "anonymous" : principal.userId || undefined),
  ],
  ["aws:username", (principal) => one(principal.userName)],
  ["aws:sourceidentity", (principal) => one(principal.sourceIdentity)],
  ["aws:federatedprovider", (principal) => one(principal.federatedProvider)],
  ["aws:tokenissuetime", (principal) => time(principal.tokenIssuedAtMs)],
  ["aws:multifactorauthpresent", multiFactorAuthPresent],
  ["aws:multifactorauthage", multiFactorAuthAge],
]);

/** Keys about the call. */
const factKeys: ReadonlyMap<string, (facts: RequestFacts) => Values> = new Map([
  ["aws:currenttime", (facts) => time(facts.nowMs)],
  ["aws:epochtime", (facts) => [String(Math.floor(facts.nowMs / 1000))]],
  ["aws:securetransport", (facts) => bool(facts.secureTransport)],
  ["aws:sourceip", (facts) => (facts.vpcEndpoint ? undefined : one(plainAddress(facts.sourceIp)))],
  ["aws:vpcsourceip", (facts) => (facts.vpcEndpoint ? one(plainAddress(facts.sourceIp)) : undefined)],
  ["aws:sourcevpc", (facts) => one(facts.vpcEndpoint?.vpcId)],
  ["aws:sourcevpce", (facts) => one(facts.vpcEndpoint?.endpointId)],
  ["aws:useragent", (facts) => one(facts.userAgent)],
  ["aws:referer", (facts) => one(facts.referer)],
  ["aws:requestedregion", (facts) => [facts.requestedRegion]],
  ["aws:resourceaccount", (facts) => one(facts.resourceAccountId || undefined)],
  ["aws:resourceorgid", (facts) => one(facts.resourceOrganization?.organizationId)],
  ["aws:resourceorgpaths", (facts) => one(facts.resourceOrganization?.path)],
  ["aws:sourcearn", (facts) => one(facts.sourceArn)],
  ["aws:sourceaccount", (facts) => one(facts.sourceAccountId)],
  ["aws:sourceorgid", (facts) => one(facts.sourceOrganization?.organizationId)],
  ["aws:sourceorgpaths", (facts) => one(facts.sourceOrganization?.path)],
  ["aws:calledvia", (facts) => facts.calledVia],
  ["aws:calledviafirst", (facts) => one(facts.calledVia?.[0])],
  ["aws:calledvialast", (facts) => one(facts.calledVia?.at(-1))],
  ["aws:viaawsservice", (facts) => bool((facts.calledVia?.length ?? 0) > 0)],
]);

/** A second factor may come with the call itself, as with AssumeRole: then the service that checked it says so. */
const SHOWN_IN_CALL: ReadonlySet<string> = new Set(["aws:multifactorauthpresent", "aws:multifactorauthage"]);

const PRINCIPAL_TAG = "aws:principaltag/";

/**
 * The context that a request is judged in. A global key is computed when a policy asks for it, and only from `principal`
 * and `facts`: `serviceContext`, which holds a service's own keys and those about tags, cannot override one.
 */
export function requestContext(
  principal: Principal,
  facts: RequestFacts,
  serviceContext?: ConditionContext,
): ConditionContext {
  return {
    get(key) {
      const aboutPrincipal = principalKeys.get(key);
      if (aboutPrincipal) {
        const shown = SHOWN_IN_CALL.has(key) ? serviceContext?.get(key) : undefined;
        return shown ?? aboutPrincipal(principal, facts.nowMs);
      }
      const aboutCall = factKeys.get(key);
      if (aboutCall) return aboutCall(facts);
      if (key.startsWith(PRINCIPAL_TAG)) return one(findTag(principal.tags, key.slice(PRINCIPAL_TAG.length)));
      return serviceContext?.get(key) ?? federatedKey(principal, key);
    },
  };
}

/** Only what is known of a principal, for a simulation: the rest of the request is the asker's to give. */
export const principalContext = (principal: Principal, nowMs: number): ConditionContext => ({
  get: (key) =>
    key.startsWith(PRINCIPAL_TAG)
      ? one(findTag(principal.tags, key.slice(PRINCIPAL_TAG.length)))
      : principalKeys.get(key)?.(principal, nowMs),
});

/** Own keys only: a policy may ask for any name. */
const federatedKey = ({ federatedKeys }: Principal, key: string): Values =>
  federatedKeys && Object.hasOwn(federatedKeys, key) ? federatedKeys[key] : undefined;

/** Tag names in condition keys are compared without case, as all condition keys are. */
function findTag(tags: Principal["tags"], lowerCaseName: string): string | undefined {
  for (const name of Object.keys(tags)) {
    if (name.toLowerCase() === lowerCaseName) return tags[name];
  }
  return undefined;
}

function principalAccount(principal: Principal): Values {
  return one(principal.type === "Anonymous" ? "anonymous" : principal.accountId || undefined);
}

function isAwsService(principal: Principal): Values {
  return principal.type === "Anonymous" ? undefined : bool(principal.type === "Service");
}

/** Present for temporary credentials only, whether or not a second factor was used. */
function multiFactorAuthPresent(principal: Principal): Values {
  return principal.tokenIssuedAtMs === undefined
    ? undefined
    : bool(principal.mfaAuthenticatedAtMs !== undefined);
}

function multiFactorAuthAge(principal: Principal, nowMs: number): Values {
  const { mfaAuthenticatedAtMs } = principal;
  return mfaAuthenticatedAtMs === undefined
    ? undefined
    : [String(Math.floor((nowMs - mfaAuthenticatedAtMs) / 1000))];
}
