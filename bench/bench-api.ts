import {
  APIGatewayClient,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  PutIntegrationCommand,
  type PutIntegrationCommandInput,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { RunningServer } from "../test/running-server.ts";
import { zipOf } from "../test/zip.ts";
import { answerBody } from "./nginx.ts";

/** The API under load: one resource for each way to answer. */
export interface BenchApi {
  /** `https://127.0.0.1:PORT/_aws/execute-api/ID/bench` */
  readonly stageUrl: string;
}

type Integration = Omit<PutIntegrationCommandInput, "restApiId" | "resourceId" | "httpMethod">;

const stageName = "bench";

/** A template that answers the same body as nginx does. */
const mock: Integration = { type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } };

/** Deploys `/mock`, `/signed`, `/authorized`, `/proxy` and `/function` with the AWS SDK, as a user would. */
export async function deployBenchApi(server: RunningServer, originPort: number): Promise<BenchApi> {
  const client = new APIGatewayClient(server.client);
  const { id: restApiId, rootResourceId: parentId } = await client.send(
    new CreateRestApiCommand({ name: stageName }),
  );
  const functionUri = await createFunction(server, restApiId!);
  const { id: authorizerId } = await client.send(
    new CreateAuthorizerCommand({
      restApiId,
      name: stageName,
      type: "TOKEN",
      identitySource: "method.request.header.Authorization",
      authorizerUri: functionUri,
    }),
  );
  const origin: Integration = {
    type: "HTTP_PROXY",
    integrationHttpMethod: "GET",
    uri: `http://127.0.0.1:${originPort}/`,
  };
  const methods: readonly [path: string, integration: Integration, authorizationType: string][] = [
    ["mock", mock, "NONE"],
    ["signed", mock, "AWS_IAM"],
    ["authorized", mock, "CUSTOM"],
    ["proxy", origin, "NONE"],
    ["function", { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: functionUri }, "NONE"],
  ];
  for (const [pathPart, integration, authorizationType] of methods) {
    const { id: resourceId } = await client.send(
      new CreateResourceCommand({ restApiId, parentId, pathPart }),
    );
    const method = { restApiId, resourceId, httpMethod: "GET" };
    const authorization =
      authorizationType === "CUSTOM" ? { authorizationType, authorizerId } : { authorizationType };
    await client.send(new PutMethodCommand({ ...method, ...authorization }));
    await client.send(new PutIntegrationCommand({ ...method, ...integration }));
    if (integration.type !== "MOCK") continue;
    await client.send(new PutMethodResponseCommand({ ...method, statusCode: "200" }));
    const responseTemplates = { "application/json": answerBody };
    await client.send(new PutIntegrationResponseCommand({ ...method, statusCode: "200", responseTemplates }));
  }
  await client.send(new CreateDeploymentCommand({ restApiId, stageName }));
  client.destroy();
  return { stageUrl: server.stageUrl(restApiId!, stageName) };
}

/**
 * A Node function that answers at once, and lets every token's bearer in where it is asked as an authorizer; and the
 * permission for the API to invoke it. Returns its integration URI.
 */
async function createFunction(server: RunningServer, restApiId: string): Promise<string> {
  const iam = new IAMClient(server.client);
  const lambda = new LambdaClient(server.client);
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const { Role: role } = await iam.send(
    new CreateRoleCommand({
      RoleName: stageName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  const answer = JSON.stringify({ statusCode: 200, body: answerBody });
  const policyDocument = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }],
  };
  const permit = JSON.stringify({ principalId: "bench", policyDocument });
  const source = `export const handler = async ({ type }) => (type === "TOKEN" ? ${permit} : ${answer});\n`;
  const { FunctionArn: functionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: stageName,
      Role: role!.Arn,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: await zipOf({ "index.mjs": source }) },
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: stageName,
      StatementId: "api",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${restApiId}/*`,
    }),
  );
  iam.destroy();
  lambda.destroy();
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}
