import type { AuthenticatedExchange } from "../exchange.ts";
import { noBody } from "../http-message.ts";
import type { MockIntegration } from "../snapshot.ts";
import { Overrides } from "../vtl/overrides.ts";
import { compileBodyMapping } from "./body-mapping.ts";
import { type Integration, type IntegrationTarget, type IntegrationVerdict, refuse } from "./integration.ts";
import { integrationFailure } from "./integration-failure.ts";
import { compileParameterMappings } from "./parameter-mapping.ts";
import { compileResponseMapping, type ResponseMapping } from "./response-mapping.ts";

/**
 * `MOCK`: the request template writes a status, `{"statusCode": 200}`, which picks the integration response. Without
 * any request template the default integration response answers.
 * Source: API Gateway guide, "Set up mock integrations in API Gateway".
 */
export function compileMock(integration: MockIntegration, target: IntegrationTarget): Integration {
  // There is no back end that could receive parameters, but a mapping that is none is refused all the same.
  compileParameterMappings(integration.requestParameters);
  const mapResponse = compileResponseMapping(integration, target.method, target.deployment);
  if (Object.keys(integration.requestTemplates).length === 0) {
    return (x) => respond(x, 200, new Overrides(), mapResponse);
  }
  const mapBody = compileBodyMapping(integration, target.deployment);
  return (x) => {
    try {
      const overrides = new Overrides();
      const status = parseStatus(mapBody(x, overrides).toString("utf8"));
      if (status === undefined) return refuse("mapping_failed", "the request template wrote no statusCode");
      return respond(x, status, overrides, mapResponse);
    } catch (error) {
      return integrationFailure(error, "request");
    }
  };
}

function respond(
  x: AuthenticatedExchange,
  status: number,
  overrides: Overrides,
  mapResponse: ResponseMapping,
): IntegrationVerdict {
  try {
    const response = mapResponse(x, { status, headers: [], body: noBody }, overrides);
    return { kind: "respond", response, adds: { overrides } };
  } catch (error) {
    return integrationFailure(error, "response");
  }
}

/** The status in `{"statusCode": 200}`. AWS reads it leniently: tools write `{ statusCode: 200 }` as well. */
function parseStatus(text: string): number | undefined {
  const status = /^\s*\{[^{}]*?["']?\bstatusCode["']?\s*:\s*["']?(\d{3})\b/.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}
