import { AwsError } from "../aws/aws-error.ts";
import { uuid } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { Principal } from "../policy/principal.ts";
import { type AuditSink, auditRecord, newAuditTrail } from "./audit.ts";
import { type DispatchPorts, dispatch } from "./dispatch.ts";

/** Calls AWS operations as a principal without the wire: validated, authorized and audited like any other call. */
export interface InternalCaller {
  call(service: string, operation: string, input: object): Promise<object>;
}

/** Who calls, from where, and on whose behalf. */
export interface InternalCallerIdentity {
  readonly principal: Principal;
  readonly region: string;
  /** The service that calls for the principal: `cloudformation.amazonaws.com`. */
  readonly via: string;
  readonly signal: AbortSignal;
}

/** What an internal caller needs of the rest of the program. */
export interface InternalCallerPorts extends DispatchPorts {
  readonly audit: AuditSink;
  readonly random: Random;
  readonly logger: Logger;
}

/** A caller for `identity`. Throws what the operation throws; an unknown throw becomes `InternalFailure`. */
export function internalCaller(identity: InternalCallerIdentity, ports: InternalCallerPorts): InternalCaller {
  const { via } = identity;
  const origin = { sourceIp: via, userAgent: via, secureTransport: true, host: "", calledVia: [via] };
  return {
    async call(serviceId, operationName, input) {
      const requestId = uuid(ports.random);
      const trail = newAuditTrail();
      Object.assign(trail, {
        serviceId,
        operation: operationName,
        region: identity.region,
        principal: identity.principal,
      });
      const start = {
        requestId,
        startedAtMs: ports.clock.nowMs(),
        startedAtUs: performance.now() * 1000,
        origin,
      };
      try {
        const { principal, region, signal } = identity;
        return await dispatch(
          { serviceId, operationName, input, principal, region, requestId, origin, signal },
          ports,
          trail,
        );
      } catch (error) {
        const known = toAwsError(error, requestId, ports.logger);
        trail.error = known;
        throw known;
      } finally {
        ports.audit.write(auditRecord(start, trail, performance.now() * 1000));
      }
    },
  };
}

/** An unknown throw is a bug: its stack goes to the log, and the caller learns only the request id. */
export function toAwsError(error: unknown, requestId: string, logger: Logger): AwsError {
  if (error instanceof AwsError) return error;
  logger.error("An AWS API call failed", error, { requestId });
  return new AwsError(
    "InternalFailure",
    `The request failed for a reason of the server's. Request id: ${requestId}`,
    {
      status: 500,
      fault: "server",
    },
  );
}
