import type { Service } from "../operation.ts";
import { getAccount } from "./account/get-account.ts";
import { updateAccount } from "./account/update-account.ts";
import { createAuthorizer } from "./authorizers/create-authorizer.ts";
import { deleteAuthorizer } from "./authorizers/delete-authorizer.ts";
import { getAuthorizer } from "./authorizers/get-authorizer.ts";
import { getAuthorizers } from "./authorizers/get-authorizers.ts";
import { testInvokeAuthorizer } from "./authorizers/test-invoke-authorizer.ts";
import { updateAuthorizer } from "./authorizers/update-authorizer.ts";
import type { ApiGatewayDeps, ApiGatewayPorts } from "./dependencies.ts";
import { createDeployment } from "./deployments/create-deployment.ts";
import { deleteDeployment } from "./deployments/delete-deployment.ts";
import { getDeployment } from "./deployments/get-deployment.ts";
import { getDeployments } from "./deployments/get-deployments.ts";
import { updateDeployment } from "./deployments/update-deployment.ts";
import { deleteGatewayResponse } from "./gateway-responses/delete-gateway-response.ts";
import { getGatewayResponse } from "./gateway-responses/get-gateway-response.ts";
import { getGatewayResponses } from "./gateway-responses/get-gateway-responses.ts";
import { putGatewayResponse } from "./gateway-responses/put-gateway-response.ts";
import { updateGatewayResponse } from "./gateway-responses/update-gateway-response.ts";
import { deleteIntegration } from "./integrations/delete-integration.ts";
import { deleteIntegrationResponse } from "./integrations/delete-integration-response.ts";
import { getIntegration } from "./integrations/get-integration.ts";
import { getIntegrationResponse } from "./integrations/get-integration-response.ts";
import { putIntegration } from "./integrations/put-integration.ts";
import { putIntegrationResponse } from "./integrations/put-integration-response.ts";
import { updateIntegration } from "./integrations/update-integration.ts";
import { updateIntegrationResponse } from "./integrations/update-integration-response.ts";
import { deleteMethod } from "./methods/delete-method.ts";
import { deleteMethodResponse } from "./methods/delete-method-response.ts";
import { getMethod } from "./methods/get-method.ts";
import { getMethodResponse } from "./methods/get-method-response.ts";
import { putMethod } from "./methods/put-method.ts";
import { putMethodResponse } from "./methods/put-method-response.ts";
import { updateMethod } from "./methods/update-method.ts";
import { updateMethodResponse } from "./methods/update-method-response.ts";
import { createModel } from "./models/create-model.ts";
import { deleteModel } from "./models/delete-model.ts";
import { getModel } from "./models/get-model.ts";
import { getModels } from "./models/get-models.ts";
import { updateModel } from "./models/update-model.ts";
import { getExport } from "./openapi/get-export.ts";
import { importRestApi } from "./openapi/import-rest-api.ts";
import { putRestApi } from "./openapi/put-rest-api.ts";
import { createRequestValidator } from "./request-validators/create-request-validator.ts";
import { deleteRequestValidator } from "./request-validators/delete-request-validator.ts";
import { getRequestValidator } from "./request-validators/get-request-validator.ts";
import { getRequestValidators } from "./request-validators/get-request-validators.ts";
import { updateRequestValidator } from "./request-validators/update-request-validator.ts";
import { createResource } from "./resources/create-resource.ts";
import { deleteResource } from "./resources/delete-resource.ts";
import { getResource } from "./resources/get-resource.ts";
import { getResources } from "./resources/get-resources.ts";
import { updateResource } from "./resources/update-resource.ts";
import { createRestApi } from "./rest-apis/create-rest-api.ts";
import { deleteRestApi } from "./rest-apis/delete-rest-api.ts";
import { getRestApi } from "./rest-apis/get-rest-api.ts";
import { getRestApis } from "./rest-apis/get-rest-apis.ts";
import { updateRestApi } from "./rest-apis/update-rest-api.ts";
import { createStage } from "./stages/create-stage.ts";
import { deleteStage } from "./stages/delete-stage.ts";
import { flushStageAuthorizersCache } from "./stages/flush-stage-authorizers-cache.ts";
import { getStage } from "./stages/get-stage.ts";
import { getStages } from "./stages/get-stages.ts";
import { updateStage } from "./stages/update-stage.ts";
import { ApiStore } from "./state/api-store.ts";
import { getTags } from "./tags/get-tags.ts";
import { tagResource } from "./tags/tag-resource.ts";
import { untagResource } from "./tags/untag-resource.ts";

const operations = [
  ...[createRestApi, getRestApi, getRestApis, updateRestApi, deleteRestApi],
  ...[createResource, getResource, getResources, updateResource, deleteResource],
  ...[putMethod, getMethod, updateMethod, deleteMethod],
  ...[putMethodResponse, getMethodResponse, updateMethodResponse, deleteMethodResponse],
  ...[putIntegration, getIntegration, updateIntegration, deleteIntegration],
  ...[putIntegrationResponse, getIntegrationResponse, updateIntegrationResponse, deleteIntegrationResponse],
  ...[
    createAuthorizer,
    getAuthorizer,
    getAuthorizers,
    updateAuthorizer,
    deleteAuthorizer,
    testInvokeAuthorizer,
  ],
  ...[createModel, getModel, getModels, updateModel, deleteModel],
  ...[
    createRequestValidator,
    getRequestValidator,
    getRequestValidators,
    updateRequestValidator,
    deleteRequestValidator,
  ],
  ...[
    putGatewayResponse,
    getGatewayResponse,
    getGatewayResponses,
    updateGatewayResponse,
    deleteGatewayResponse,
  ],
  ...[createDeployment, getDeployment, getDeployments, updateDeployment, deleteDeployment],
  ...[createStage, getStage, getStages, updateStage, deleteStage, flushStageAuthorizersCache],
  ...[importRestApi, putRestApi, getExport],
  ...[tagResource, untagResource, getTags],
  ...[getAccount, updateAccount],
];

/** Amazon API Gateway, REST APIs: their definitions, and what of them the gateway runs. */
export function createApiGatewayService(ports: ApiGatewayPorts): Service {
  const { store, deployments, random, roles, logs, accounts, accessLogs } = ports;
  const apis = new ApiStore(store, deployments, ports.logger);
  const deps: ApiGatewayDeps = { apis, store, deployments, random, roles, logs, accounts };
  return {
    id: "apigateway",
    operations,
    deps,
    start: () => apis.publishAll(),
    stop: async () => {
      accessLogs.flush();
      accounts.close();
    },
  };
}
