import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { DeploymentSink } from "../gateway/ports.ts";
import { createApiGatewayService } from "../services/apigateway/service.ts";
import { createIamService, type IamService } from "../services/iam/service.ts";
import { createLogsService, type LogsService } from "../services/logs/service.ts";
import type { Service } from "../services/operation.ts";
import { OrganizationRecords } from "../services/organizations/organization-records.ts";
import { createOrganizationsService } from "../services/organizations/service.ts";
import { createS3Service } from "../services/s3/service.ts";
import { createSsmService } from "../services/ssm/service.ts";
import { createStsService, type StsService } from "../services/sts/service.ts";
import { SessionTokens } from "../services/sts/session-tokens.ts";
import type { State } from "./state.ts";

/** What every service is made from. */
export interface Ground {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Who callers are. */
export interface Identity {
  readonly iam: IamService;
  readonly sts: StsService;
  readonly organizations: Service;
}

/** IAM, STS and Organizations, which everything else asks. Service control policies are in force from the start. */
export async function createIdentity({ state, clock, random }: Ground): Promise<Identity> {
  const { store, vault } = state;
  const tokens = new SessionTokens(vault);
  const records = new OrganizationRecords(store);
  await records.load();
  const iam = createIamService({ store, vault, random, clock, sessions: tokens, organizations: records });
  const sts = createStsService({ iam: iam.port, tokens, random, clock });
  return { iam, sts, organizations: createOrganizationsService({ records, iam: iam.port, random, clock }) };
}

/** CloudWatch Logs, which functions write to. */
export const createLogs = ({ state, clock, logger }: Ground): LogsService =>
  createLogsService({ path: join(state.dataFolder, "logs.sqlite"), clock, logger });

/** The services that keep resources of their own, in the order in which they start. */
export function createServices(
  region: string,
  ground: Ground,
  identity: Identity,
  deployments: DeploymentSink,
): readonly Service[] {
  const { state, clock, random, logger } = ground;
  const { store, objectBlobs } = state;
  const s3 = createS3Service({ store, objectBlobs, clock, random, logger });
  const apigateway = createApiGatewayService({
    store,
    random,
    logger,
    deployments,
    roles: {
      trusts: (roleArn, serviceName) =>
        identity.sts.port.trusts({ roleArn, serviceName, sessionName: "apigateway", region }),
    },
  });
  return [createSsmService({ store }), s3, apigateway];
}
