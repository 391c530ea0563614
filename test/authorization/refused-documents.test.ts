import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateOrganizationCommand,
  CreatePolicyCommand as CreateScpCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { GetFederationTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { get } from "../https-client.ts";
import { mockApi } from "../mock-api.ts";
import { type RunningServer, startServer } from "../running-server.ts";
import { clientOf, document, newAdministrator } from "./callers.ts";

/** Policy documents that two readers could read differently, or that would be stored without their effect. */
let server: RunningServer;
let user: RunningServer["client"];

before(async () => {
  server = await startServer();
  user = clientOf(server, await newAdministrator(server, "administrator"));
  await new IAMClient(server.client).send(new CreateUserCommand({ UserName: "ann" }));
  await s3().send(new CreateBucketCommand({ Bucket: "documents" }));
  await new OrganizationsClient(server.client).send(new CreateOrganizationCommand({}));
});
after(() => server.stop());

let written = 0;
/** A name that nothing has yet. */
const newName = (): string => `written-${++written}`;

const s3 = () => new S3Client({ ...server.client, forcePathStyle: true });

/** Where policies are written: what of a statement the kind of policy has, and the call that stores one. */
const places: readonly {
  readonly place: string;
  readonly parts: object;
  readonly write: (policy: string) => Promise<unknown>;
  readonly error: string;
}[] = [
  {
    place: "a user's policy",
    parts: { Action: "execute-api:Invoke", Resource: "*" },
    write: (PolicyDocument) =>
      new IAMClient(server.client).send(
        new PutUserPolicyCommand({ UserName: "ann", PolicyName: "p", PolicyDocument }),
      ),
    error: "MalformedPolicyDocumentException",
  },
  {
    place: "a managed policy",
    parts: { Action: "execute-api:Invoke", Resource: "*" },
    write: (PolicyDocument) =>
      new IAMClient(server.client).send(new CreatePolicyCommand({ PolicyName: newName(), PolicyDocument })),
    error: "MalformedPolicyDocumentException",
  },
  {
    place: "a role's trust policy",
    parts: { Action: "sts:AssumeRole", Principal: { AWS: "*" } },
    write: (AssumeRolePolicyDocument) =>
      new IAMClient(server.client).send(
        new CreateRoleCommand({ RoleName: newName(), AssumeRolePolicyDocument }),
      ),
    error: "MalformedPolicyDocumentException",
  },
  {
    place: "a session policy",
    parts: { Action: "execute-api:Invoke", Resource: "*" },
    write: (Policy) => new STSClient(user).send(new GetFederationTokenCommand({ Name: "guest", Policy })),
    error: "MalformedPolicyDocumentException",
  },
  {
    place: "a service control policy",
    parts: { Action: "execute-api:Invoke", Resource: "*" },
    write: (Content) =>
      new OrganizationsClient(server.client).send(
        new CreateScpCommand({
          ...{ Name: newName(), Description: "", Type: "SERVICE_CONTROL_POLICY", Content },
        }),
      ),
    error: "MalformedPolicyDocumentException",
  },
  {
    place: "an API's resource policy",
    parts: { Action: "execute-api:Invoke", Resource: "execute-api:/*", Principal: "*" },
    write: (policy) =>
      new APIGatewayClient(server.client).send(new CreateRestApiCommand({ name: "a", policy })),
    error: "BadRequestException",
  },
  {
    place: "a bucket's policy",
    parts: { Action: "s3:GetObject", Resource: "arn:aws:s3:::documents/*", Principal: "*" },
    write: (Policy) => s3().send(new PutBucketPolicyCommand({ Bucket: "documents", Policy })),
    error: "MalformedPolicy",
  },
];

/** What is wrong with each; the same statement without the fault is taken. */
const faults: readonly (readonly [fault: string, spoil: (statement: object) => string])[] = [
  [
    "a member that is named twice",
    (statement) => document(statement).replace('"Effect":"Deny"', '"Effect":"Deny","Effect":"Allow"'),
  ],
  [
    "a member that is named twice, once in escapes",
    (statement) => document(statement).replace('"Effect":"Deny"', '"Effect":"Deny","\\u0045ffect":"Allow"'),
  ],
  [
    "an operator that there is not",
    (statement) => document({ ...statement, Condition: { StringMatches: { "aws:UserAgent": "x" } } }),
  ],
  [
    "a global key that there is not",
    (statement) => document({ ...statement, Condition: { StringEquals: { "aws:UsrAgent": "x" } } }),
  ],
  ["an element that there is not", (statement) => document({ ...statement, Unless: {} })],
  ["an element in another case", (statement) => document({ ...statement, condition: {} })],
  ["an effect that there is not", (statement) => document({ ...statement, Effect: "deny" })],
  [
    "a version that there is not",
    (statement) => JSON.stringify({ Version: "2030-01-01", Statement: [statement] }),
  ],
  ["text after its end", (statement) => `${document(statement)}{}`],
];

describe("policy documents are refused when they are written", () => {
  for (const { place, parts, write, error } of places) {
    const statement = { Effect: "Deny", ...parts };
    for (const [fault, spoil] of faults) {
      test(`${place} with ${fault}`, async () => {
        await assert.rejects(write(spoil(statement)), { name: error });
      });
    }
    test(`${place} without a fault is taken`, async () => {
      await write(document({ ...statement, Condition: { StringEquals: { "aws:UserAgent": "x" } } }));
    });
  }
});

test("an API's resource policy takes effect with the deployment, and not before", async () => {
  const client = new APIGatewayClient(server.client);
  const restApiId = await mockApi(server, { path: "open", authorizationType: "NONE" });
  const status = async (): Promise<number> =>
    (await get(`${server.stageUrl(restApiId, "live")}/open`, server.caFile)).status;
  const replace = (value: string) =>
    client.send(
      new UpdateRestApiCommand({ restApiId, patchOperations: [{ op: "replace", path: "/policy", value }] }),
    );
  const deploy = () => client.send(new CreateDeploymentCommand({ restApiId, stageName: "live" }));
  const nobody = document({
    ...{ Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
  });
  assert.equal(await status(), 200);
  await replace(nobody);
  assert.equal(await status(), 200);
  await deploy();
  assert.equal(await status(), 403);
  await replace("");
  assert.equal(await status(), 403);
  await deploy();
  assert.equal(await status(), 200);
});
