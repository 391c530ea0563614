import { CompileError } from "../compile-error.ts";
import type { CacheState } from "../decision-record.ts";
import type { AuthenticatedExchange } from "../exchange.ts";
import type { IntegrationPorts } from "../integrations/integration.ts";
import type { LambdaAuthorizerSnapshot, RestStageSnapshot } from "../snapshot.ts";
import { StageVariableError } from "../stage-variables.ts";
import { AnswerCache } from "./answer-cache.ts";
import { type AuthorizerFunction, compileFunction } from "./ask-function.ts";
import { type Answered, type Asked, type Authorizer, type AuthorizerVerdict, refuse } from "./authorizer.ts";
import { requestEvent, tokenEvent } from "./authorizer-event.ts";
import { compileIdentity, type Identity, identityKey } from "./identity.ts";

/** Source: API Gateway API reference, CreateAuthorizer, `authorizerResultTtlInSeconds`. */
const TTL_SECONDS_MAX = 3_600;

/** Compiles the authorizers of a deployed stage, by id. Throws {@link CompileError} on what cannot be carried out. */
export function compileAuthorizers(
  deployment: RestStageSnapshot,
  ports: IntegrationPorts,
): ReadonlyMap<string, Authorizer> {
  const compiled = new Map<string, Authorizer>();
  for (const snapshot of deployment.authorizers) {
    try {
      if (compiled.has(snapshot.id)) throw new CompileError("defined twice");
      compiled.set(snapshot.id, compileAuthorizer(snapshot, deployment, ports));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new CompileError(`authorizer ${snapshot.name}: ${error.message}`, { cause: error });
    }
  }
  return compiled;
}

function compileAuthorizer(
  snapshot: LambdaAuthorizerSnapshot,
  deployment: RestStageSnapshot,
  ports: IntegrationPorts,
): Authorizer {
  checkSettings(snapshot);
  const identify = compileIdentity(snapshot);
  const eventOf = (x: AuthenticatedExchange, identity: Identity): object =>
    snapshot.type === "TOKEN" ? tokenEvent(x, identity[0]![0]!) : requestEvent(x);
  let authorizerFunction: AuthorizerFunction;
  try {
    authorizerFunction = compileFunction(snapshot, deployment, ports);
  } catch (error) {
    if (error instanceof StageVariableError) return closedAuthorizer(error.message);
    throw error;
  }
  const cache =
    snapshot.resultTtlS > 0
      ? new AnswerCache(snapshot.resultTtlS * 1000, () => ports.clock.nowMs())
      : undefined;
  return {
    accountId: authorizerFunction.accountId,
    flush: () => cache?.flush(),
    ask(x) {
      const identity = identify(x);
      if ("kind" in identity) return identity;
      const question = (): Promise<Asked> => authorizerFunction.ask(eventOf(x, identity));
      // Without a cache every request is a question of its own: the function may judge by what tells them apart.
      if (!cache) return waitFor(question(), ports, "off");
      const key = identityKey(identity);
      const kept = cache.find(key, x.receivedAtMs);
      return kept
        ? goOn(
            { authorizer: { answer: kept, latencyMs: 0 } },
            "answered for an earlier request, and kept",
            "hit",
          )
        : waitFor(cache.ask(key, question), ports, "miss");
    },
  };
}

function checkSettings({ type, resultTtlS, identitySources }: LambdaAuthorizerSnapshot): void {
  if (type !== "TOKEN" && type !== "REQUEST") throw new CompileError(`the type ${type} is not known`);
  if (!Number.isInteger(resultTtlS) || resultTtlS < 0 || resultTtlS > TTL_SECONDS_MAX) {
    throw new CompileError(`a result cannot be kept for ${resultTtlS} s`);
  }
  // Everyone would share the first caller's answer.
  if (resultTtlS > 0 && identitySources.length === 0) {
    throw new CompileError("results are kept by identity source, and there is none");
  }
}

/** A stage may get its variables after its deployment. Until then nobody is let in. */
function closedAuthorizer(detail: string): Authorizer {
  const verdict = refuse("authorizer_misconfigured", detail);
  return { accountId: "", ask: () => verdict, flush: () => {} };
}

async function waitFor(
  question: Promise<Asked>,
  { clock }: IntegrationPorts,
  cache: CacheState,
): Promise<AuthorizerVerdict> {
  const startedAtMs = clock.nowMs();
  const { call, ...asked } = await question;
  const latencyMs = clock.nowMs() - startedAtMs;
  const authorizerCall = { ...call, latencyMs };
  if (asked.kind !== "answered") return { ...asked, cache, adds: { authorizerCall } };
  return goOn(
    { authorizer: { answer: asked.answer, latencyMs }, authorizerCall },
    "answered by the function",
    cache,
  );
}

const goOn = (adds: Answered, how: string, cache: CacheState): AuthorizerVerdict => ({
  kind: "continue",
  adds,
  detail: `${how}: the caller is ${adds.authorizer.answer.principalId}`,
  cache,
});
