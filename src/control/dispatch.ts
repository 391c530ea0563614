import { partitionOf } from "../aws/arn.ts";
import { AwsError } from "../aws/aws-error.ts";
import { loadModel } from "../aws/model.ts";
import { validateInput } from "../aws/validate.ts";
import { assertThat } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import type { PolicyDirectory } from "../policy/identity-directory.ts";
import type { Principal } from "../policy/principal.ts";
import type { Call, CallHttp, CallOrigin } from "../services/operation.ts";
import { type AuditTrail, describeRequest } from "./audit.ts";
import { authorizeCall } from "./authorize-call.ts";
import { checkInput } from "./check-input.ts";
import { refuseUnbuiltMembers } from "./refused-members.ts";
import { sensitiveMembers } from "./sensitive-members.ts";
import type { ServiceRegistry } from "./service-registry.ts";

/** What dispatching needs of the rest of the program. */
export interface DispatchPorts {
  readonly registry: ServiceRegistry;
  readonly policies: PolicyDirectory;
  readonly clock: Clock;
}

/** One call whose caller is known and whose input is decoded but not yet checked. */
export interface Invocation {
  readonly serviceId: string;
  readonly operationName: string;
  readonly input: object;
  readonly principal: Principal;
  readonly region: string;
  readonly requestId: string;
  readonly origin: CallOrigin;
  readonly signal: AbortSignal;
  readonly http?: CallHttp;
}

/** The model has the operation; Sallyport does not, yet. */
export const notImplemented = (serviceId: string, operationName: string): AwsError =>
  new AwsError("NotImplemented", `Sallyport does not implement ${serviceId}:${operationName} yet.`, {
    status: 501,
    fault: "server",
  });

/**
 * The second half of an AWS API call, the same for calls over the wire and calls made inside:
 * validate → authorize → check → handle.
 */
export async function dispatch(
  invocation: Invocation,
  ports: DispatchPorts,
  trail: AuditTrail,
): Promise<object> {
  const { serviceId, operationName, input } = invocation;
  const registered = ports.registry.find(serviceId, operationName);
  if (!registered) throw notImplemented(serviceId, operationName);
  const { service, operation } = registered;
  trail.audit = operation.audit;
  const model = loadModel(serviceId);
  const operationModel = model.operations.get(operationName);
  assertThat(operationModel, `${serviceId} has no operation ${operationName}.`);
  trail.request = describeRequest(input, [...operation.audit.redact, ...sensitiveMembers(operationModel)]);

  validateInput(model, operationName, input);
  refuseUnbuiltMembers(operationName, operation.refuses, input);

  const call: Call<unknown> = {
    deps: service.deps,
    principal: invocation.principal,
    accountId: invocation.principal.accountId,
    region: invocation.region,
    partition: partitionOf(invocation.region),
    requestId: invocation.requestId,
    nowMs: ports.clock.nowMs(),
    origin: invocation.origin,
    signal: invocation.signal,
    http: invocation.http,
    authorize: async (checks) => authorizeCall(serviceId, checks, call, ports.policies),
  };
  if (operation.permits !== "public") {
    authorizeCall(serviceId, await operation.permits(input, call), call, ports.policies);
  }
  checkInput(operation, input, call);
  return (await operation.handle(input, call)) ?? {};
}
