import {
  APIGatewayClient,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { RunningServer } from "../test/running-server.ts";
import { zipOf } from "../test/zip.ts";
import { addMethod, type BenchMethod, type Integration, mock } from "./bench-method.ts";
import { deployGuardedApi, type GuardedApi } from "./guarded-api.ts";
import { answerBody } from "./nginx.ts";

/** The API under load: one resource for each way to answer. */
export interface BenchApi extends GuardedApi {
  /** `https://127.0.0.1:PORT/_aws/execute-api/ID/bench` */
  readonly stageUrl: string;
}

const stageName = "bench";

/** Deploys `/mock`, `/authorized`, `/proxy` and `/function`, and the guarded API, with the AWS SDK, as a user would. */
export async function deployBenchApi(server: RunningServer, originPort: number): Promise<BenchApi> {
  const client = new APIGatewayClient(server.client);
  const { id, rootResourceId: parentId } = await client.send(new CreateRestApiCommand({ name: stageName }));
  const functionUri = await createFunction(server, id!);
  const { id: authorizerId } = await client.send(
    new CreateAuthorizerCommand({
      restApiId: id,
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
  const open = { authorizationType: "NONE" };
  const guarded = { authorizationType: "CUSTOM", authorizerId: authorizerId! };
  const lambda: Integration = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: functionUri };
  const methods: readonly BenchMethod[] = [
    { pathPart: "mock", integration: mock, authorization: open },
    { pathPart: "authorized", integration: mock, authorization: guarded },
    { pathPart: "proxy", integration: origin, authorization: open },
    { pathPart: "function", integration: lambda, authorization: open },
  ];
  for (const method of methods) await addMethod(client, { restApiId: id!, parentId: parentId! }, method);
  await client.send(new CreateDeploymentCommand({ restApiId: id, stageName }));
  client.destroy();
  return { stageUrl: server.stageUrl(id!, stageName), ...(await deployGuardedApi(server, stageName)) };
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
