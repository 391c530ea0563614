import { CompileError } from "../compile-error.ts";
import { StageVariableError } from "../stage-variables.ts";
import { compileHttp, compileHttpProxy } from "./http.ts";
import { type Integration, type IntegrationTarget, refuse } from "./integration.ts";
import { compileLambdaProxy } from "./lambda-proxy.ts";
import { compileMock } from "./mock.ts";

/** Compiles a method's integration. Throws {@link CompileError} when it cannot be carried out as it is set. */
export function compileIntegration(target: IntegrationTarget): Integration {
  try {
    return compileByType(target);
  } catch (error) {
    if (!(error instanceof StageVariableError)) throw error;
    // A stage may get its variables after its deployment. Until then the method answers an error, as it does on AWS.
    const detail = error.message;
    return () => refuse("integration_misconfigured", detail);
  }
}

function compileByType(target: IntegrationTarget): Integration {
  const { integration } = target.method;
  if (!(integration.timeoutMs >= 50 && integration.timeoutMs <= 29_000)) {
    throw new CompileError(
      `the integration's timeout of ${integration.timeoutMs} ms is not within 50 and 29000`,
    );
  }
  switch (integration.type) {
    case "AWS_PROXY":
      return compileLambdaProxy(integration, target);
    case "MOCK":
      return compileMock(integration, target);
    case "HTTP":
      return compileHttp(integration, target);
    case "HTTP_PROXY":
      return compileHttpProxy(integration, target);
    default:
      throw new CompileError("the integration type is not known");
  }
}
