import { CompileError } from "../compile-error.ts";
import type { AuthenticatedExchange, CallFacts } from "../exchange.ts";
import { findHeader, type HttpResponse } from "../http-message.ts";
import { returnedHeaders } from "../returned-headers.ts";
import type { HttpIntegration } from "../snapshot.ts";
import { substituteStageVariables } from "../stage-variables.ts";
import { traceIdOf } from "../trace-id.ts";
import type { UpstreamRequest, UpstreamResponse } from "../upstream/upstream-message.ts";
import { mappedRequest, proxiedRequest } from "./backend-request.ts";
import type { Integration, IntegrationTarget } from "./integration.ts";
import { integrationFailure, type MappingDirection } from "./integration-failure.ts";
import { compileParameterMappings } from "./parameter-mapping.ts";
import { compileRequestMapping } from "./request-mapping.ts";
import { compileResponseMapping } from "./response-mapping.ts";
import { parseUriTemplate, type UriTemplate } from "./uri-template.ts";

/** `HTTP_PROXY`: hands the request to a back end as it is, and its answer back. */
export function compileHttpProxy(integration: HttpIntegration, target: IntegrationTarget): Integration {
  const uri = compileUri(integration, target);
  const { map } = compileParameterMappings(integration.requestParameters);
  const call = compileCall(integration, target);
  return async (x) => {
    try {
      const answer = await call(proxiedRequest(x, uri, backendMethod(integration, x), map(x)));
      return {
        kind: "respond",
        response: proxiedResponse(answer),
        adds: { integrationCall: callFacts(answer) },
      };
    } catch (error) {
      return integrationFailure(error, "request");
    }
  };
}

/** `HTTP`: maps the request for a back end, and its answer for the client. */
export function compileHttp(integration: HttpIntegration, target: IntegrationTarget): Integration {
  const uri = compileUri(integration, target);
  const mapRequest = compileRequestMapping(integration, target.deployment);
  const mapResponse = compileResponseMapping(integration, target.method, target.deployment);
  const call = compileCall(integration, target);
  return async (x) => {
    let direction: MappingDirection = "request";
    try {
      const mapped = mapRequest(x);
      const answer = await call(mappedRequest(x, uri, backendMethod(integration, x), mapped));
      direction = "response";
      const response = mapResponse(x, answer, mapped.overrides);
      const headers = [...response.headers, "X-Amzn-Trace-Id", traceIdOf(x)];
      const adds = { integrationCall: callFacts(answer), overrides: mapped.overrides };
      return { kind: "respond", response: { ...response, headers }, adds };
    } catch (error) {
      return integrationFailure(error, direction);
    }
  };
}

function compileUri(integration: HttpIntegration, { deployment }: IntegrationTarget): UriTemplate {
  const uri = parseUriTemplate(substituteStageVariables(integration.uri, deployment.variables));
  const mapped = compileParameterMappings(integration.requestParameters).names.path;
  const unmapped = uri.placeholders.find((name) => !mapped.includes(name));
  if (unmapped) throw new CompileError(`nothing is mapped to {${unmapped}} of the integration's URI`);
  return uri;
}

type BackendCall = (request: UpstreamRequest) => Promise<UpstreamResponse>;

const compileCall =
  ({ timeoutMs }: HttpIntegration, { ports }: IntegrationTarget): BackendCall =>
  (request) =>
    ports.upstream.send(request, timeoutMs);

const callFacts = ({ status }: UpstreamResponse): CallFacts => ({ status, serviceStatus: status });

const backendMethod = (integration: HttpIntegration, x: AuthenticatedExchange): string =>
  integration.httpMethod === "ANY" ? x.request.method : integration.httpMethod;

function proxiedResponse({ status, headers, body }: UpstreamResponse): HttpResponse {
  const returned = returnedHeaders(headers, "proxied");
  // API Gateway includes a Content-Type in every integration's response.
  if (!findHeader(returned, "content-type")) returned.push("Content-Type", "application/json");
  return { status, headers: returned, body };
}
