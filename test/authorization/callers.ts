import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  CreateUserCommand,
  type CreateUserCommandInput,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from "@aws-sdk/client-sts";
import aws4 from "aws4";
import { get } from "../https-client.ts";
import { mockApi } from "../mock-api.ts";
import type { RunningServer } from "../running-server.ts";

/** Keys of a caller. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What STS and IAM give. */
interface GivenKeys {
  readonly AccessKeyId: string | undefined;
  readonly SecretAccessKey: string | undefined;
  readonly SessionToken?: string | undefined;
}

export const keysOf = (given: GivenKeys | undefined): Keys => ({
  accessKeyId: given!.AccessKeyId!,
  secretAccessKey: given!.SecretAccessKey!,
  ...(given!.SessionToken !== undefined && { sessionToken: given!.SessionToken }),
});

/** A policy document. */
export const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement });

/** May invoke every API, as far as `more` says. */
export const invoke = (more: object = {}): string =>
  document({ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*", ...more });

/** A role that whoever has the right in the account may assume. */
export const trusting = (accountId: string, more: object = {}): string =>
  document({
    Effect: "Allow",
    Principal: { AWS: accountId },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    ...more,
  });

export const clientOf = (server: RunningServer, credentials: Keys): RunningServer["client"] => ({
  ...server.client,
  credentials,
});

/** A user with an access key and this inline policy. */
export async function newUser(
  server: RunningServer,
  UserName: string,
  PolicyDocument?: string,
  more: Partial<CreateUserCommandInput> = {},
): Promise<Keys> {
  const iam = new IAMClient(server.client);
  await iam.send(new CreateUserCommand({ UserName, ...more }));
  if (PolicyDocument) {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "own", PolicyDocument }));
  }
  return keysOf((await iam.send(new CreateAccessKeyCommand({ UserName }))).AccessKey);
}

/** A user who may do everything. */
export async function newAdministrator(server: RunningServer, UserName: string): Promise<Keys> {
  const keys = await newUser(server, UserName);
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  await new IAMClient(server.client).send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  return keys;
}

/** A role with this inline policy; its ARN. */
export async function newRole(
  server: Pick<RunningServer, "client">,
  role: Omit<CreateRoleCommandInput, "AssumeRolePolicyDocument"> & { readonly trust: string },
  PolicyDocument: string,
): Promise<string> {
  const iam = new IAMClient(server.client);
  const { trust: AssumeRolePolicyDocument, ...input } = role;
  const { Role } = await iam.send(new CreateRoleCommand({ ...input, AssumeRolePolicyDocument }));
  const { RoleName } = role;
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
  return Role!.Arn!;
}

/** A session of the role, made by the caller. */
export async function assume(
  server: RunningServer,
  caller: Keys,
  RoleArn: string,
  more: Partial<AssumeRoleCommandInput> = {},
): Promise<Keys> {
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: "monday", ...more });
  return keysOf((await new STSClient(clientOf(server, caller)).send(command)).Credentials);
}

const members = [
  ...["accountId", "caller", "user", "userArn", "accessKey", "principalOrgId", "cognitoIdentityId"],
  ...["cognitoIdentityPoolId", "cognitoAuthenticationType", "cognitoAuthenticationProvider"],
];

/** `$context.identity` as an integration sees it; a member without a value is empty. */
export type Identity = Readonly<Record<string, string>>;

export interface Called {
  readonly status: number;
  /** Of a caller who was let in. */
  readonly identity?: Identity;
  readonly requestId: string;
}

/** An API behind AWS_IAM that tells each caller who they are to it. `call` signs by a client of its own. */
export async function identityApi(
  server: RunningServer,
  policy?: object,
): Promise<(keys: Keys) => Promise<Called>> {
  const body = `{${members.map((name) => `"${name}": "$context.identity.${name}"`).join(", ")}}`;
  const answer = { contentType: "application/json", body };
  const method = { path: "who", authorizationType: "AWS_IAM", answer } as const;
  const apiId = await mockApi(server, policy ? { ...method, policy } : method);
  const url = new URL(`${server.stageUrl(apiId, "live")}/who`);
  return async (keys) => {
    const target = { host: url.host, path: url.pathname, service: "execute-api", region: "us-east-1" };
    const { headers } = aws4.sign(target, keys);
    const { status, body, ...sent } = await get(url.href, server.caFile, {
      headers: headers as Record<string, string>,
    });
    const requestId = String(sent.headers["x-amzn-requestid"]);
    return status === 200
      ? { status, requestId, identity: JSON.parse(body) as Identity }
      : { status, requestId };
  };
}
