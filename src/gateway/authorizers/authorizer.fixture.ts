import type { LambdaAuthorizerSnapshot } from "../snapshot.ts";

/** Keeps answers for five minutes by the header `Auth`; the function belongs to the API's account. */
export function tokenAuthorizer(overrides: Partial<LambdaAuthorizerSnapshot> = {}): LambdaAuthorizerSnapshot {
  return {
    id: "auth1",
    name: "gate",
    type: "TOKEN",
    functionArn: "arn:aws:lambda:us-east-1:123456789012:function:auth",
    identitySources: ["method.request.header.Auth"],
    resultTtlS: 300,
    ...overrides,
  };
}

/** As {@link tokenAuthorizer}, told the whole request. */
export const requestAuthorizer = (
  overrides: Partial<LambdaAuthorizerSnapshot> = {},
): LambdaAuthorizerSnapshot => tokenAuthorizer({ type: "REQUEST", ...overrides });

/** The ARN of a method of the fixture's stage, or a pattern of such: `GET/pets/*`. */
export const arnOf = (methodAndPath: string): string =>
  `arn:aws:execute-api:us-east-1:123456789012:abc/prod/${methodAndPath}`;

/** A policy of one statement. */
export const policyOf = (effect: string, ...resources: string[]): object => ({
  Version: "2012-10-17",
  Statement: [{ Effect: effect, Action: "execute-api:Invoke", Resource: resources }],
});

/** What an authorizer's function returns: by default, that the caller `ann` may do everything. */
export const answerOf = (members: object = {}): Buffer =>
  Buffer.from(
    JSON.stringify({ principalId: "ann", policyDocument: policyOf("Allow", arnOf("*")), ...members }),
  );
