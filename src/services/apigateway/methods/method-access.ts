import type { Validated } from "../../operation.ts";
import type { ApiCall } from "../dependencies.ts";
import { requireResource, resourceNotFound } from "../resources/resource-tree.ts";
import type { ApiDefinition, MethodRecord } from "../state/api-record.ts";
import { requireMethod } from "./method-rules.ts";

/** The members that name a method in every operation on it. */
export interface MethodAddress {
  readonly restApiId: string | undefined;
  readonly resourceId: string | undefined;
  readonly httpMethod: string | undefined;
}

export const methodPath = ({ restApiId, resourceId, httpMethod }: Validated<MethodAddress>): string =>
  `/restapis/${restApiId}/resources/${resourceId}/methods/${httpMethod}`;

/** Reads a method. Like AWS, says of a missing API that the resource is invalid. */
export async function loadMethod(call: ApiCall, address: Validated<MethodAddress>): Promise<MethodRecord> {
  const { definition } = await call.deps.apis.require(call, address.restApiId, resourceNotFound());
  return requireMethod(requireResource(definition, address.resourceId), address.httpMethod);
}

/** Changes a method, together with all that an API stores, and returns what `edit` returned. */
export const changeMethod = <T>(
  call: ApiCall,
  address: Validated<MethodAddress>,
  edit: (method: MethodRecord, definition: ApiDefinition) => T,
): Promise<T> =>
  call.deps.apis.change(
    call,
    address.restApiId,
    ({ definition }) =>
      edit(requireMethod(requireResource(definition, address.resourceId), address.httpMethod), definition),
    resourceNotFound(),
  );
