import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
} from "@aws-sdk/client-api-gateway";
import { AssociateWebACLCommand, CreateWebACLCommand, WAFV2Client } from "@aws-sdk/client-wafv2";
import type { RunningServer } from "../test/running-server.ts";
import { managedRules } from "./inspections.ts";
import { answerBody } from "./nginx.ts";

/** Deploys `/answer`, for GET and POST, behind AWS's groups Common, SQLi and KnownBadInputs; returns its address. */
export async function deployFirewalledApi(server: RunningServer): Promise<string> {
  const client = new APIGatewayClient(server.client);
  const name = "firewalled";
  const { id: restApiId, rootResourceId: parentId } = await client.send(new CreateRestApiCommand({ name }));
  const { id: resourceId } = await client.send(
    new CreateResourceCommand({ restApiId, parentId, pathPart: "answer" }),
  );
  for (const httpMethod of ["GET", "POST"]) {
    const method = { restApiId, resourceId, httpMethod };
    const requestTemplates = { "application/json": '{"statusCode": 200}' };
    const responseTemplates = { "application/json": answerBody };
    await client.send(new PutMethodCommand({ ...method, authorizationType: "NONE" }));
    await client.send(new PutIntegrationCommand({ ...method, type: "MOCK", requestTemplates }));
    await client.send(new PutMethodResponseCommand({ ...method, statusCode: "200" }));
    await client.send(new PutIntegrationResponseCommand({ ...method, statusCode: "200", responseTemplates }));
  }
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: name }));
  client.destroy();
  await guard(server, `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/${name}`);
  return `${server.stageUrl(restApiId!, name)}/answer`;
}

async function guard(server: RunningServer, stageArn: string): Promise<void> {
  const client = new WAFV2Client(server.client);
  const { Summary: acl } = await client.send(
    new CreateWebACLCommand({
      Name: "guard",
      Scope: "REGIONAL",
      DefaultAction: { Allow: {} },
      Rules: managedRules,
      VisibilityConfig: {
        SampledRequestsEnabled: false,
        CloudWatchMetricsEnabled: false,
        MetricName: "guard",
      },
    }),
  );
  await client.send(new AssociateWebACLCommand({ WebACLArn: acl!.ARN, ResourceArn: stageArn }));
  client.destroy();
}
