import { type Answered, authorizerRejections } from "../authorizers/authorizer.ts";
import { findAuthorizer } from "../authorizers/find-authorizer.ts";
import type { AuthenticatedExchange } from "../exchange.ts";
import type { MethodTarget } from "../method-target.ts";
import type { Stage } from "../stage.ts";

/** Asks the method's Lambda authorizer who the caller is and what they may do. Its answer decides nothing yet. */
export const askAuthorizer: Stage<
  AuthenticatedExchange,
  Partial<Answered>,
  (typeof authorizerRejections)[number],
  MethodTarget
> = {
  name: "authorizer",
  rejects: authorizerRejections,
  compile: (target) => {
    const authorizer = findAuthorizer(target);
    return authorizer ? { kind: "run", run: (x) => authorizer.ask(x) } : { kind: "constant", adds: {} };
  },
};
