import type { Deployment, Stage } from "@aws-sdk/client-api-gateway";
import { call, ignoreMissing, isMissing } from "../calling.ts";
import { mapOf, object, required, text } from "../property-schema.ts";
import { type ResourceContext, resourceType } from "../resource-type.ts";
import { replaceChanged } from "./patch.ts";

/** Source: CloudFormation Template Reference, "AWS::ApiGateway::Deployment". */
export const apiGatewayDeployment = resourceType({
  type: "AWS::ApiGateway::Deployment",
  properties: {
    RestApiId: required(text),
    Description: text,
    StageName: text,
    StageDescription: object({ Description: text, Variables: mapOf(text) }),
  },
  takenBy: ["apigateway:CreateDeployment"],
  replacedBy: ["RestApiId", "StageName", "StageDescription"],
  attributes: ["DeploymentId"],

  async create({ RestApiId, Description, StageName, StageDescription }, context) {
    const { id } = await call<object, Deployment>(context, "apigateway", "CreateDeployment", {
      restApiId: RestApiId,
      description: Description,
      stageName: StageName,
      stageDescription: StageDescription?.Description,
      variables: StageDescription?.Variables,
    });
    return { physicalId: id!, attributes: { DeploymentId: id! } };
  },

  async update(deploymentId, { RestApiId, Description }, before, context) {
    const patchOperations = replaceChanged("/description", before.Description, Description);
    const input = { restApiId: RestApiId, deploymentId, patchOperations };
    await call(context, "apigateway", "UpdateDeployment", input);
    return { physicalId: deploymentId, attributes: { DeploymentId: deploymentId } };
  },

  async delete(deploymentId, { RestApiId, StageName }, context) {
    // A stage that came into being with the deployment goes with it; a later deployment of the name has taken it over.
    if (StageName !== undefined && (await stageDeployment(RestApiId, StageName, context)) === deploymentId) {
      await ignoreMissing(
        call(context, "apigateway", "DeleteStage", { restApiId: RestApiId, stageName: StageName }),
      );
    }
    await ignoreMissing(
      call(context, "apigateway", "DeleteDeployment", { restApiId: RestApiId, deploymentId }),
    );
  },
});

async function stageDeployment(
  restApiId: string,
  stageName: string,
  context: ResourceContext,
): Promise<string | undefined> {
  try {
    return (await call<object, Stage>(context, "apigateway", "GetStage", { restApiId, stageName }))
      .deploymentId;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
