import type { AuthenticatedExchange } from "../exchange.ts";
import { compileIntegration } from "../integrations/compile-integration.ts";
import { integrationRejections } from "../integrations/integration.ts";
import type { MethodTarget } from "../method-target.ts";
import type { Stage } from "../stage.ts";

/** Calls what is behind the method and answers with what it says. The last stage: it never lets a request pass. */
export const integrate: Stage<
  AuthenticatedExchange,
  object,
  (typeof integrationRejections)[number],
  MethodTarget
> = {
  name: "integrate",
  rejects: integrationRejections,
  compile: (target) => ({ kind: "run", run: compileIntegration(target) }),
};
