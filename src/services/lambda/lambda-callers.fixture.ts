import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { BASIC_ROLE, type LambdaWorld } from "./lambda.fixture.ts";

/** Who calls Lambda in tests, besides the root user. */
export interface LambdaCallers {
  /** Signs as the user ann, who may do what the last {@link allowAnn} said. */
  readonly ann: LambdaClient;
  readonly allowAnn: (...statements: object[]) => Promise<void>;
}

/** The user ann, who may do nothing yet. */
export async function lambdaCallers(world: LambdaWorld): Promise<LambdaCallers> {
  await world.iam.send(new CreateUserCommand({ UserName: "ann" }));
  const { AccessKey } = await world.iam.send(new CreateAccessKeyCommand({ UserName: "ann" }));
  const { AccessKeyId, SecretAccessKey } = AccessKey!;
  return {
    ann: world.client({ accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey! }),
    allowAnn: async (...Statement) => {
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await world.iam.send(new PutUserPolicyCommand({ UserName: "ann", PolicyName: "p", PolicyDocument }));
    },
  };
}

/** Makes a role that `principal` may assume under `condition`. */
export async function makeRole(
  world: LambdaWorld,
  name: string,
  principal: object,
  condition?: object,
): Promise<string> {
  const Statement = {
    Effect: "Allow",
    Principal: principal,
    Action: "sts:AssumeRole",
    ...(condition ? { Condition: condition } : {}),
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await world.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
  return BASIC_ROLE.replace(/basic$/, name);
}
