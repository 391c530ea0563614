import { APIGatewayClient, GetRestApiCommand, GetStagesCommand } from "@aws-sdk/client-api-gateway";
import {
  CloudFormationClient,
  paginateListStackResources,
  type StackResourceSummary,
} from "@aws-sdk/client-cloudformation";
import { GetWebACLForResourceCommand, WAFV2Client } from "@aws-sdk/client-wafv2";
import { partitionOf } from "../aws/arn.ts";
import type { awsClient } from "./aws-client.ts";
import { stageUrl } from "./local-url.ts";
import type { ServerAddress } from "./running-server.ts";

/** A stage of a stack's API, as it is in force. */
export interface DeployedStage {
  readonly apiId: string;
  readonly apiName: string;
  readonly stageName: string;
  /** Where it answers here; undefined where the API's own endpoint is disabled. */
  readonly url?: string;
  /** Whether a web ACL is in front of it. */
  readonly isGuarded: boolean;
  /** Whether the stack has it as a resource. A deployment that names a stage makes one beside the resources. */
  readonly isResource: boolean;
}

/** Every stage of the APIs of a stack. */
export async function deployedStages(
  stackName: string,
  server: ServerAddress,
  settings: ReturnType<typeof awsClient>,
): Promise<readonly DeployedStage[]> {
  const resources = await stackResources(stackName, settings);
  const idsOf = (type: string): string[] =>
    resources
      .filter(({ ResourceType }) => ResourceType === type)
      .map(({ PhysicalResourceId = "" }) => PhysicalResourceId);
  const stageNames = idsOf("AWS::ApiGateway::Stage");
  const stages: DeployedStage[] = [];
  for (const restApiId of idsOf("AWS::ApiGateway::RestApi")) {
    const client = new APIGatewayClient(settings);
    const { name: apiName = "", disableExecuteApiEndpoint } = await client.send(
      new GetRestApiCommand({ restApiId }),
    );
    const { item = [] } = await client.send(new GetStagesCommand({ restApiId }));
    for (const { stageName = "" } of item) {
      stages.push({
        apiId: restApiId,
        apiName,
        stageName,
        ...(!disableExecuteApiEndpoint && { url: stageUrl(restApiId, stageName, server) }),
        isGuarded: await hasWebAcl(restApiId, stageName, server, settings),
        isResource: stageNames.includes(stageName),
      });
    }
  }
  return stages;
}

/** A line for each stage that answers. */
export const stageLines = (stages: readonly DeployedStage[]): string[] =>
  stages
    .filter(({ url }) => url !== undefined)
    .map(({ apiName, stageName, url }) => `  stage ${stageName} of ${apiName}: ${url}`);

async function stackResources(
  StackName: string,
  settings: ReturnType<typeof awsClient>,
): Promise<StackResourceSummary[]> {
  const client = new CloudFormationClient(settings);
  const resources: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName }))
    resources.push(...(page.StackResourceSummaries ?? []));
  return resources;
}

async function hasWebAcl(
  restApiId: string,
  stageName: string,
  { region }: ServerAddress,
  settings: ReturnType<typeof awsClient>,
): Promise<boolean> {
  const ResourceArn = `arn:${partitionOf(region)}:apigateway:${region}::/restapis/${restApiId}/stages/${stageName}`;
  const { WebACL } = await new WAFV2Client(settings).send(new GetWebACLForResourceCommand({ ResourceArn }));
  return WebACL !== undefined;
}

/** The name of the stage that SAM deploys beside an API's own. */
const implicitStage = "Stage";
const withoutImplicitStage = `"Globals: { Api: { OpenApiVersion: '3.0.1' } }" in the template keeps SAM from deploying it.`;

/** What a person should know of stages that let in what others of the same API refuse, or that nobody asked for. */
export function stageWarnings(stages: readonly DeployedStage[]): string[] {
  return stages.flatMap((stage) => {
    const { apiId, apiName, stageName, isGuarded, isResource } = stage;
    const isImplicit = stageName === implicitStage && !isResource;
    const guarded = stages.find((other) => other.apiId === apiId && other.isGuarded);
    const remedy = isImplicit ? withoutImplicitStage : "Associate the web ACL with it as well.";
    if (!isGuarded && guarded)
      return `The stage ${stageName} of the API ${apiName} has no web ACL, while ${guarded.stageName} has one: what the firewall stops there gets in here. ${remedy}`;
    return isImplicit ? `SAM deployed the API ${apiName} as the stage ${stageName} as well. ${remedy}` : [];
  });
}
