import { badRequest, notBuilt } from "../api-errors.ts";
import type { ApiDefinition } from "../state/api-record.ts";

/** An endpoint configuration as calls and documents give it, not yet checked. */
export interface EndpointRequest {
  readonly types?: readonly string[] | undefined;
  readonly ipAddressType?: string | undefined;
  readonly vpcEndpointIds?: readonly string[] | undefined;
}

/**
 * The one endpoint type that an API has; EDGE when the caller does not say. Both types are served by the same listener,
 * as both are reached from the internet on AWS. Throws BadRequest for what AWS refuses and for what is not built.
 */
export function parseEndpointType(request: EndpointRequest | undefined): ApiDefinition["endpointType"] {
  if (request?.ipAddressType !== undefined && request.ipAddressType !== "ipv4") {
    throw notBuilt("endpointConfiguration.ipAddressType");
  }
  if (request?.vpcEndpointIds?.length) throw notBuilt("endpointConfiguration.vpcEndpointIds");
  const types = request?.types ?? ["EDGE"];
  if (types.length === 0)
    throw badRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
  if (types.length > 1) throw badRequest("Cannot create an api with multiple Endpoint Types.");
  const [type] = types;
  if (type === "EDGE" || type === "REGIONAL") return type;
  if (type === "PRIVATE") throw notBuilt("endpointConfiguration.types: PRIVATE");
  throw badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
}
