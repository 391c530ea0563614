import type { AuthenticatedExchange } from "../exchange.ts";
import type { MappedIntegration, RestStageSnapshot } from "../snapshot.ts";
import { Overrides } from "../vtl/overrides.ts";
import { compileBodyMapping } from "./body-mapping.ts";
import {
  checkHeaders,
  compileParameterMappings,
  encodeSegment,
  type MappedParameters,
} from "./parameter-mapping.ts";

/** A request as mapped for a back end. */
export interface MappedRequest {
  /** Percent-encoded, ready to stand in a path. */
  readonly path: MappedParameters;
  readonly querystring: MappedParameters;
  readonly header: MappedParameters;
  readonly body: Buffer;
  /** What the template overrode; the response mapping reads it too. */
  readonly overrides: Overrides;
}

/** Compiles how a method's request becomes the integration's. Throws `VtlError` and `MappingError`. */
export function compileRequestMapping(
  integration: MappedIntegration,
  deployment: RestStageSnapshot,
): (x: AuthenticatedExchange) => MappedRequest {
  const mapBody = compileBodyMapping(integration, deployment);
  const { map } = compileParameterMappings(integration.requestParameters);
  return (x) => {
    const overrides = new Overrides();
    const body = mapBody(x, overrides);
    const mapped = map(x);
    for (const [name, value] of overrides.request("path")) mapped.path.set(name, [encodeSegment(value)]);
    for (const [name, value] of overrides.request("querystring")) mapped.querystring.set(name, [value]);
    for (const [name, value] of overrides.request("header")) mapped.header.set(name, [value]);
    checkHeaders(mapped.header);
    return { ...mapped, body, overrides };
  };
}
