import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { Random } from "../base/random.ts";
import type { DeployedStages } from "../gateway/deployments.ts";
import type { DeploymentSink } from "../gateway/ports.ts";
import { AccessLogs } from "../services/apigateway/access-logs/access-logs.ts";
import { AccountSettings } from "../services/apigateway/account/account-settings.ts";
import { createApiGatewayService } from "../services/apigateway/service.ts";
import { createIamService, type IamService } from "../services/iam/service.ts";
import type { LogsPort } from "../services/logs/port.ts";
import { createLogsService, type LogsService } from "../services/logs/service.ts";
import type { Service } from "../services/operation.ts";
import { OrganizationRecords } from "../services/organizations/organization-records.ts";
import { createOrganizationsService } from "../services/organizations/service.ts";
import { createS3Service } from "../services/s3/service.ts";
import { createSsmService } from "../services/ssm/service.ts";
import { createStsService, type StsService } from "../services/sts/service.ts";
import { SessionTokens } from "../services/sts/session-tokens.ts";
import type { AddressDataSource } from "../services/wafv2/address-data.ts";
import { Firewall } from "../services/wafv2/firewall.ts";
import { PuzzleDesks } from "../services/wafv2/puzzle-desks.ts";
import { createWafService } from "../services/wafv2/service.ts";
import { WafRecords } from "../services/wafv2/waf-records.ts";
import { FirewallWatch } from "../services/wafv2/watch/firewall-watch.ts";
import { countryOf } from "../waf/addresses/country-of.ts";
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

/** The web ACLs in force, and the documents that they and the WAFv2 service are made from. */
export interface WebAcls {
  readonly firewall: Firewall;
  readonly records: WafRecords;
  readonly addresses: AddressDataSource;
  readonly watch: FirewallWatch;
}

/** Web ACLs guard stages from the first request on, and are watched from then on. */
export async function loadWebAcls(
  ground: Ground,
  logs: LogsPort,
  addresses: AddressDataSource,
): Promise<WebAcls> {
  const { state, clock, random, logger } = ground;
  const records = new WafRecords(state.store);
  await records.load();
  const desks = new PuzzleDesks({ vault: state.vault, random, clock });
  const watch = new FirewallWatch({
    ...{ logs, clock, random, logger },
    countryOf: (clientIp) => countryOf(addresses.current.geo, clientIp),
  });
  const { observers } = watch;
  const firewall = new Firewall({ records, addresses, desks, logger, observers });
  return { records, addresses, watch, firewall };
}

/** AWS WAF, in front of the stages that the gateway runs. */
export const createWaf = (
  { random }: Ground,
  { records, addresses, watch, firewall }: WebAcls,
  logs: LogsPort,
  deployed: DeployedStages,
): Service =>
  createWafService({
    ...{ records, addresses, random, logs },
    ...{ log: watch.log, samples: watch.samples, rates: firewall.rates },
    isStage: (accountId, region, apiId, stageName) =>
      deployed
        .snapshots()
        .some(
          (stage) =>
            stage.apiId === apiId &&
            stage.stageName === stageName &&
            stage.accountId === accountId &&
            stage.region === region,
        ),
  });

/** CloudWatch Logs, which functions write to. */
export const createLogs = ({ state, clock, logger }: Ground): LogsService =>
  createLogsService({ path: join(state.dataFolder, "logs.sqlite"), clock, logger });

/** What access logs of stages are written with. */
export interface ApiLogging {
  readonly logs: LogsPort;
  readonly accounts: AccountSettings;
  readonly accessLogs: AccessLogs;
}

/** Access logs are written from the first request on. */
export async function loadApiLogging(
  { state, clock, logger }: Ground,
  { iam, sts }: Identity,
  logs: LogsPort,
): Promise<ApiLogging> {
  const accounts = new AccountSettings(state.store);
  await accounts.load();
  const accessLogs = new AccessLogs({
    ...{ accounts, logs, sessions: sts.port, policies: iam.port, clock, logger },
  });
  return { logs, accounts, accessLogs };
}

/** The services that keep resources of their own, in the order in which they start. */
export function createServices(
  region: string,
  ground: Ground,
  identity: Identity,
  deployments: DeploymentSink,
  logging: ApiLogging,
): readonly Service[] {
  const { state, clock, random, logger } = ground;
  const { store, objectBlobs } = state;
  const s3 = createS3Service({ store, objectBlobs, clock, random, logger });
  const apigateway = createApiGatewayService({
    store,
    random,
    logger,
    deployments,
    ...logging,
    roles: {
      trusts: (roleArn, serviceName) =>
        identity.sts.port.trusts({ roleArn, serviceName, sessionName: "apigateway", region }),
    },
  });
  return [createSsmService({ store }), s3, apigateway];
}
