import type { Random } from "../../base/random.ts";
import type { IamPort } from "../iam/port.ts";
import type { Call, Operation } from "../operation.ts";
import type { SessionTokens } from "./session-tokens.ts";
import type { KeySets } from "./web-identity/key-sets.ts";

/** What STS's operations work with. */
export interface StsDependencies {
  readonly iam: IamPort;
  readonly tokens: SessionTokens;
  readonly random: Random;
  /** The keys of OpenID Connect providers. */
  readonly keySets: KeySets;
}

export type StsCall = Call<StsDependencies>;

export type StsOperation<In extends object, Out extends object> = Operation<In, Out, StsDependencies>;
