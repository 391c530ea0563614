import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { IamPort } from "../iam/port.ts";
import type { Service } from "../operation.ts";
import { assumeRole } from "./assume-role.ts";
import { assumeRoleWithSaml } from "./assume-role-with-saml.ts";
import { assumeRoleWithWebIdentity } from "./assume-role-with-web-identity.ts";
import type { StsDependencies } from "./dependencies.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { getFederationToken } from "./get-federation-token.ts";
import { getSessionToken } from "./get-session-token.ts";
import type { SessionIssuer } from "./port.ts";
import { ServiceSessions } from "./service-sessions.ts";
import type { SessionTokens } from "./session-tokens.ts";
import type { FetchBounds } from "./web-identity/fetch-document.ts";
import { KeySets } from "./web-identity/key-sets.ts";

/** What STS is built on. */
export interface StsServiceOptions {
  readonly iam: IamPort;
  /** The same that IAM reads sessions with. */
  readonly tokens: SessionTokens;
  readonly random: Random;
  readonly clock: Clock;
  /** Bounds of what is fetched from identity providers. Default: 256 KiB in five seconds. */
  readonly keyBounds?: FetchBounds;
}

/** AWS Security Token Service, and what it offers the other services. */
export interface StsService extends Service {
  readonly port: SessionIssuer;
}

export function createStsService({ iam, tokens, random, clock, keyBounds }: StsServiceOptions): StsService {
  const deps: StsDependencies = { iam, tokens, random, keySets: new KeySets(clock, keyBounds) };
  return {
    id: "sts",
    operations: [
      getCallerIdentity,
      assumeRole,
      assumeRoleWithWebIdentity,
      assumeRoleWithSaml,
      getSessionToken,
      getFederationToken,
    ],
    deps,
    port: new ServiceSessions(deps, clock),
  };
}
