import type { CreateAccessKeyResponse, CreateRoleResponse } from "@aws-sdk/client-iam";
import type { AssumeRoleResponse, Credentials } from "@aws-sdk/client-sts";
import type { Principal } from "../../policy/principal.ts";
import { ACCOUNT, allowing, type IamWorld, may, signedInAs } from "../iam/iam.fixture.ts";

export const ROLE = `arn:aws:iam::${ACCOUNT}:role/Clerk`;
export const account = (id: string) => ({ AWS: id });

/** A user who may assume any role, as far as the user's own side goes. */
export async function userOf(
  { call, iam }: IamWorld,
  UserName = "ann",
  root?: Principal,
): Promise<Principal> {
  await call("CreateUser", { UserName }, root);
  await call("PutUserPolicy", { UserName, PolicyName: "assume", PolicyDocument: allowing("sts:*") }, root);
  const { AccessKey } = await call<CreateAccessKeyResponse>("CreateAccessKey", { UserName }, root);
  return signedInAs({ iam }, { AccessKeyId: AccessKey?.AccessKeyId });
}

/** The role {@link ROLE}, which these principals may assume. */
export const roleOf = ({ call }: IamWorld, trust: string, more: object = {}) =>
  call<CreateRoleResponse>("CreateRole", { RoleName: "Clerk", AssumeRolePolicyDocument: trust, ...more });

/** Gives the role its one policy, which allows this. */
export const grantRole = ({ call }: IamWorld, action: string) =>
  call("PutRolePolicy", { RoleName: "Clerk", PolicyName: "p", PolicyDocument: allowing(action) });

/** Assumes the role {@link ROLE}. */
export const assume = ({ call }: IamWorld, principal: Principal, more: object = {}) =>
  call<AssumeRoleResponse>("AssumeRole", { RoleArn: ROLE, RoleSessionName: "monday", ...more }, principal);

/** What a session with these credentials may do, of two actions of S3 and one of SQS. */
export function allowedOf(world: IamWorld, credentials: Credentials | undefined): readonly string[] {
  const session = signedInAs(world, credentials);
  return ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"].filter((action) => may(world, session, action));
}
