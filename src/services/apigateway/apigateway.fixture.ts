import assert from "node:assert/strict";
import { AwsError } from "../../aws/aws-error.ts";
import { silentLogger } from "../../base/logger.ts";
import { SeededRandom } from "../../base/random.ts";
import { checkInput } from "../../control/check-input.ts";
import { refuseUnbuiltMembers } from "../../control/refused-members.ts";
import type { AuthorizerTrial, AuthorizerTrialOutcome, DeploymentSink } from "../../gateway/ports.ts";
import type { RestStageSnapshot } from "../../gateway/snapshot.ts";
import { MemoryResourceStore } from "../../store/memory-resource-store.ts";
import type { ResourceStore } from "../../store/resource-store.ts";
import type { AnyOperation, Call, IamCheck } from "../operation.ts";
import { AccountSettings } from "./account/account-settings.ts";
import type { ApiGatewayDeps } from "./dependencies.ts";
import { createApiGatewayService } from "./service.ts";

export const ACCOUNT_ID = "123456789012";
export const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A gateway that remembers what it was told to run, and can be told to refuse. */
class RecordingSink implements DeploymentSink {
  readonly running = new Map<string, RestStageSnapshot>();
  /** Stages whose authorizers were told to forget. */
  readonly flushed: string[] = [];
  /** Requests that authorizers were tried out on, and what they say of each. */
  readonly trials: AuthorizerTrial[] = [];
  trialOutcome: AuthorizerTrialOutcome = { kind: "refused", status: 401, detail: "refused" };
  refuse: ((snapshot: RestStageSnapshot) => Error | undefined) | undefined;

  publish(snapshot: RestStageSnapshot): void {
    const error = this.refuse?.(snapshot);
    if (error) throw error;
    this.running.set(`${snapshot.apiId}/${snapshot.stageName}`, structuredClone(snapshot));
  }

  withdraw(apiId: string, stageName: string): void {
    this.running.delete(`${apiId}/${stageName}`);
  }

  flushAuthorizers(apiId: string, stageName: string): void {
    this.flushed.push(`${apiId}/${stageName}`);
  }

  async tryAuthorizer(trial: AuthorizerTrial): Promise<AuthorizerTrialOutcome> {
    this.trials.push(trial);
    return this.trialOutcome;
  }
}

/** What the gateway throws at a definition that it cannot carry out. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}

interface HarnessOptions {
  readonly store?: ResourceStore;
  readonly sink?: DeploymentSink;
  readonly accountId?: string;
  /** Refuses the permissions that it returns true for. */
  readonly denies?: (check: IamCheck) => boolean;
}

/**
 * Calls operations as control does, in the order refused members, permissions, handler, but without wire and signature:
 * what is asked for and what is allowed is in the open.
 */
export function apiGatewayHarness(options: HarnessOptions = {}) {
  const sink = new RecordingSink();
  const store = options.store ?? new MemoryResourceStore({ logger: silentLogger });
  const trusted = new Set<string>();
  const logGroups = new Set<string>();
  const service = createApiGatewayService({
    store,
    deployments: options.sink ?? sink,
    random: new SeededRandom("apigateway"),
    roles: { trusts: (roleArn) => trusted.has(roleArn) },
    logs: { hasGroup: ({ groupName }) => logGroups.has(groupName) },
    accounts: new AccountSettings(store),
    accessLogs: { flush: () => {} },
    logger: silentLogger,
  });
  /** Every permission that calls asked for, in order. */
  const asked: IamCheck[] = [];
  const authorize = async (checks: readonly IamCheck[]): Promise<void> => {
    for (const check of checks) {
      asked.push(check);
      if (options.denies?.(check))
        throw new AwsError("AccessDeniedException", `no ${check.action}`, { status: 403 });
    }
  };

  // biome-ignore lint/suspicious/noExplicitAny: answers of any operation, looked into by tests.
  async function call(name: string, input: object): Promise<any> {
    const operation = service.operations.find((candidate) => candidate.name === name) as AnyOperation;
    assert.ok(operation, `${name} is implemented`);
    const context = callContext(service.deps as ApiGatewayDeps, options.accountId ?? ACCOUNT_ID, authorize);
    refuseUnbuiltMembers(name, operation.refuses, input);
    assert.notEqual(operation.permits, "public");
    if (operation.permits !== "public") await authorize(await operation.permits(input, context));
    checkInput(operation, input, context);
    return wireShape(await operation.handle(input, context));
  }
  return { call, service, store, sink, asked, trusted, logGroups };
}

export type Harness = ReturnType<typeof apiGatewayHarness>;

const callContext = (
  deps: ApiGatewayDeps,
  accountId: string,
  authorize: Call<ApiGatewayDeps>["authorize"],
): Call<ApiGatewayDeps> => ({
  deps,
  principal: { type: "Root", accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId, tags: {} },
  accountId,
  region: "us-east-1",
  partition: "aws",
  requestId: "request-1",
  nowMs: NOW_MS,
  origin: { sourceIp: "127.0.0.1", userAgent: "test", secureTransport: true, host: "localhost" },
  signal: new AbortController().signal,
  authorize,
});

/** What a client would see: members that are undefined are not there, and a later change does not show. */
function wireShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wireShape);
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Uint8Array)
    return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, wireShape(member)]));
}

/** Asserts that a call is refused with a code and, where given, the message that AWS uses. */
export async function assertRefused(
  refused: Promise<unknown>,
  code: string,
  message?: string | RegExp,
): Promise<void> {
  await assert.rejects(refused, (error: unknown) => {
    assert.ok(error instanceof AwsError, String(error));
    assert.equal(error.code, code, error.message);
    if (typeof message === "string") assert.equal(error.message, message);
    if (message instanceof RegExp) assert.match(error.message, message);
    return true;
  });
}

/** An API with `GET /pets`, a MOCK method that can be deployed. */
export async function petApi({
  call,
}: Harness): Promise<{ restApiId: string; rootId: string; resourceId: string }> {
  const { id: restApiId, rootResourceId: rootId } = await call("CreateRestApi", { name: "pets" });
  const { id: resourceId } = await call("CreateResource", { restApiId, parentId: rootId, pathPart: "pets" });
  await addMock({ call }, { restApiId, resourceId, httpMethod: "GET" });
  return { restApiId, rootId, resourceId };
}

/** Adds a method that answers 200 by itself. */
export async function addMock(
  { call }: Pick<Harness, "call">,
  method: { restApiId: string; resourceId: string; httpMethod: string },
): Promise<void> {
  const requestTemplates = { "application/json": '{"statusCode": 200}' };
  await call("PutMethod", { ...method, authorizationType: "NONE" });
  await call("PutMethodResponse", { ...method, statusCode: "200" });
  await call("PutIntegration", { ...method, type: "MOCK", requestTemplates });
  await call("PutIntegrationResponse", { ...method, statusCode: "200", selectionPattern: "" });
}
