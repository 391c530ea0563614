import type { TestContext } from "node:test";
import {
  type HarnessOptions,
  lambdaProxy,
  method,
  type RunningHarness,
  restStage,
  startHarness,
} from "../gateway.fixture.ts";
import type { FunctionInvocation, FunctionOutcome } from "../ports.ts";
import type { LambdaAuthorizerSnapshot, RestStageSnapshot } from "../snapshot.ts";
import { answerOf, requestAuthorizer, tokenAuthorizer } from "./authorizer.fixture.ts";

export const returned = (payload: Buffer): FunctionOutcome => ({ kind: "returned", payload });
export const failed = (document: unknown): FunctionOutcome => ({
  kind: "failed",
  payload: Buffer.from(JSON.stringify(document)),
});
export const eventOf = ({ payload }: FunctionInvocation) => JSON.parse(payload.toString());
export const token = (value = "t") => ({ headers: { Auth: value } });

interface Guard {
  readonly authorizer?: Partial<LambdaAuthorizerSnapshot>;
  readonly answers?: (invocation: FunctionInvocation) => FunctionOutcome | Promise<FunctionOutcome>;
  readonly stage?: Partial<RestStageSnapshot>;
  readonly clock?: HarnessOptions["clock"];
}

interface Guarded {
  readonly harness: RunningHarness;
  /** What the authorizer's function was told, call by call. */
  readonly asked: readonly FunctionInvocation[];
}

/** Starts a gateway whose every method below `/` an authorizer guards; it stops with the test. */
export async function guard(
  t: TestContext,
  { authorizer, answers, stage, clock }: Guard = {},
): Promise<Guarded> {
  const asked: FunctionInvocation[] = [];
  const guarded = { authorization: { type: "CUSTOM", authorizerId: "auth1" } } as const;
  const harness = await startHarness({
    ...(clock && { clock }),
    function: (invocation) => {
      if (!invocation.functionArn.endsWith(":auth")) {
        return returned(Buffer.from(JSON.stringify({ body: invocation.payload.toString() })));
      }
      asked.push(invocation);
      return answers?.(invocation) ?? returned(answerOf());
    },
    stages: [
      restStage({
        methods: [
          method(guarded),
          method({ ...guarded, resourcePath: "/{path+}", httpMethod: "ANY" }),
          method({ ...guarded, resourcePath: "/event", integration: lambdaProxy() }),
        ],
        authorizers: [tokenAuthorizer(authorizer)],
        ...stage,
      }),
    ],
  });
  t.after(() => harness.stop());
  return { harness, asked };
}

/** The record of the latest request. */
export const lastRecord = (harness: RunningHarness) => harness.records().at(-1)!;

/** Identified by the header `A` and the parameter `b`. */
export function twoSources(): Partial<LambdaAuthorizerSnapshot> {
  return requestAuthorizer({ identitySources: ["method.request.header.A", "method.request.querystring.b"] });
}
