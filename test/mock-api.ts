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
import type { RunningServer } from "./running-server.ts";

/** What a mock method is. */
export interface MockMethod {
  readonly path: string;
  readonly authorizationType: "NONE" | "AWS_IAM";
  readonly httpMethod?: "GET" | "POST";
  /** What bodies it takes besides JSON. */
  readonly contentTypes?: readonly string[];
  readonly policy?: object;
  /** What it answers. Default: `{"ok": true}`. */
  readonly answer?: { readonly contentType: string; readonly body: string };
}

/** One method, GET unless said otherwise, that answers by itself, deployed to the stage `live`. The API's id. */
export async function mockApi(server: RunningServer, method: MockMethod): Promise<string> {
  const client = new APIGatewayClient(server.client);
  const policy = method.policy && JSON.stringify(method.policy);
  const api = await client.send(
    new CreateRestApiCommand({ name: method.path, endpointConfiguration: { types: ["REGIONAL"] }, policy }),
  );
  const restApiId = api.id!;
  const { id: resourceId } = await client.send(
    new CreateResourceCommand({ restApiId, parentId: api.rootResourceId!, pathPart: method.path }),
  );
  const target = { restApiId, resourceId: resourceId!, httpMethod: method.httpMethod ?? "GET" };
  const status = { ...target, statusCode: "200" };
  const { authorizationType } = method;
  await client.send(new PutMethodCommand({ ...target, authorizationType }));
  const requestTemplates = Object.fromEntries(
    ["application/json", ...(method.contentTypes ?? [])].map((type) => [type, '{"statusCode": 200}']),
  );
  await client.send(new PutIntegrationCommand({ ...target, type: "MOCK", requestTemplates }));
  const { contentType, body } = method.answer ?? { contentType: "application/json", body: '{"ok": true}' };
  const field = "method.response.header.Content-Type";
  await client.send(new PutMethodResponseCommand({ ...status, responseParameters: { [field]: false } }));
  const answer = {
    responseTemplates: { "application/json": body },
    responseParameters: { [field]: `'${contentType}'` },
  };
  await client.send(new PutIntegrationResponseCommand({ ...status, ...answer }));
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: "live" }));
  return restApiId;
}
