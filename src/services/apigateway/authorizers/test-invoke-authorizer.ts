import type { TestInvokeAuthorizerRequest, TestInvokeAuthorizerResponse } from "@aws-sdk/client-api-gateway";
import type { AuthorizerTrial, AuthorizerTrialOutcome } from "../../../gateway/ports.ts";
import type { Validated } from "../../operation.ts";
import { badRequest } from "../api-errors.ts";
import { type ApiCall, type ApiOperation, WRITE } from "../dependencies.ts";
import { permit } from "../permissions.ts";
import type { ApiRecord, AuthorizerRecord } from "../state/api-record.ts";
import { authorizerSnapshot, stageSnapshot } from "../state/stage-snapshot.ts";
import { authorizerPath } from "./authorizer-path.ts";
import { authorizerNotFound, requireAuthorizer } from "./authorizer-rules.ts";

/** Bounds of our own, as a request to an API has them. */
const HEADER_CHARACTERS_MAX = 10_240;
const PATH_CHARACTERS_MAX = 10_240;

/** The stage that AWS says such a request is for. */
const STAGE_NAME = "ESTestInvoke-stage";

/** Asks an authorizer, as it is now, about a request that the caller makes up. The function really runs. */
export const testInvokeAuthorizer: ApiOperation<TestInvokeAuthorizerRequest, TestInvokeAuthorizerResponse> = {
  name: "TestInvokeAuthorizer",
  permits: permit("POST", authorizerPath),
  audit: { ...WRITE, redact: ["headers", "multiValueHeaders", "pathWithQueryString"] },
  // No authorizer is told a body.
  refuses: [{ member: "body" }, { member: "additionalContext" }],
  handle: async (input, call) => {
    const api = await call.deps.apis.require(call, input.restApiId, authorizerNotFound());
    const authorizer = requireAuthorizer(api.definition, input.authorizerId);
    const outcome = await tryOut(trialOf(input, call, api, authorizer), call);
    return { ...view(outcome), log: logOf(authorizer, outcome, call) };
  },
};

/** An expression that does not compile shows only when the authorizer is put to use: then, or here. */
async function tryOut(trial: AuthorizerTrial, call: ApiCall): Promise<AuthorizerTrialOutcome> {
  try {
    return await call.deps.deployments.tryAuthorizer(trial);
  } catch (error) {
    throw error instanceof Error && error.name === "CompileError" ? badRequest(error.message) : error;
  }
}

function trialOf(
  input: Validated<TestInvokeAuthorizerRequest>,
  call: ApiCall,
  api: ApiRecord,
  authorizer: AuthorizerRecord,
): AuthorizerTrial {
  const [path = "/", ...query] = (input.pathWithQueryString || "/").split("?");
  const headers = headersOf(input);
  if (headers.join("").length > HEADER_CHARACTERS_MAX) throw badRequest("The headers are too large");
  if (path.length > PATH_CHARACTERS_MAX) throw badRequest("The path is too long");
  const stage = stageSnapshot(
    call,
    api.id,
    { ...api.definition, resources: {} },
    {
      name: STAGE_NAME,
      deploymentId: "",
      variables: input.stageVariables ?? {},
      methodSettings: {},
      tags: {},
      createdAtMs: call.nowMs,
      lastUpdatedAtMs: call.nowMs,
    },
  );
  return {
    stage: { ...stage, authorizers: [authorizerSnapshot(authorizer)] },
    headers,
    path,
    rawQuery: query.join("?"),
    requestId: call.requestId,
    sourceIp: call.origin.sourceIp,
  };
}

/** Names and values in turn. */
function headersOf({
  headers = {},
  multiValueHeaders = {},
}: Validated<TestInvokeAuthorizerRequest>): string[] {
  return [
    ...Object.entries(headers).flat(),
    ...Object.entries(multiValueHeaders).flatMap(([name, values]) =>
      values.flatMap((value) => [name, value]),
    ),
  ];
}

const view = (outcome: AuthorizerTrialOutcome): TestInvokeAuthorizerResponse =>
  outcome.kind === "answered"
    ? {
        clientStatus: 200,
        principalId: outcome.principalId,
        policy: outcome.policyDocument,
        latency: outcome.latencyMs,
      }
    : { clientStatus: outcome.status };

/** What happened, without what was sent. */
function logOf({ id }: AuthorizerRecord, outcome: AuthorizerTrialOutcome, { requestId }: ApiCall): string {
  const end =
    outcome.kind === "answered"
      ? `Successfully completed authorizer execution: principal ${outcome.principalId}`
      : `Unauthorized request: ${outcome.detail}`;
  return [
    `Execution log for request ${requestId}`,
    `Starting authorizer: ${id} for request: ${requestId}`,
    end,
    "",
  ].join("\n");
}
