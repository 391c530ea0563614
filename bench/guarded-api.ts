import { APIGatewayClient, CreateDeploymentCommand, CreateRestApiCommand } from "@aws-sdk/client-api-gateway";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import type { RunningServer } from "../test/running-server.ts";
import { addMethod, mock } from "./bench-method.ts";
import type { Keys } from "./signed-load.ts";

/** An API with a resource policy, and a user whom it lets in. */
export interface GuardedApi {
  /** `https://127.0.0.1:PORT/_aws/execute-api/ID/bench` */
  readonly guardedUrl: string;
  readonly clerkKeys: Keys;
}

const name = "guarded";

/** Both sides look at the request: the API asks where it comes from, the user's policy whether it is encrypted. */
const resourcePolicy = policy(
  { Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
  {
    Effect: "Deny",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "execute-api:/*",
    Condition: { NotIpAddress: { "aws:SourceIp": ["127.0.0.0/8", "2001:db8::/32"] } },
  },
);

/** Deploys `/signed`, which asks for AWS_IAM, and makes a user with a policy of three statements. */
export async function deployGuardedApi(server: RunningServer, stageName: string): Promise<GuardedApi> {
  const client = new APIGatewayClient(server.client);
  const { id, rootResourceId } = await client.send(
    new CreateRestApiCommand({ name, policy: resourcePolicy }),
  );
  const authorization = { authorizationType: "AWS_IAM" };
  const api = { restApiId: id!, parentId: rootResourceId! };
  await addMethod(client, api, { pathPart: "signed", integration: mock, authorization });
  await client.send(new CreateDeploymentCommand({ restApiId: id, stageName }));
  client.destroy();
  return { guardedUrl: server.stageUrl(id!, stageName), clerkKeys: await createClerk(server, id!) };
}

async function createClerk(server: RunningServer, restApiId: string): Promise<Keys> {
  const iam = new IAMClient(server.client);
  const invoke = `arn:aws:execute-api:us-east-1:000000000000:${restApiId}`;
  await iam.send(new CreateUserCommand({ UserName: name }));
  const PolicyDocument = policy(
    { Effect: "Allow", Action: "execute-api:Invoke", Resource: [`${invoke}/*/GET/*`, `${invoke}/*/POST/x`] },
    { Effect: "Allow", Action: ["s3:Get*", "s3:List*"], Resource: "arn:aws:s3:::orders/*" },
    { Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
  );
  await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: name, PolicyDocument }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  iam.destroy();
  return { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
}

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
