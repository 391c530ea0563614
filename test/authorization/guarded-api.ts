import aws4 from "aws4";
import { SigningSecret } from "../../src/aws/sigv4/signing-secret.ts";
import {
  type Answer,
  method,
  type RunningHarness,
  restStage,
  startHarness,
} from "../../src/gateway/gateway.fixture.ts";
import type { RestStageSnapshot } from "../../src/gateway/snapshot.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import type { Principal } from "../../src/policy/principal.ts";

/** Who owns the API, and who else there is. */
export const owner = "123456789012";
export const stranger = "999999999999";
export const apiArn = `arn:aws:execute-api:us-east-1:${owner}:abc`;

/** Who vouches for the caller. */
export type Guard = "NONE" | "AWS_IAM" | "CUSTOM";

/** One situation that a table describes. */
export interface Situation {
  readonly guard: Guard;
  /** The account of the signer, or of the authorizer's function. */
  readonly accountId?: string;
  /** The policy of the signer, or the one that the authorizer returns. */
  readonly identityPolicy?: object;
  readonly resourcePolicy?: object;
  /** What the signer is instead of the user `ann`. */
  readonly signer?: Partial<Principal>;
}

/** A gateway that listens, with one API whose every method is guarded in one way. */
export interface GuardedApi {
  /** Calls `/pets/7`, or another path below the stage, signed where the guard asks for it. */
  readonly call: (path?: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** How often the authorizer's function was asked. */
  readonly asked: () => number;
  readonly harness: RunningHarness;
}

/** A policy of one statement. */
export const policyOf = (Effect: string, Resource: string, more: object = {}): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect, Action: "execute-api:Invoke", Resource, ...more }],
});

export async function startGuardedApi(situation: Situation): Promise<GuardedApi> {
  const { guard, accountId = owner } = situation;
  const principal: Principal = {
    type: "User",
    accountId,
    arn: `arn:aws:iam::${accountId}:user/ann`,
    userId: "AIDAANN",
    tags: {},
    ...(situation.signer ?? { userName: "ann" }),
  };
  const identityPolicies = situation.identityPolicy
    ? [compilePolicy(JSON.stringify(situation.identityPolicy), { name: "own", kind: "identity" })]
    : [];
  const credential = { principal, secret: new SigningSecret(keys.secretAccessKey) };
  let asked = 0;
  const harness = await startHarness({
    stages: [guardedStage(situation, accountId)],
    credentials: { findCredential: (id) => (id === keys.accessKeyId ? credential : "unknown-access-key") },
    policies: { findPolicies: () => ({ identityPolicies }) },
    function: () => {
      asked++;
      const answer = { principalId: "ann", policyDocument: situation.identityPolicy };
      return { kind: "returned", payload: Buffer.from(JSON.stringify(answer)) };
    },
  });
  return {
    harness,
    asked: () => asked,
    call: (path = "/pets/7", headers = {}) =>
      harness.call(path, { headers: guard === "AWS_IAM" ? signed(harness.port, path, headers) : headers }),
  };
}

const keys = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

function guardedStage(situation: Situation, accountId: string): RestStageSnapshot {
  const { guard, resourcePolicy } = situation;
  const authorization = guard === "CUSTOM" ? { type: guard, authorizerId: "auth1" } : { type: guard };
  return restStage({
    methods: [method({ resourcePath: "/{path+}", httpMethod: "ANY", authorization })],
    authorizers: [
      {
        id: "auth1",
        name: "gate",
        type: "REQUEST",
        functionArn: `arn:aws:lambda:us-east-1:${accountId}:function:auth`,
        identitySources: [],
        resultTtlS: 0,
      },
    ],
    ...(resourcePolicy && { resourcePolicy: JSON.stringify(resourcePolicy) }),
  });
}

/** Signed by a client that knows nothing of this server. */
function signed(port: number, path: string, headers: Readonly<Record<string, string>>) {
  const request = aws4.sign(
    {
      host: `127.0.0.1:${port}`,
      path: `/_aws/execute-api/abc/prod${path}`,
      service: "execute-api",
      region: "us-east-1",
      headers: { ...headers },
    },
    keys,
  );
  return request.headers as Record<string, string>;
}
