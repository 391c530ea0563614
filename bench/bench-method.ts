import {
  type APIGatewayClient,
  CreateResourceCommand,
  PutIntegrationCommand,
  type PutIntegrationCommandInput,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
} from "@aws-sdk/client-api-gateway";
import { answerBody } from "./nginx.ts";

export type Integration = Omit<PutIntegrationCommandInput, "restApiId" | "resourceId" | "httpMethod">;

/** A template that answers the same body as nginx does. */
export const mock: Integration = {
  type: "MOCK",
  requestTemplates: { "application/json": '{"statusCode": 200}' },
};

/** A resource below the root of an API, with its methods. */
export interface BenchMethod {
  readonly pathPart: string;
  /** Default GET alone. */
  readonly httpMethods?: readonly string[];
  readonly integration: Integration;
  readonly authorization: { readonly authorizationType: string; readonly authorizerId?: string };
}

/** Adds a resource with its methods to an API. */
export async function addMethod(
  client: APIGatewayClient,
  api: { readonly restApiId: string; readonly parentId: string },
  { pathPart, httpMethods = ["GET"], integration, authorization }: BenchMethod,
): Promise<void> {
  const { id: resourceId } = await client.send(new CreateResourceCommand({ ...api, pathPart }));
  for (const httpMethod of httpMethods) {
    const method = { restApiId: api.restApiId, resourceId: resourceId!, httpMethod };
    await client.send(new PutMethodCommand({ ...method, ...authorization }));
    await integrate(client, method, integration);
  }
}

async function integrate(
  client: APIGatewayClient,
  method: { readonly restApiId: string; readonly resourceId: string; readonly httpMethod: string },
  integration: Integration,
): Promise<void> {
  await client.send(new PutIntegrationCommand({ ...method, ...integration }));
  if (integration.type !== "MOCK") return;
  await client.send(new PutMethodResponseCommand({ ...method, statusCode: "200" }));
  const responseTemplates = { "application/json": answerBody };
  await client.send(new PutIntegrationResponseCommand({ ...method, statusCode: "200", responseTemplates }));
}
