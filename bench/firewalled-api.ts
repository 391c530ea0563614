import { APIGatewayClient, CreateDeploymentCommand, CreateRestApiCommand } from "@aws-sdk/client-api-gateway";
import { AssociateWebACLCommand, CreateWebACLCommand, WAFV2Client } from "@aws-sdk/client-wafv2";
import type { RunningServer } from "../test/running-server.ts";
import { addMethod, mock } from "./bench-method.ts";
import { managedRules } from "./inspections.ts";

/** Deploys `/answer`, for GET and POST, behind AWS's groups Common, SQLi and KnownBadInputs; returns its address. */
export async function deployFirewalledApi(server: RunningServer): Promise<string> {
  const client = new APIGatewayClient(server.client);
  const name = "firewalled";
  const { id, rootResourceId } = await client.send(new CreateRestApiCommand({ name }));
  await addMethod(
    client,
    { restApiId: id!, parentId: rootResourceId! },
    {
      pathPart: "answer",
      httpMethods: ["GET", "POST"],
      integration: mock,
      authorization: { authorizationType: "NONE" },
    },
  );
  await client.send(new CreateDeploymentCommand({ restApiId: id, stageName: name }));
  client.destroy();
  await guard(server, `arn:aws:apigateway:us-east-1::/restapis/${id}/stages/${name}`);
  return `${server.stageUrl(id!, name)}/answer`;
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
