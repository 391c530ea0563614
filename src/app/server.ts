import { systemClock } from "../base/clock.ts";
import { jsonLogger, type Logger } from "../base/logger.ts";
import { systemRandom } from "../base/random.ts";
import { httpHandler } from "../control/http-handler.ts";
import { rehearseCall } from "../control/rehearse-call.ts";
import type { ControlPorts } from "../control/serve-call.ts";
import { ServiceRegistry } from "../control/service-registry.ts";
import { createCloudFormationService } from "../deploy/service.ts";
import type { FallbackHandler } from "../gateway/engine.ts";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import { type Listener, startListener } from "../gateway/listener.ts";
import { FunctionLogs } from "../services/lambda/invocation/function-logs.ts";
import type { Service } from "../services/operation.ts";
import { deploymentCallers } from "./callers.ts";
import { FirewallData } from "./firewall-data/firewall-data.ts";
import { startFunctions } from "./functions.ts";
import { LocalCertificateAuthority } from "./local-ca.ts";
import { loadRootCredentials, type RootCredentials, writeClientConfig } from "./root-credentials.ts";
import { removeServerAddress, type ServerAddress, writeServerAddress } from "./running-server.ts";
import {
  type ApiLogging,
  createIdentity,
  createLogs,
  createServices,
  createWaf,
  type Ground,
  type Identity,
  loadApiLogging,
  loadWebAcls,
  type WebAcls,
} from "./services.ts";
import type { Settings } from "./settings.ts";
import { openState, type State } from "./state.ts";
import { isSystemRequest, systemHandler } from "./system-http.ts";

/** How long requests under way may take to finish when the server stops, in milliseconds. */
const drainMs = 10_000;

/** A server that is ready for requests. */
export interface RunningServer {
  readonly address: ServerAddress;
  readonly dataFolder: string;
  readonly root: RootCredentials;
  /** The isolation level of functions in force. */
  readonly isolation: string;
  /** What runs, with its operations. */
  readonly services: readonly Service[];
  /** Web ACLs that cannot be run, and why: the stages under them are closed. */
  readonly closedWebAcls: readonly string[];
  /** From the call of {@link startServer} to the first request it could take, in milliseconds. */
  readonly readyInMs: number;
  /** Finishes requests under way, then lets go of everything. */
  readonly stop: () => Promise<void>;
}

/** What is running below the listener. */
interface Parts {
  readonly settings: Settings;
  readonly state: State;
  readonly logger: Logger;
  readonly gateway: Gateway;
  readonly identity: Identity;
  readonly webAcls: WebAcls;
  readonly apiLogging: ApiLogging;
  readonly control: ControlPorts;
  readonly isolation: string;
  readonly firewallData: FirewallData;
  /** Where functions call AWS APIs: filled in once the server listens. */
  readonly endpoint: { url?: string };
}

/** Runs what undoes the steps taken so far, last first, whatever fails. */
class Undo {
  readonly #steps: (() => Promise<void> | void)[] = [];

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  async run(logger: Logger): Promise<void> {
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        logger.error("Stopping a part of the server failed", error);
      }
    }
  }
}

/** Opens the data folder, starts every service and listens. What was started is stopped again when a step fails. */
export async function startServer(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  writeLog: (line: string) => void,
): Promise<RunningServer> {
  const startedAtMs = performance.now();
  const clock = systemClock;
  const logger = jsonLogger(writeLog, () => clock.nowMs());
  const undo = new Undo();
  try {
    const state = await openState(settings, environment, { random: systemRandom, logger, clock });
    undo.add(() => state.close());
    const parts = await startParts(settings, { state, clock, random: systemRandom, logger }, undo);
    const root = loadRootCredentials(settings, state.dataFolder, systemRandom);
    await parts.identity.iam.port.ensureAccount(settings.accountId, root);
    const listener = await listen(parts, undo);
    const address = publishAddress(settings, state.dataFolder, listener, undo);
    parts.endpoint.url = address.url;
    return {
      address,
      dataFolder: state.dataFolder,
      root,
      isolation: parts.isolation,
      closedWebAcls: parts.webAcls.firewall.outages(),
      services: parts.control.registry.services,
      readyInMs: Math.round(performance.now() - startedAtMs),
      stop: () => undo.run(logger),
    };
  } catch (error) {
    await undo.run(logger);
    throw error;
  }
}

