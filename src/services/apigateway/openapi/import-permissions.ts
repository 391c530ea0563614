import { authorizerConditions, type ConditionEntries } from "../condition-keys.ts";
import type { ApiCall } from "../dependencies.ts";
import { rolesOf } from "../invocation-role.ts";
import { passRole, permission, policyPermission, type Verb } from "../permissions.ts";
import type { ApiDefinition } from "../state/api-record.ts";

/**
 * Asks for what an import needs, now that its document is read: the condition keys of everything in it, the right to set
 * a resource policy other than the one there was, and the right to pass each role that an integration or an authorizer names.
 */
export async function authorizeImport(
  call: ApiCall,
  verb: Verb,
  path: string,
  definition: ApiDefinition,
  formerPolicy: string | undefined,
): Promise<void> {
  const methods = Object.values(definition.resources).flatMap((resource) => Object.values(resource.methods));
  const authorizers = Object.values(definition.authorizers);
  const request: ConditionEntries = {
    "apigateway:Request/ApiName": definition.name,
    "apigateway:Request/EndpointType": [definition.endpointType],
    "apigateway:Request/DisableExecuteApiEndpoint": definition.disableExecuteApiEndpoint,
    "apigateway:Request/ApiKeyRequired": methods.length > 0 ? [false] : undefined,
    "apigateway:Request/RouteAuthorizationType":
      methods.length > 0 ? methods.map((method) => method.authorizationType) : undefined,
    ...authorizerConditions("Request", authorizers),
  };
  const roles = new Set([
    ...rolesOf(methods.flatMap((method) => method.integration?.credentials ?? [])),
    ...authorizers.flatMap((authorizer) => authorizer.authorizerCredentials ?? []),
  ]);
  await call.authorize([
    await permission(verb, path, call, request),
    ...(definition.policy === formerPolicy ? [] : [await policyPermission(path, call)]),
    ...[...roles].map(passRole),
  ]);
}
