import type { Deployment } from "@aws-sdk/client-api-gateway";
import { badRequest, limitExceeded, notFound } from "../api-errors.ts";
import { checkIntegration } from "../integrations/integration-rules.ts";
import { checkMethod } from "../methods/method-rules.ts";
import { resourcePath } from "../resources/resource-tree.ts";
import type { ApiDefinition, ApiRecord, DeploymentRecord } from "../state/api-record.ts";
import { findEntry } from "../string-map.ts";

/** Deployments an API keeps. Each is a copy of the whole definition, so their number has a bound. */
const DEPLOYMENTS_MAX = 500;

const DESCRIPTION_LENGTH_MAX = 1024;

const deploymentNotFound = () => notFound("Invalid Deployment identifier specified");

/** The path of one deployment. */
export const deploymentPath = (input: {
  readonly restApiId: string;
  readonly deploymentId: string;
}): string => `/restapis/${input.restApiId}/deployments/${input.deploymentId}`;

export function requireDeployment(api: ApiRecord, deploymentId: string): DeploymentRecord {
  const deployment = findEntry(api.deployments, deploymentId);
  if (!deployment) throw deploymentNotFound();
  return deployment;
}

export function checkDeploymentDescription(description: string | undefined): void {
  if ((description?.length ?? 0) > DESCRIPTION_LENGTH_MAX) {
    throw badRequest(`A description has at most ${DESCRIPTION_LENGTH_MAX} characters`);
  }
}

/** Whether an API can be deployed: it has methods, and each is whole and still fits what it refers to. */
export function checkDeployable(api: ApiRecord, accountId: string): void {
  const methods = Object.values(api.definition.resources).flatMap((resource) =>
    Object.values(resource.methods),
  );
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  for (const method of methods) {
    if (!method.integration) throw badRequest("No integration defined for method");
    checkMethod(api.definition, method);
    checkIntegration(method, method.integration, accountId);
  }
  if (Object.keys(api.deployments).length >= DEPLOYMENTS_MAX) {
    throw limitExceeded(`Maximum number of deployments for this API has been reached: ${DEPLOYMENTS_MAX}`);
  }
}

/** A deployment as AWS shows it; with what it froze only where it is asked for. */
export const deploymentView = (deployment: DeploymentRecord, frozen?: ApiDefinition): Deployment => ({
  id: deployment.id,
  description: deployment.description,
  createdDate: new Date(deployment.createdAtMs),
  apiSummary: frozen && apiSummary(frozen),
});

/** Path → method → how it is protected. */
function apiSummary(definition: ApiDefinition): Deployment["apiSummary"] {
  const paths = Object.values(definition.resources)
    .filter((resource) => Object.keys(resource.methods).length > 0)
    .map((resource) => {
      const methods = Object.values(resource.methods).map(({ httpMethod, authorizationType }) => [
        httpMethod,
        { authorizationType, apiKeyRequired: false },
      ]);
      return [resourcePath(definition, resource), Object.fromEntries(methods)] as const;
    });
  return Object.fromEntries(paths);
}
