import { assertThat } from "../../base/assert.ts";
import { anonymousPrincipal } from "../../policy/principal.ts";
import type { AuthenticatedExchange } from "../exchange.ts";
import { indexHeaders, noBody } from "../http-message.ts";
import type { IntegrationPorts } from "../integrations/integration.ts";
import type { AuthorizerTrial, AuthorizerTrialOutcome, FunctionPort } from "../ports.ts";
import { rejectionOf } from "../rejections.ts";
import { AmbiguousPathError, parseRequestPath } from "../request-path.ts";
import { compileAuthorizers } from "./compile-authorizer.ts";

/**
 * Asks an authorizer about a made-up request, by the same steps as about a real one but for the cache: nothing is kept,
 * and nothing kept is looked at. Throws `CompileError`.
 */
export async function tryAuthorizer(
  trial: AuthorizerTrial,
  ports: IntegrationPorts,
): Promise<AuthorizerTrialOutcome> {
  const authorizers = trial.stage.authorizers.map((authorizer) => ({ ...authorizer, resultTtlS: 0 }));
  const result: { payload?: Buffer } = {};
  const watched = { ...ports, functions: watching(ports.functions, result) };
  const [authorizer] = compileAuthorizers({ ...trial.stage, authorizers }, watched).values();
  assertThat(authorizer, "A trial has an authorizer");
  const x = madeUpExchange(trial, ports.clock.nowMs());
  if (!x) return { kind: "refused", status: 400, detail: "the path is not one that a request can have" };
  const verdict = await authorizer.ask(x);
  if (verdict.kind !== "continue") {
    assertThat(verdict.kind === "reject", "An authorizer answers nobody by itself");
    return { kind: "refused", status: rejectionOf(verdict.code).status, detail: verdict.detail };
  }
  const { answer, latencyMs } = verdict.adds.authorizer;
  const { principalId } = answer;
  // It was read before, or the verdict would be another.
  const { policyDocument } = JSON.parse(result.payload!.toString("utf8")) as { policyDocument: object };
  return { kind: "answered", principalId, policyDocument: JSON.stringify(policyDocument), latencyMs };
}

/** Calls functions, and remembers what they returned. */
const watching = (functions: FunctionPort, result: { payload?: Buffer }): FunctionPort => ({
  async invoke(invocation) {
    const outcome = await functions.invoke(invocation);
    if (outcome.kind === "returned") result.payload = outcome.payload;
    return outcome;
  },
});

/** The request as the authorizer sees it: `GET`, for no resource in particular. Undefined when its path is ambiguous. */
function madeUpExchange(trial: AuthorizerTrial, nowMs: number): AuthenticatedExchange | undefined {
  const { stage, headers, rawQuery, requestId, sourceIp } = trial;
  try {
    const path = parseRequestPath(trial.path);
    return {
      request: {
        method: "GET",
        path: `/${stage.stageName}${trial.path}`,
        rawQuery,
        rawHeaders: headers,
        headers: indexHeaders(headers),
        body: noBody,
        connection: { sourceIp, localPort: 443, tls: undefined },
      },
      requestId,
      extendedRequestId: requestId,
      receivedAtMs: nowMs,
      domainName: "testPrefix.testDomainName",
      deployment: stage,
      path,
      route: { resourceId: "test-invoke-resource-id", resourcePath: trial.path, pathParameters: {} },
      principal: anonymousPrincipal,
    };
  } catch (error) {
    if (error instanceof AmbiguousPathError) return undefined;
    throw error;
  }
}
