import { type InternalCallerPorts, internalCaller } from "../control/internal-caller.ts";
import type { Callers } from "../deploy/caller.ts";
import type { Principal } from "../policy/principal.ts";
import type { SessionIssuer } from "../services/sts/port.ts";

const via = "cloudformation.amazonaws.com";

/** Lets CloudFormation call operations: as whoever deploys, or as the role that the stack was given. */
export function deploymentCallers(
  ports: InternalCallerPorts,
  sessions: SessionIssuer,
  signal: AbortSignal,
): Callers {
  const as = (principal: Principal, region: string) =>
    internalCaller({ principal, region, via, signal }, ports);
  return {
    as,
    assumeRole: async (roleArn, sessionName, region) => {
      const { principal } = sessions.issueForService({ roleArn, serviceName: via, sessionName, region });
      return as(principal, region);
    },
  };
}