async function startParts(settings: Settings, ground: Ground, undo: Undo): Promise<Parts> {
  const { state, clock, random, logger } = ground;
  const firewallData = await FirewallData.open(settings.firewallData, clock, logger);
  undo.add(() => firewallData.close());
  const identity = await createIdentity(ground);
  const credentials = identity.iam.port;
  const control: ControlPorts = {
    registry: new ServiceRegistry(),
    credentials,
    policies: credentials,
    audit: { write: (record) => state.records.append("audit", record) },
    clock,
    random,
    logger,
    nowMs: () => clock.nowMs(),
    defaultRegion: settings.region,
  };
  const endpoint: { url?: string } = {};
  const logs = createLogs(ground);
  const functionLogs = new FunctionLogs({ logs: logs.port, policies: credentials, clock });
  const functions = await startFunctions({
    ...{ settings, ground, identity, functionLogs, control },
    endpointUrl: () => endpoint.url,
  });
  undo.add(functions.removeFolder);
  const webAcls = await loadWebAcls(ground, logs.port, firewallData);
  const apiLogging = await loadApiLogging(ground, identity, logs.port);
  const gateway = createGateway({
    credentials,
    policies: credentials,
    functions: functions.lambda.port,
    webAcls: webAcls.firewall,
    records: { write: (record) => state.records.append("decision", record) },
    accessLogs: apiLogging.accessLogs,
    clock,
    random,
    logger,
  });
  undo.add(() => gateway.stop());
  const stopping = new AbortController();
  undo.add(() => stopping.abort());
  const cloudformation = createCloudFormationService({
    store: state.store,
    vault: state.vault,
    callers: deploymentCallers(control, identity.sts.port, stopping.signal),
    findRefusals: (name) => {
      const [serviceId = "", operationName = ""] = name.split(":");
      const found = control.registry.find(serviceId, operationName);
      return found && (found.operation.refuses ?? []);
    },
    rehearse: (call) => rehearseCall(call, control.registry),
    clock,
    random,
    logger,
  });
  const first = [identity.iam, identity.organizations, identity.sts, logs, functions.lambda];
  for (const service of [
    ...first,
    ...createServices(settings.region, ground, identity, gateway.sink, apiLogging),
    createWaf(ground, webAcls, logs.port, gateway.deployed),
    cloudformation,
  ]) {
    control.registry.add(service);
    await service.start?.();
    if (service.stop) undo.add(service.stop);
  }
  const { isolation } = functions;
  return {
    settings,
    state,
    logger,
    gateway,
    identity,
    webAcls,
    apiLogging,
    control,
    endpoint,
    isolation,
    firewallData,
  };
}

/** Sends what is for no API to Sallyport's own API or to the AWS APIs. */
function fallbackHandler(parts: Parts): FallbackHandler {
  const { settings, state, gateway, identity, control, isolation, firewallData } = parts;
  const { firewall, watch } = parts.webAcls;
  const { log: wafLog, counts } = watch;
  const { accessLogs } = parts.apiLogging;
  const serveSystem = systemHandler({
    ...control,
    accountId: settings.accountId,
    records: state.records,
    callers: { deployed: gateway.deployed, iam: identity.iam.port, nowMs: control.nowMs },
    isReady: () => true,
    wafCounts: () => ({ counts: counts.list(), uncounted: counts.uncounted }),
    status: () => ({
      isolation,
      lostRecords: state.records.lostCount,
      droppedWafLogRecords: wafLog.droppedCount,
      droppedAccessLogLines: accessLogs.droppedCount,
      accessLogFailures: accessLogs.failures,
      ...firewallData.status(),
      closedWebAcls: firewall.outages(),
    }),
  });
  const serveAws = httpHandler(control);
  return (request, response, facts) => {
    const peer = { sourceIp: facts.sourceIp, secureTransport: facts.tls !== undefined };
    if (isSystemRequest(request.url ?? "")) serveSystem(request, response, peer);
    else if (peer.secureTransport || settings.plainHttpFromAnywhere || isLoopback(peer.sourceIp)) {
      void serveAws(request, response, peer);
    } else {
      response.writeHead(403, { "content-type": "text/plain", connection: "close" });
      response.end("AWS APIs answer plain HTTP on this machine only. Use https.\n");
    }
  };
}

const isLoopback = (address: string): boolean => address === "::1" || /^127(\.\d{1,3}){3}$/.test(address);

async function listen(parts: Parts, undo: Undo): Promise<Listener> {
  const { settings, state, logger, gateway, control } = parts;
  const authority = await LocalCertificateAuthority.open(state.dataFolder, control.clock, control.random);
  const pair = await authority.localhostPair();
  const listener = await startListener({
    host: settings.host,
    port: settings.port,
    gateway,
    fallback: fallbackHandler(parts),
    certificates: {
      fallbackCertificate: () => pair,
      findContext: (serverName) => authority.contextFor(serverName),
    },
    logger,
  });
  undo.add(() => listener.stop(drainMs));
  return listener;
}

function publishAddress(
  settings: Settings,
  dataFolder: string,
  listener: Listener,
  undo: Undo,
): ServerAddress {
  const { region, accountId, host } = settings;
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  const address = { pid: process.pid, url: `http://${name}:${listener.port}`, region, accountId };
  writeClientConfig(dataFolder, region, address.url);
  writeServerAddress(dataFolder, address);
  undo.add(() => removeServerAddress(dataFolder));
  return address;
}
